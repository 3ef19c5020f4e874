#include "relay.h"

#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_TARGETS = 16, BACKLOG = 64, CHUNK = 16384 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct target {
    union address address;
    socklen_t length;
};

static bool parse(const char *text, struct target *target)
{
    char host[INET6_ADDRSTRLEN];
    const char *slash = strchr(text, '/');
    char *end = NULL;
    unsigned long port = slash ? strtoul(slash + 1, &end, 10) : 0;
    if (!slash || (size_t)(slash - text) >= sizeof host || port == 0 || port > 65535 || *end != '\0')
        return false;
    memcpy(host, text, (size_t)(slash - text));
    host[slash - text] = '\0';
    memset(target, 0, sizeof *target);
    if (inet_pton(AF_INET, host, &target->address.v4.sin_addr) == 1) {
        target->address.v4.sin_family = AF_INET;
        target->address.v4.sin_port = htons((uint16_t)port);
        target->length = sizeof target->address.v4;
        return true;
    }
    target->address.v6.sin6_family = AF_INET6;
    target->address.v6.sin6_port = htons((uint16_t)port);
    target->length = sizeof target->address.v6;
    return inet_pton(AF_INET6, host, &target->address.v6.sin6_addr) == 1;
}

/* A listening socket on a port that the kernel chooses, which `port` gets; -1 when there is none. */
static int listen_anywhere(unsigned *port)
{
    union address own = {.v4 = {.sin_family = AF_INET}};
    socklen_t length = sizeof own.v4;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, &own.any, length) != 0 || listen(fd, BACKLOG) != 0 || getsockname(fd, &own.any, &length) != 0) {
        complain("a port");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *port = ntohs(own.v4.sin_port);
    return fd;
}

static bool write_all(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

/* Hands on what one side sends, and that it has ended, until both have. */
static void pump(int left, int right)
{
    struct pollfd sides[2] = {{.fd = left, .events = POLLIN}, {.fd = right, .events = POLLIN}};
    static char chunk[CHUNK];
    while (sides[0].fd >= 0 || sides[1].fd >= 0) {
        if (poll(sides, 2, -1) < 0 && errno != EINTR)
            return;
        for (int from = 0; from < 2; from++) {
            int other = from == 0 ? right : left;
            if (sides[from].fd < 0 || sides[from].revents == 0)
                continue;
            ssize_t count = read(sides[from].fd, chunk, sizeof chunk);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0 || (count > 0 && !write_all(other, chunk, (size_t)count)))
                return;
            if (count > 0)
                continue;
            shutdown(other, SHUT_WR);
            sides[from].fd = -1;
        }
    }
}

/* One connection, in a process of its own. */
static void hand_on(int client, const struct target *target)
{
    pid_t child = fork();
    if (child != 0) {
        if (child < 0)
            complain("fork");
        close(client);
        return;
    }
    int server = socket(target->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server >= 0 && connect(server, &target->address.any, target->length) == 0)
        pump(client, server);
    _exit(0);
}

/* The first process of a container has no default actions. */
static void end(int signal)
{
    (void)signal;
    _exit(0);
}

int relay(int count, char **texts)
{
    struct target targets[MOST_TARGETS];
    struct pollfd listeners[MOST_TARGETS];
    if (count < 1 || count > MOST_TARGETS || signal(SIGTERM, end) == SIG_ERR || signal(SIGCHLD, SIG_IGN) == SIG_ERR ||
        signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return 2;
    for (int at = 0; at < count; at++) {
        unsigned port = 0;
        if (!parse(texts[at], &targets[at])) {
            fprintf(stderr, "stack-slim observer: %s is no ADDRESS/PORT\n", texts[at]);
            return 2;
        }
        listeners[at] = (struct pollfd){.fd = listen_anywhere(&port), .events = POLLIN};
        if (listeners[at].fd < 0 || printf("%s %u\n", texts[at], port) < 0)
            return 1;
    }
    if (puts("relay ready") < 0 || fflush(stdout) != 0)
        return complain("stdout");
    for (;;) {
        if (poll(listeners, (nfds_t)count, -1) < 0 && errno != EINTR)
            return complain("poll");
        for (int at = 0; at < count; at++) {
            int client = listeners[at].revents & POLLIN ? accept4(listeners[at].fd, NULL, NULL, SOCK_CLOEXEC) : -1;
            if (client >= 0)
                hand_on(client, &targets[at]);
        }
    }
}
