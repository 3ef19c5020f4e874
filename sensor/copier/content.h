#ifndef STACK_SLIM_CONTENT_H
#define STACK_SLIM_CONTENT_H

#include <stdint.h>

/* Copies the bytes of an open file, holes stay holes; adds what was written to *spent. 0, -EFBIG once *spent is more than `most`, or -errno. */
int copy_content(int from, int to, uint64_t *spent, uint64_t most);
/* Copies extended attributes; those that this place can't have are left out, as cp does. */
void copy_attributes(int from, int to);

#endif
