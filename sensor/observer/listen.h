#ifndef STACK_SLIM_LISTEN_H
#define STACK_SLIM_LISTEN_H

/* A listening socket at the path, in place of one that an earlier observer left, open to every user. -1 when it can't be had. */
int listen_at(const char *path);

/* Says what failed, with errno's text; 1. */
int complain(const char *what);

#endif
