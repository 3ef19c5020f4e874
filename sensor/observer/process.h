/* Reading another process: its memory and its links in /proc. */
#ifndef STACK_SLIM_PROCESS_H
#define STACK_SLIM_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum reading {
    READ_GOOD,
    READ_NOTHING, /* the call will fail by itself: bad address, bad descriptor, no path */
    READ_GONE,    /* the process ended meanwhile */
    READ_LOST,    /* it should have been readable */
};

/* A string with its end within room bytes. */
enum reading process_string(pid_t process, uint64_t address, char *target, size_t room);

/* Up to size bytes; *got says how many. */
enum reading process_bytes(pid_t process, uint64_t address, void *target, size_t size, size_t *got);

/* The text of /proc/PROCESS/NAME, cut off never: too long is READ_LOST. */
enum reading process_link(pid_t process, const char *name, char *target, size_t room);
enum reading process_descriptor(pid_t process, int descriptor, char *target, size_t room);

/* An O_PATH descriptor of /proc/PROCESS/root, or -errno. */
int process_root(pid_t process);

#endif
