/* gate: makes this process observed, then becomes the application. docs/sensor.md says what the application can notice of it. */
#include <linux/errno.h>

#include "kernel.h"
#include "listener.h"
#include "lookup.h"
#include "privileges.h"
#include "text.h"

#define USAGE "usage: gate [-s SOCKET] [-k main|health|exec] [-d HEXMASK] [-n] [-P] [-a] SERVICE -- PROGRAM ARGS..."

struct options {
    const char *socket, *kind, *service;
    uint64_t drop;
    bool no_new_privileges, parity, all;
    char **command;
};

static const char *value_of(char ***argument)
{
    if (!(*argument)[1])
        fail(EXIT_GATE, USAGE, **argument, 0);
    return *++*argument;
}

static void read_option(char ***argument, struct options *options)
{
    const char *option = **argument;
    if (text_equal(option, "-s"))
        options->socket = value_of(argument);
    else if (text_equal(option, "-k"))
        options->kind = value_of(argument);
    else if (text_equal(option, "-n"))
        options->no_new_privileges = true;
    else if (text_equal(option, "-P"))
        options->parity = true;
    else if (text_equal(option, "-a"))
        options->all = true;
    else if (!text_equal(option, "-d") || !text_hex(value_of(argument), &options->drop))
        fail(EXIT_GATE, USAGE, **argument, 0);
}

static struct options read_arguments(char **argument)
{
    struct options options = {.socket = "/.stack-slim/sock", .kind = "main"};
    for (; *argument && (*argument)[0] == '-' && !text_equal(*argument, "--"); argument++)
        read_option(&argument, &options);
    if (!argument[0] || !argument[1] || !text_equal(argument[1], "--") || !argument[2])
        fail(EXIT_GATE, USAGE, 0, 0);
    options.service = argument[0];
    options.command = argument + 2;
    return options;
}

_Noreturn void gate_main(long *stack); /* from start.S */

_Noreturn void gate_main(long *stack)
{
    long count = *stack;
    char **arguments = (char **)(stack + 1);
    char **environment = arguments + count + 1;
    if (count < 1)
        fail(EXIT_GATE, USAGE, 0, 0);
    const struct options options = read_arguments(arguments + 1);
    const char *program = lookup_program(options.command[0], environment);

    int connection = listener_connect(options.socket);
    privileges_raise();
    int listener = listener_install(options.parity, options.no_new_privileges, options.all);
    listener_hand_over(connection, listener, options.all, options.kind, options.service);
    privileges_drop(options.drop);

    long result = KERNEL3(SYS_execve, program, options.command, environment);
    int status = result == -ENOENT || result == -ENOTDIR ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
    fail(status, "can't be executed", program, result);
}
