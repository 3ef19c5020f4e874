/* copier FROM TO MOST_BYTES: copies what is in one folder into another, empty one. docs/sensor.md says where it runs. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tree.h"

enum { FAILED = 1, USAGE = 2, TOO_LARGE = 3, DISK_FULL = 4 };

static int failed(const char *what, int error, const struct copied *result)
{
    if (error == -EFBIG) {
        printf("%" PRIu64 "\n", result->bytes);
        return TOO_LARGE;
    }
    printf("%s %s: %s\n", what, result->where[0] ? result->where : "the folder", strerror(-error));
    return error == -ENOSPC || error == -EDQUOT ? DISK_FULL : FAILED;
}

int main(int count, char **words)
{
    char *end = NULL;
    uint64_t most = count == 4 ? strtoull(words[3], &end, 10) : 0;
    if (count != 4 || !end || *end || end == words[3]) {
        fprintf(stderr, "usage: copier FROM TO MOST_BYTES\n");
        return USAGE;
    }
    struct copied room = {0}, done = {0};
    int from = open(words[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC), to = open(words[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (from < 0 || to < 0)
        return failed("opening", -errno, &room);
    umask(0);
    int error = measure_tree(from, most, &room);
    if (error)
        return failed("reading", error, &room);
    /* Twice the room, so that one who writes meanwhile can't fill the disk, and blocks that are partly holes may be written whole. */
    error = copy_tree(from, to, most > UINT64_MAX / 2 ? UINT64_MAX : 2 * most, &done);
    if (error)
        return failed("copying", error, &done);
    printf("%" PRIu64 " %" PRIu64 "\n", done.bytes, done.files);
    return 0;
}
