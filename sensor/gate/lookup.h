#ifndef STACK_SLIM_LOOKUP_H
#define STACK_SLIM_LOOKUP_H

/* The file that PROGRAM means: itself with a slash in it, else the first executable file of that name in PATH (environment; the engine's
   default when unset), as the engine's runtime looks it up. Ends the process with 127 (not found) or 126 (not executable). */
const char *lookup_program(const char *program, char *const *environment);

#endif
