#include "sessions.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper.h"
#include "session.h"

static _Noreturn void serve_in_child(const struct sessions *sessions, int connection, pid_t parent)
{
    keeper_die_with(parent);
    close(sessions->listener);
    close(sessions->signals);
    _exit(session_run(connection, sessions->record, sessions->status));
}

void sessions_accept(struct sessions *sessions)
{
    int connection = accept4(sessions->listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0)
        return; /* the peer gave up, or no descriptor is left: its gate reports it */
    pid_t parent = getpid();
    errno = EUSERS;
    pid_t child = sessions->count < SESSION_LIMIT ? fork() : -1;
    if (child == 0)
        serve_in_child(sessions, connection, parent);
    if (child > 0)
        sessions->keepers[sessions->count++] = child;
    else
        fprintf(stderr, "stack-slim observer: connection refused: %s\n", strerror(errno));
    close(connection);
}

static void forget(struct sessions *sessions, pid_t keeper)
{
    for (int i = 0; i < sessions->count; i++) {
        if (sessions->keepers[i] != keeper)
            continue;
        sessions->keepers[i] = sessions->keepers[--sessions->count];
        return;
    }
}

void sessions_reap(struct sessions *sessions)
{
    int status;
    pid_t keeper;
    while ((keeper = waitpid(-1, &status, WNOHANG)) > 0) {
        forget(sessions, keeper);
        if (WIFEXITED(status))
            continue;
        atomic_fetch_add(&sessions->status->crashes, 1);
        atomic_fetch_add(&sessions->status->lost, 1);
    }
}

void sessions_stop(struct sessions *sessions)
{
    if (sessions->listener < 0)
        return;
    close(sessions->listener);
    sessions->listener = -1;
    for (int i = 0; i < sessions->count; i++)
        kill(sessions->keepers[i], SIGTERM); /* ESRCH: it has ended and is not reaped yet */
}
