/* One openat2() instead of an openat() per component, for paths without a link on the way: the usual case. */
#ifndef STACK_SLIM_QUICK_H
#define STACK_SLIM_QUICK_H

#include "walk.h"

/* False when the path needs the walk by components (then nothing of result is set). */
bool walk_quickly(const struct view *view, const char *path, bool follow, struct walked *result);

enum state state_of(mode_t mode);

/* Whether a directory of this name below the root holds a pseudo file system. */
bool is_pseudo(const char *name);

#endif
