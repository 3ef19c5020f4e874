/* Resolving a path as the kernel does, below the root that the asking process has. */
#ifndef STACK_SLIM_WALK_H
#define STACK_SLIM_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "facts.h"
#include "limits.h"

/* Where absolute paths begin: a directory, and its path below the container's root ("" for that root itself). */
struct view {
    int root;
    const char *prefix;
};

struct walked {
    enum state state;
    int fd;               /* O_PATH descriptor of the object, or -1; the caller closes it */
    mode_t mode;          /* of the object, when fd is not -1 */
    bool too_long;        /* the texts did not fit: final is cut off */
    char final[TEXT_ROOM];
};

/* Called for every link that is followed: its own path without links, and its text. */
typedef void walk_link(void *context, const char *link, const char *text);

/* path: absolute, below the view's root. follow: also follow a link that is the last component. */
void walk(const struct view *view, const char *path, bool follow, walk_link *on_link, void *context, struct walked *result);

#endif
