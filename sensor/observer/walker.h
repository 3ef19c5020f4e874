/* A walk in progress; only walk.c and walker.c look inside. */
#ifndef STACK_SLIM_WALKER_H
#define STACK_SLIM_WALKER_H

#include "rest.h"
#include "walk.h"

struct walker {
    const struct view *view;
    walk_link *on_link;
    void *context;
    struct walked *out;
    bool follow;
    int fd;        /* directory reached, or the object at the end; the view's root is never closed */
    size_t prefix; /* length of the view's prefix in out->final */
    size_t length; /* of out->final */
    int links;
    struct rest rest;
};

/* Adds to out->final; what doesn't fit is cut off and out->too_long says so. */
void walker_append(struct walker *walker, const char *text);

/* Takes one component. out->state stays 0 while the walk goes on. */
void walker_step(struct walker *walker, const char *name);

/* Ends the walk at a component; what is left of the path is kept as it was asked. */
void walker_stop(struct walker *walker, enum state state, const char *name);

/* Makes the descriptor the place reached. */
void walker_move(struct walker *walker, int fd, mode_t mode);

#endif
