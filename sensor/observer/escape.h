#ifndef STACK_SLIM_ESCAPE_H
#define STACK_SLIM_ESCAPE_H

#include <stddef.h>

/* Copies text; backslash, tab, newline and every byte outside printable ASCII become \xHH. Gives the length without the end, or 0 with an
   empty target when it doesn't fit into room (4 * strlen(text) + 1 always does). */
size_t escape(char *target, size_t room, const char *text);

#endif
