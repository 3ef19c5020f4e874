/* The part of a path that is still to be walked. */
#ifndef STACK_SLIM_REST_H
#define STACK_SLIM_REST_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

enum { NAME_ROOM = 256 }; /* NAME_MAX and the end */

struct rest {
    char text[TEXT_ROOM];
    char *at;
    bool slash; /* a slash follows the component taken last */
    bool bad;   /* the next component is longer than a name can be */
};

/* False when it doesn't fit. */
bool rest_start(struct rest *rest, const char *path);

/* Puts a link's text in place of the component taken last. */
bool rest_insert(struct rest *rest, const char *text);

/* Takes the next component; false at the end, or with bad set (name then holds what fits of it). */
bool rest_next(struct rest *rest, char name[NAME_ROOM]);

/* Whether the component taken last was the last one, without even a slash after it. */
bool rest_is_empty(const struct rest *rest);

#endif
