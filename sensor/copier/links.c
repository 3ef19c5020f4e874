/* Hard links: a table from device and inode to the first name met. */
#include "links.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    dev_t device;
    ino_t inode;
    char *path;
    struct entry *next;
};

enum { BUCKETS = 4096 };

struct links {
    struct entry *buckets[BUCKETS];
};

struct links *links_new(void) { return calloc(1, sizeof(struct links)); }

const char *links_met(struct links *links, const struct stat *file, const char *path)
{
    struct entry **bucket = &links->buckets[(size_t)file->st_ino % BUCKETS];
    for (struct entry *entry = *bucket; entry; entry = entry->next)
        if (entry->inode == file->st_ino && entry->device == file->st_dev)
            return entry->path;
    struct entry *entry = malloc(sizeof *entry);
    char *copy = strdup(path);
    if (!entry || !copy) {
        free(entry);
        free(copy);
        return NULL;
    }
    *entry = (struct entry){file->st_dev, file->st_ino, copy, *bucket};
    *bucket = entry;
    return NULL;
}

void links_free(struct links *links)
{
    for (size_t at = 0; links && at < BUCKETS; at++)
        for (struct entry *entry = links->buckets[at], *next; entry; entry = next) {
            next = entry->next;
            free(entry->path);
            free(entry);
        }
    free(links);
}
