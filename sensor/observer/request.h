/* One notified call, read out of the process that waits for it. */
#ifndef STACK_SLIM_REQUEST_H
#define STACK_SLIM_REQUEST_H

#include "address.h"
#include "calls.h"
#include "process.h"
#include "session.h"
#include "walk.h"

struct target {
    const struct view *view;
    char path[TEXT_ROOM]; /* absolute, below the view's root */
};

struct request {
    enum verb verb;
    const char *kind;
    bool follow;
    bool handle_only;          /* O_PATH: nothing is read through it */
    int count;                 /* of targets */
    struct target targets[2];
    char address[ADDRESS_ROOM]; /* of a peer that is no path, else "" */
    char directory[PATH_LIMIT]; /* working directory, for an exec */
    struct view container, own;
    bool own_root;             /* own.root is a descriptor of this request */
    char own_prefix[PATH_LIMIT];
    uint64_t place;            /* tells roots and mount namespaces apart */
};

/* Fills the request; request_free() must follow in any case. */
enum reading request_read(struct request *request, const struct session *session, const struct seccomp_notif *call);
void request_free(struct request *request);

/* Whether the call itself changes what its paths mean, so that they must be resolved before it goes on. */
bool request_changes(const struct request *request);

#endif
