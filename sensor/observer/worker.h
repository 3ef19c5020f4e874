#ifndef STACK_SLIM_WORKER_H
#define STACK_SLIM_WORKER_H

#include "session.h"

enum { WORKER_DONE = 0, WORKER_STOPPED = 3, WORKER_FAILED = 4 };

/* Answers the session's calls until nobody is left under its filter (DONE) or SIGTERM comes (STOPPED). SIGTERM must be blocked. */
int worker_run(struct session *session);

/* Lets the call that waits for an answer go on, if one does. False when its caller is gone. */
bool worker_answer(int listener, struct progress *progress);

#endif
