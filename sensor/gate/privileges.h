/* The capabilities the gate borrows, and giving them back. */
#ifndef STACK_SLIM_PRIVILEGES_H
#define STACK_SLIM_PRIVILEGES_H

#include <stdbool.h>
#include <stdint.h>

/* Makes permitted SYS_ADMIN and SETPCAP effective: the gate's file capabilities are permitted only, because with the effective bit the
   kernel refuses to start the gate (EPERM) wherever the bounding set lacks one of them. */
void privileges_raise(void);

/* Removes the capabilities of the mask from all five sets. Ends the process when that fails: the application must not keep them. */
void privileges_drop(uint64_t mask);

/* Whether the container's bounding set holds the capability: what the engine chose its seccomp profile by. */
bool privileges_bounded(int capability);

#endif
