#include "resolve.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

static void note_link(void *facts, const char *link, const char *text)
{
    facts_note(facts, "link", STATE_LINK, link, text);
}

static uint64_t question(const struct resolver *resolver, const struct request *request, const struct target *target)
{
    const uint64_t rest[] = {request->place, resolver->generation, request->follow, request->handle_only};
    uint64_t hash = hash_text(hash_text(hash_text(HASH_START, request->kind), target->view->prefix), target->path);
    return hash_bytes(hash, rest, sizeof rest);
}

static void note(struct facts *facts, const char *kind, const struct view *view, const char *path, const struct walked *found)
{
    char asked[TEXT_ROOM];
    int length = snprintf(asked, sizeof asked, "%s%s", view->prefix, path);
    if (found->too_long || length >= (int)sizeof asked)
        facts_lost(facts);
    facts_note(facts, kind, found->state, asked, found->final);
}

/* An open of a directory is its listing: getdents itself is not watched. */
static const char *kind_of(const struct request *request, const struct walked *found)
{
    if (request->verb != VERB_OPEN || found->state != STATE_DIRECTORY || strcmp(request->kind, "open") != 0)
        return request->kind;
    return request->handle_only ? "stat" : "list";
}

static enum program read_program(int handle, char *interpreter)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", handle);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return PROGRAM_UNREADABLE;
    enum program program = program_read(fd, interpreter);
    close(fd);
    return program;
}

static bool absolute(char *target, const struct request *request, const char *path)
{
    const char *base = path[0] == '/' ? "" : request->directory;
    int length = snprintf(target, TEXT_ROOM, "%s%s%s", base, path[0] == '/' ? "" : "/", path);
    return length < TEXT_ROOM;
}

/* Follows what the kernel opens for a program: the interpreter of a script, the interpreter of that, the ELF loader. */
static void note_interpreters(struct facts *facts, const struct request *request, const struct view *view, struct walked *found)
{
    char interpreter[PATH_LIMIT], path[TEXT_ROOM];
    for (int depth = 0; depth < INTERPRETER_LIMIT && found->state == STATE_FILE; depth++) {
        enum program program = read_program(found->fd, interpreter);
        if (program == PROGRAM_UNREADABLE || program == PROGRAM_FOREIGN)
            facts_lost(facts);
        if (program == PROGRAM_UNREADABLE || !interpreter[0] || !absolute(path, request, interpreter))
            return;
        close(found->fd);
        walk(view, path, true, note_link, facts, found);
        note(facts, "interp", view, path, found);
    }
}

static enum state resolve_target(struct resolver *resolver, const struct request *request, const struct target *target)
{
    static struct walked found; /* large */
    if (seen_add(&resolver->facts->seen, question(resolver, request, target)) == SEEN_BEFORE && request->verb != VERB_RENAME)
        return STATE_OTHER;
    walk(target->view, target->path, request->follow, note_link, resolver->facts, &found);
    note(resolver->facts, kind_of(request, &found), target->view, target->path, &found);
    enum state state = found.state;
    if (request->verb == VERB_EXEC)
        note_interpreters(resolver->facts, request, target->view, &found);
    if (found.fd >= 0)
        close(found.fd);
    return state;
}

static void note_peer(struct resolver *resolver, const struct request *request)
{
    char text[TEXT_ROOM + sizeof "unix:"];
    const char *address = request->address;
    if (request->count) {
        const struct target *socket = &request->targets[0];
        snprintf(text, sizeof text, "unix:%s%s", socket->view->prefix, socket->path);
        address = text;
    }
    facts_note(resolver->facts, request->kind, STATE_PEER, address, address);
}

void resolve(struct resolver *resolver, const struct request *request)
{
    enum state first = STATE_OTHER;
    if (request->address[0])
        note_peer(resolver, request);
    for (int i = 0; i < request->count; i++) {
        enum state state = resolve_target(resolver, request, &request->targets[i]);
        first = i == 0 ? state : first;
    }
    bool moved = request->verb == VERB_RENAME && (first == STATE_LINK || first == STATE_DIRECTORY);
    if (moved || request->verb == VERB_SYMLINK)
        resolver->generation++;
}
