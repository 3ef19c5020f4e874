#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "keeper.h"
#include "process.h"

static int refuse(const char *reason)
{
    fprintf(stderr, "stack-slim observer: connection refused: %s\n", reason);
    return 2;
}

static bool limit_waiting(int connection)
{
    struct timeval limit = {.tv_sec = HELLO_WAIT_SECONDS};
    return setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
           setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
}

/* The gate waits for its answer meanwhile, so its /proc entries are the container's. */
static const char *open_container(struct session *session)
{
    char name[64];
    struct stat mounts;
    session->root = process_root(session->hello.process);
    snprintf(name, sizeof name, "/proc/%d/ns/mnt", (int)session->hello.process);
    if (session->root < 0 || stat(name, &mounts) != 0)
        return "container's root not readable (CAP_SYS_PTRACE, pid: host)";
    session->mounts = mounts.st_ino;
    return NULL;
}

static const char *open_record(struct session *session, int record_directory)
{
    struct service *service = status_service(session->status, session->hello.service);
    if (!service)
        return "too many services";
    if (facts_open(&session->facts, record_directory, service, session->status->started_ns) != 0)
        return "record file can't be opened";
    session->progress = mmap(NULL, sizeof *session->progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return session->progress == MAP_FAILED ? "no memory" : NULL;
}

static void note_hello(struct session *session)
{
    char directory[PATH_LIMIT];
    atomic_fetch_add(&session->facts.service->hellos, 1);
    atomic_fetch_add(&session->status->listeners, 1);
    atomic_fetch_add(&session->status->open, 1);
    if (process_link(session->hello.process, "cwd", directory, sizeof directory) != READ_GOOD) {
        facts_lost(&session->facts);
        directory[0] = 0;
    }
    facts_note(&session->facts, "hello", STATE_DIRECTORY, session->hello.kind, directory);
}

static void note_bye(struct session *session)
{
    char calls[24];
    snprintf(calls, sizeof calls, "%lu", atomic_load(&session->progress->calls));
    facts_note(&session->facts, "bye", STATE_OTHER, session->hello.kind, calls);
}

int session_run(int connection, int record_directory, struct status *status)
{
    static struct session session;
    session.status = status;
    if (!limit_waiting(connection))
        return refuse(strerror(errno));
    const char *trouble = hello_receive(connection, &session.hello);
    if (!trouble)
        trouble = open_container(&session);
    if (!trouble)
        trouble = open_record(&session, record_directory);
    if (trouble)
        return refuse(trouble);
    note_hello(&session);
    if (write(connection, "k", 1) != 1)
        fprintf(stderr, "stack-slim observer: gate of %s did not wait for its answer\n", session.hello.service);
    close(connection);
    close(record_directory);
    int result = keeper_run(&session);
    note_bye(&session);
    if (result == 0)
        atomic_fetch_sub(&status->open, 1);
    return result;
}
