#ifndef STACK_SLIM_LINKS_H
#define STACK_SLIM_LINKS_H

#include <sys/stat.h>

/* Files with several names that were met so far. */
struct links;

struct links *links_new(void);
/* The path remembered for this file; NULL when it is met for the first time, and then `path` is remembered. A lack of memory counts as the first time. */
const char *links_met(struct links *links, const struct stat *file, const char *path);
void links_free(struct links *links);

#endif
