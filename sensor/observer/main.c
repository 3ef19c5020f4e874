/* observer: records what profiled containers ask of their file system and whom they talk to. docs/sensor.md is its design. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "listen.h"
#include "relay.h"
#include "sessions.h"

enum { SECOND = 1000000000, POLL_MILLISECONDS = 200 };

static bool status_failing; /* said once, not every second */

static void write_status(const struct sessions *sessions, bool clean_end)
{
    int error = status_write(sessions->status, sessions->record, clean_end);
    if (error && !status_failing)
        fprintf(stderr, "stack-slim observer: writing the status: %s\n", strerror(-error));
    status_failing = error != 0;
}

static void take_signals(struct sessions *sessions)
{
    struct signalfd_siginfo info;
    while (read(sessions->signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD)
            sessions_stop(sessions);
    sessions_reap(sessions);
}

static void wait_for_work(struct sessions *sessions)
{
    struct pollfd waiting[] = {{.fd = sessions->listener, .events = POLLIN}, {.fd = sessions->signals, .events = POLLIN}};
    if (poll(waiting, 2, POLL_MILLISECONDS) < 0)
        return;
    if (waiting[1].revents & POLLIN)
        take_signals(sessions);
    if (waiting[0].revents & POLLIN && sessions->listener >= 0)
        sessions_accept(sessions);
}

/* An observer that was frozen held every watched call that long: programs may have given up over it, and asked less or otherwise. */
static void notice_standstill(struct sessions *sessions, uint64_t since)
{
    uint64_t seconds = (monotonic_ns() - since) / SECOND;
    if (seconds < STANDSTILL_SECONDS)
        return;
    fprintf(stderr, "stack-slim observer: stood still for %lu seconds\n", (unsigned long)seconds);
    atomic_fetch_add(&sessions->status->lost, 1);
}

/* Serves until SIGTERM or SIGINT, then until all sessions are ended. Whether they all did. */
static bool run(struct sessions *sessions)
{
    uint64_t written = 0, deadline = UINT64_MAX;
    while ((sessions->listener >= 0 || sessions->count) && monotonic_ns() < deadline) {
        uint64_t since = monotonic_ns();
        wait_for_work(sessions);
        notice_standstill(sessions, since);
        if (sessions->listener < 0 && deadline == UINT64_MAX)
            deadline = monotonic_ns() + (uint64_t)STOP_WAIT_SECONDS * SECOND;
        if (monotonic_ns() - written < SECOND)
            continue;
        write_status(sessions, false);
        written = monotonic_ns();
    }
    return sessions->count == 0;
}

static int start(struct sessions *sessions, const char *socket_path, const char *record_path)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return complain("signals");
    sessions->signals = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (sessions->signals < 0)
        return complain("signalfd");
    sessions->record = open(record_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (sessions->record < 0)
        return complain(record_path);
    sessions->status = status_create();
    if (!sessions->status)
        return complain("shared memory");
    sessions->listener = listen_at(socket_path);
    return sessions->listener < 0 ? 1 : 0;
}

int main(int count, char **arguments)
{
    static const struct option options[] = {{"socket", required_argument, NULL, 's'}, {"record", required_argument, NULL, 'r'}, {0}};
    static struct sessions sessions;
    if (count > 1 && strcmp(arguments[1], "--relay") == 0)
        return relay(count - 2, arguments + 2);
    const char *socket_path = "/.stack-slim/sock", *record_path = "/record";
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
        if (option == '?') {
            fputs("usage: observer [--socket PATH] [--record DIRECTORY], or observer --relay ADDRESS/PORT...\n", stderr);
            return 2;
        }
        *(option == 's' ? &socket_path : &record_path) = optarg;
    }
    if (start(&sessions, socket_path, record_path) != 0)
        return 1;
    if (puts("observer ready") < 0 || fflush(stdout) != 0)
        return complain("stdout");
    bool clean = run(&sessions);
    write_status(&sessions, clean);
    unlink(socket_path);
    return clean && !status_failing ? 0 : 1;
}
