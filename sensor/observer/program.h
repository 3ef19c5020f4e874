/* What the kernel opens by itself when it starts a program. */
#ifndef STACK_SLIM_PROGRAM_H
#define STACK_SLIM_PROGRAM_H

#include "limits.h"

enum program {
    PROGRAM_ALONE,       /* static, or no format we know */
    PROGRAM_INTERPRETED, /* needs the file named */
    PROGRAM_FOREIGN,     /* as PROGRAM_ALONE or not, but its calls are of an ABI the filter doesn't know */
    PROGRAM_UNREADABLE,
};

/* Reads the headers of an open regular file: ELF of both sizes (PT_INTERP) and #!. interpreter is "" when there is none. */
enum program program_read(int fd, char interpreter[PATH_LIMIT]);

#endif
