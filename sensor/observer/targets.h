/* The paths of a request: made absolute, and put below the root they begin at. */
#ifndef STACK_SLIM_TARGETS_H
#define STACK_SLIM_TARGETS_H

#include "request.h"

/* Adds the path of an argument. empty_allowed: the empty path means the directory descriptor itself (AT_EMPTY_PATH). */
enum reading target_read(struct request *request, const struct seccomp_notif *call, int path, int directory, bool empty_allowed);

/* Adds the path of a unix socket. */
enum reading target_of_socket(struct request *request, pid_t process, const char *path);

#endif
