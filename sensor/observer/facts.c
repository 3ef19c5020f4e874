#include "facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"

enum { LINE_ROOM = 2 * (4 * TEXT_ROOM + 1) + 128 };

int facts_open(struct facts *facts, int directory, struct service *service, uint64_t started_ns)
{
    char name[SERVICE_NAME_LIMIT + sizeof ".tsv"];
    snprintf(name, sizeof name, "%.*s.tsv", SERVICE_NAME_LIMIT, service->name);
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return -errno;
    *facts = (struct facts){.fd = fd, .seen = {.limit = SEEN_LIMIT}, .service = service, .started_ns = started_ns};
    return 0;
}

void facts_lost(struct facts *facts)
{
    atomic_fetch_add(&facts->service->lost, 1);
}

static size_t format(char *line, const struct facts *facts, const char *kind, enum state state, const char *path, const char *final)
{
    unsigned long long milliseconds = (monotonic_ns() - facts->started_ns) / 1000000u;
    size_t used = (size_t)snprintf(line, 96, "%s%llu\t%s\t%c\t", facts->torn ? "\n" : "", milliseconds, kind, (char)state);
    used += escape(line + used, 4 * TEXT_ROOM + 1, path);
    line[used++] = '\t';
    used += escape(line + used, 4 * TEXT_ROOM + 1, final);
    line[used++] = '\n';
    return used;
}

/* One write() per line: appends of several processes don't mix within it. */
static void write_line(struct facts *facts, const char *line, size_t length)
{
    ssize_t written;
    do
        written = write(facts->fd, line, length);
    while (written < 0 && errno == EINTR);
    if (written == (ssize_t)length) {
        facts->torn = false;
        return;
    }
    facts->torn = facts->torn || written > 0;
    facts_lost(facts);
}

void facts_note(struct facts *facts, const char *kind, enum state state, const char *path, const char *final)
{
    static char line[LINE_ROOM];
    char tag = (char)state;
    uint64_t hash = hash_text(hash_text(hash_text(HASH_START, kind), path), final);
    switch (seen_add(&facts->seen, hash_bytes(hash, &tag, 1))) {
    case SEEN_BEFORE: return;
    case SEEN_FULL: facts_lost(facts); return;
    case SEEN_NEW: write_line(facts, line, format(line, facts, kind, state, path, final));
    }
}
