#ifndef STACK_SLIM_TREE_H
#define STACK_SLIM_TREE_H

#include <stdint.h>

struct copied {
    uint64_t bytes; /* written; while measuring: room on the disk */
    uint64_t files;
    char where[4096]; /* what could not be copied, relative to the tree */
};

/*
 * The room a tree takes on its disk: holes don't count, hard links once. Stops beyond `most` with -EFBIG; else 0 or -errno.
 * What vanishes meanwhile is left out: the tree may be in use.
 */
int measure_tree(int from, uint64_t most, struct copied *result);
/* Copies all that is in one open folder into another, and what the folder itself has: owners, modes, times, links, holes, extended attributes. */
int copy_tree(int from, int to, uint64_t most, struct copied *result);

#endif
