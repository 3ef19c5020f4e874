/* Strings, and the gate's only way to end before the application runs. */
#ifndef STACK_SLIM_TEXT_H
#define STACK_SLIM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses as the engine gives them for a program it can't start, and 125 for the gate's own trouble. */
enum { EXIT_GATE = 125, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);
bool text_contains(const char *text, char wanted);

/* Reads hexadecimal digits (an 0x before them is allowed). False when there is none, another character, or more than 64 bits. */
bool text_hex(const char *text, uint64_t *value);

/* Prints "stack-slim gate: what: subject (errno N)" as one line on stderr and exits. subject may be NULL, error 0 or -errno. */
_Noreturn void fail(int status, const char *what, const char *subject, long error);

#endif
