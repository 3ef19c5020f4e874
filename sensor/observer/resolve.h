/* From a request to facts. */
#ifndef STACK_SLIM_RESOLVE_H
#define STACK_SLIM_RESOLVE_H

#include "request.h"

struct resolver {
    struct facts *facts;
    uint64_t generation; /* grows when a link or directory was moved or made: known paths are then resolved anew */
};

void resolve(struct resolver *resolver, const struct request *request);

#endif
