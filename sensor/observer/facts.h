/* The record of one service, as one connection writes it. */
#ifndef STACK_SLIM_FACTS_H
#define STACK_SLIM_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "seen.h"
#include "status.h"

struct facts {
    int fd; /* SERVICE.tsv, O_APPEND: other connections of the service write there too */
    struct seen seen;
    struct service *service;
    uint64_t started_ns;
    bool torn; /* the last line was cut off (disk full) */
};

enum state {
    STATE_FILE = 'f',
    STATE_DIRECTORY = 'd',
    STATE_LINK = 'l',
    STATE_OTHER = 'o',
    STATE_MISSING = 'n',
    STATE_ERROR = 'e',
    STATE_PSEUDO = 'p', /* below /proc, /sys or /dev: not walked */
    STATE_PEER = 'c',
};

/* Opens DIRECTORY/SERVICE.tsv. 0 or -errno. */
int facts_open(struct facts *facts, int directory, struct service *service, uint64_t started_ns);

/* Writes the fact as one line unless this connection has written it before. A failure counts as lost. */
void facts_note(struct facts *facts, const char *kind, enum state state, const char *path, const char *final);

void facts_lost(struct facts *facts);

#endif
