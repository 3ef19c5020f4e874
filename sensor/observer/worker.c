#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "request.h"
#include "resolve.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64) /* Linux 6.6 */
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static volatile sig_atomic_t stopping;

static void on_stop(int signal)
{
    (void)signal;
    stopping = 1;
}

bool worker_answer(int listener, struct progress *progress)
{
    struct seccomp_notif_resp answer = {.id = progress->call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    bool there = !answer.id || ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0 || errno == EINPROGRESS;
    progress->call.id = 0;
    return there;
}

/* False with errno when no call could be received. */
static bool receive(int listener, struct progress *progress)
{
    memset(&progress->call, 0, sizeof progress->call); /* the kernel insists */
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &progress->call) == 0;
}

static void tally(struct session *session, enum reading result)
{
    if (result == READ_GONE)
        atomic_fetch_add(&session->status->gone, 1);
    if (result == READ_LOST)
        facts_lost(&session->facts);
}

static void note_call(struct session *session, const struct seccomp_data *data)
{
    char text[64];
    snprintf(text, sizeof text, "%s:%d", abi_name(data->arch), data->nr);
    facts_note(&session->facts, "call", STATE_OTHER, text, text);
}

/* Answering first is safe: the next call of this container is only received after this one is resolved, so nothing the container does
   through a watched call can change what the path meant. The calls that do change it are resolved first. */
static void serve(struct session *session, struct resolver *resolver)
{
    static struct request request; /* large */
    struct progress *progress = session->progress;
    int listener = session->hello.listener;
    atomic_store(&progress->in_call, true);
    atomic_fetch_add(&progress->calls, 1);
    atomic_fetch_add(&session->facts.service->calls, 1);
    enum reading result = request_read(&request, session, &progress->call);
    const struct seccomp_data told = progress->call.data;
    bool first = result == READ_GOOD && request_changes(&request);
    if (request.verb == VERB_CHROOT || request.verb == VERB_NAMESPACE)
        atomic_store(&progress->own_roots, true);
    if (first)
        resolve(resolver, &request);
    if (!worker_answer(listener, progress))
        result = READ_GONE; /* what was read may be of another process that got the number */
    if (result == READ_GOOD && !first)
        resolve(resolver, &request);
    if (session->hello.all && result != READ_GONE)
        note_call(session, &told);
    tally(session, result);
    request_free(&request);
    atomic_store(&progress->in_call, false);
}

static int receive_and_serve(struct session *session, struct resolver *resolver)
{
    if (receive(session->hello.listener, session->progress)) {
        serve(session, resolver);
        return WORKER_DONE;
    }
    if (errno == ENOENT) { /* killed or interrupted between the poll and now */
        atomic_fetch_add(&session->status->gone, 1);
        return WORKER_DONE;
    }
    if (errno == EINTR || errno == EAGAIN)
        return WORKER_DONE;
    perror("stack-slim observer: receiving a call");
    return WORKER_FAILED;
}

static void prepare(int listener, sigset_t *while_waiting)
{
    struct sigaction action = {.sa_handler = on_stop};
    sigaction(SIGTERM, &action, NULL);
    sigprocmask(SIG_SETMASK, NULL, while_waiting);
    sigdelset(while_waiting, SIGTERM);
    /* Caller and worker alternate, so waking each other on the same CPU is faster. Older kernels don't have it. */
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
}

int worker_run(struct session *session)
{
    struct resolver resolver = {.facts = &session->facts, .generation = 0};
    struct pollfd waiting = {.fd = session->hello.listener, .events = POLLIN};
    sigset_t while_waiting;
    prepare(session->hello.listener, &while_waiting);
    while (!stopping) {
        if (ppoll(&waiting, 1, NULL, &while_waiting) < 0) {
            if (errno == EINTR)
                continue;
            perror("stack-slim observer: waiting for a call");
            return WORKER_FAILED;
        }
        if (waiting.revents & POLLIN) {
            if (receive_and_serve(session, &resolver) != WORKER_DONE)
                return WORKER_FAILED;
        } else if (waiting.revents & (POLLHUP | POLLERR | POLLNVAL)) {
            return waiting.revents & POLLNVAL ? WORKER_FAILED : WORKER_DONE;
        }
    }
    return WORKER_STOPPED;
}
