/* The gate's greeting. It comes from inside the profiled container: nothing in it is trusted. */
#ifndef STACK_SLIM_HELLO_H
#define STACK_SLIM_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "limits.h"

struct hello {
    char service[SERVICE_NAME_LIMIT + 1];
    const char *kind; /* "main", "health" or "exec" */
    bool all;         /* every call is told that is not an everyday one, and each is a fact */
    pid_t process;    /* the gate, as the kernel gives it for the connection */
    int listener;     /* seccomp notification descriptor; the receiver of the hello closes it */
};

/* Reads "1 KIND SERVICE", or with 2 where all calls are told, of exactly size bytes. */
bool hello_parse(const char *message, size_t size, struct hello *hello);

/* Receives message and descriptor from a connection, and looks whether the descriptor is a listener. NULL, or why it was refused. */
const char *hello_receive(int connection, struct hello *hello);

#endif
