/* Bounds of everything the observer takes from outside. */
#ifndef STACK_SLIM_LIMITS_H
#define STACK_SLIM_LIMITS_H

enum {
    PATH_LIMIT = 4096,                  /* PATH_MAX: the longest path a call takes, with its end */
    TEXT_ROOM = 3 * PATH_LIMIT,         /* root prefix + working directory + path */
    LINK_LIMIT = 40,                    /* links on one path, as the kernel counts (MAXSYMLINKS) */
    INTERPRETER_LIMIT = 6,              /* #! lines in a row (the kernel's own limit is 5) and one ELF interpreter */
    SERVICE_NAME_LIMIT = 128,
    SERVICE_LIMIT = 1024,
    SESSION_LIMIT = 2048,               /* connections at a time */
    SEEN_LIMIT = 4 * 1024 * 1024,       /* remembered facts of one connection, 8 bytes each, table at most half full */
    CRASH_LIMIT = 1000,                 /* workers of one connection */
    HELLO_WAIT_SECONDS = 2,
    STOP_WAIT_SECONDS = 8,
    STANDSTILL_SECONDS = 5,             /* between two looks of the main process, which looks five times a second */
};

#endif
