#include "request.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../abi.h"
#include "targets.h"

static enum reading read_flags(const struct call *meaning, const struct seccomp_notif *call, uint64_t *flags)
{
    size_t got;
    *flags = 0;
    if (meaning->flags == ARGUMENT_NONE)
        return READ_GOOD;
    *flags = call->data.args[meaning->flags];
    if (meaning->rule != RULE_OPEN_HOW)
        return READ_GOOD;
    return process_bytes((pid_t)call->pid, *flags, flags, sizeof *flags, &got); /* struct open_how begins with the flags */
}

static bool follows(enum rule rule, uint64_t flags)
{
    switch (rule) {
    case RULE_NOFOLLOW: return false;
    case RULE_AT_FLAGS: return !(flags & AT_SYMLINK_NOFOLLOW);
    case RULE_AT_FOLLOW_FLAG: return flags & AT_SYMLINK_FOLLOW;
    case RULE_OPEN_FLAGS:
    case RULE_OPEN_HOW: return open_follows(flags);
    default: return true;
    }
}

static enum reading read_paths(struct request *request, const struct call *meaning, const struct seccomp_notif *call)
{
    uint64_t flags;
    enum reading result = read_flags(meaning, call, &flags);
    if (result != READ_GOOD)
        return result;
    request->follow = follows(meaning->rule, flags);
    if (request->verb == VERB_OPEN) {
        request->kind = open_kind(flags);
        request->handle_only = flags & O_PATH;
    }
    bool empty_allowed = (meaning->rule == RULE_AT_FLAGS || meaning->rule == RULE_AT_FOLLOW_FLAG) && flags & AT_EMPTY_PATH;
    result = target_read(request, call, meaning->path, meaning->directory, empty_allowed);
    if (result == READ_GOOD && meaning->path2 != ARGUMENT_NONE)
        result = target_read(request, call, meaning->path2, meaning->directory2, false);
    if (result == READ_GOOD && request->verb == VERB_EXEC) /* "#!" may name its interpreter relative to it */
        result = process_link((pid_t)call->pid, "cwd", request->directory, sizeof request->directory);
    return result;
}

static enum reading read_peer(struct request *request, pid_t process, uint64_t address, uint64_t length)
{
    char bytes[ADDRESS_BYTES];
    const char *path;
    size_t got;
    enum reading result = process_bytes(process, address, bytes, length < sizeof bytes ? (size_t)length : sizeof bytes, &got);
    if (result != READ_GOOD)
        return result;
    if (!address_text(request->address, &path, bytes, got))
        return READ_NOTHING;
    request->follow = true;
    return path ? target_of_socket(request, process, path) : READ_GOOD;
}

/* i386: the arguments are an array of 32-bit words in memory. */
static enum reading read_socketcall(struct request *request, const struct seccomp_notif *call)
{
    uint32_t words[6] = {0};
    size_t got, address = 1;
    switch (call->data.args[0]) {
    case SOCKETCALL_BIND: request->verb = VERB_BIND; break;
    case SOCKETCALL_CONNECT: request->verb = VERB_CONNECT; break;
    case SOCKETCALL_SENDTO: request->verb = VERB_SENDTO; address = 4; break;
    default: return READ_NOTHING;
    }
    request->kind = verb_kind(request->verb);
    size_t size = (address + 2) * sizeof *words;
    enum reading result = process_bytes((pid_t)call->pid, call->data.args[1], words, size, &got);
    return result == READ_GOOD ? read_peer(request, (pid_t)call->pid, words[address], words[address + 1]) : result;
}

/* Only asked once a chroot or a new mount namespace was seen: it costs three more calls. */
static enum reading read_root(struct request *request, pid_t process)
{
    char name[64];
    struct stat mounts;
    enum reading result = process_link(process, "root", request->own_prefix, sizeof request->own_prefix);
    if (result != READ_GOOD)
        return result;
    snprintf(name, sizeof name, "/proc/%d/ns/mnt", (int)process);
    if (stat(name, &mounts) != 0)
        return READ_GONE;
    if (strcmp(request->own_prefix, "/") == 0)
        request->own_prefix[0] = 0;
    if (!request->own_prefix[0] && mounts.st_ino == request->place)
        return READ_GOOD;
    int root = process_root(process);
    if (root < 0)
        return READ_GONE;
    request->own = (struct view){root, request->own_prefix};
    request->own_root = true;
    request->place = mounts.st_ino;
    return READ_GOOD;
}

enum reading request_read(struct request *request, const struct session *session, const struct seccomp_notif *call)
{
    const struct call *meaning = call_meaning(call->data.arch, call->data.nr);
    request->own_root = false;
    request->verb = VERB_UNKNOWN;
    request->count = 0;
    request->address[0] = 0;
    request->handle_only = false;
    request->container = request->own = (struct view){session->root, ""};
    request->place = session->mounts;
    if (!meaning)
        return session->hello.all ? READ_NOTHING : READ_LOST;
    request->verb = meaning->verb;
    request->kind = verb_kind(meaning->verb);
    if (request->verb == VERB_NAMESPACE)
        return READ_NOTHING;
    enum reading result = atomic_load(&session->progress->own_roots) ? read_root(request, (pid_t)call->pid) : READ_GOOD;
    if (result != READ_GOOD)
        return result;
    if (request->verb == VERB_SOCKETCALL)
        return read_socketcall(request, call);
    if (meaning->address != ARGUMENT_NONE)
        return read_peer(request, (pid_t)call->pid, call->data.args[meaning->address], call->data.args[meaning->length]);
    return read_paths(request, meaning, call);
}

void request_free(struct request *request)
{
    if (request->own_root)
        close(request->own.root);
    request->own_root = false;
}

bool request_changes(const struct request *request)
{
    return request->verb == VERB_CHANGE || request->verb == VERB_RENAME || request->verb == VERB_SYMLINK;
}
