#include "keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

void keeper_die_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(1);
}

static pid_t start_worker(struct session *session)
{
    pid_t keeper = getpid(), worker = fork();
    if (worker != 0)
        return worker;
    keeper_die_with(keeper);
    _exit(worker_run(session));
}

/* The worker's wait status; passes SIGTERM on to it meanwhile. Both signals are blocked. */
static int await_worker(pid_t worker, const sigset_t *signals)
{
    for (;;) {
        int status;
        pid_t ended = waitpid(worker, &status, WNOHANG);
        if (ended == worker)
            return status;
        if (ended < 0)
            return 0x100 * WORKER_FAILED;
        if (sigwaitinfo(signals, NULL) == SIGTERM)
            kill(worker, SIGTERM);
    }
}

static void clean_up_after(struct session *session)
{
    struct progress *progress = session->progress;
    atomic_fetch_add(&session->facts.service->crashes, 1);
    if (atomic_load(&progress->in_call) || progress->call.id)
        facts_lost(&session->facts);
    worker_answer(session->hello.listener, progress);
    atomic_store(&progress->in_call, false);
}

int keeper_run(struct session *session)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return 1;
    for (int crashes = 0; crashes < CRASH_LIMIT; crashes++) {
        pid_t worker = start_worker(session);
        if (worker < 0) {
            perror("stack-slim observer: starting a worker");
            break;
        }
        int status = await_worker(worker, &signals);
        if (WIFEXITED(status) && (WEXITSTATUS(status) == WORKER_DONE || WEXITSTATUS(status) == WORKER_STOPPED))
            return 0;
        fprintf(stderr, "stack-slim observer: worker of %s ended with status %#x\n", session->hello.service, (unsigned)status);
        clean_up_after(session);
    }
    facts_lost(&session->facts);
    return 1;
}
