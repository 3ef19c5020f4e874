#include "calls.h"

#include <fcntl.h>
#include <stddef.h>

#include "../abi.h"

#define CWD ARGUMENT_CWD
#define NONE ARGUMENT_NONE
#define ONE(nr, call, verb, path, dir, flags, rule) [nr] = {#call, VERB_##verb, RULE_##rule, path, dir, NONE, NONE, flags, NONE, NONE},
#define STAT(nr, call, verb, path, dir, flags, rule) ONE(nr, call, verb, path, dir, flags, rule)
#define TWO(nr, call, verb, path, dir, path2, dir2, flags, rule) \
    [nr] = {#call, VERB_##verb, RULE_##rule, path, dir, path2, dir2, flags, NONE, NONE},
#define PEER(nr, call, verb, address, length) [nr] = {#call, VERB_##verb, 0, NONE, NONE, NONE, NONE, NONE, address, length},
#define SENT(nr, call, verb, address, length) PEER(nr, call, verb, address, length)
#define MULTIPLEX(nr, call, verb) [nr] = {#call, VERB_##verb, 0, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
#define SPLIT(nr, call, verb, flags) MULTIPLEX(nr, call, verb)

static const struct call native[] = {
#include "calls-native.inc"
};
#ifdef ABI_COMPAT
static const struct call compat[] = {
#include "calls-compat.inc"
};
#endif

static const struct call *look_up(const struct call *table, size_t size, int number)
{
    if (number < 0 || (size_t)number >= size || table[number].verb == VERB_UNKNOWN)
        return NULL;
    return &table[number];
}

const struct call *call_meaning(uint32_t architecture, int number)
{
    if (architecture == ABI_NATIVE)
        return look_up(native, sizeof native / sizeof *native, number);
#ifdef ABI_COMPAT
    if (architecture == ABI_COMPAT)
        return look_up(compat, sizeof compat / sizeof *compat, number);
#endif
    return NULL;
}

const char *abi_name(uint32_t architecture)
{
#ifdef ABI_COMPAT
    if (architecture == ABI_COMPAT)
        return "i386";
    return architecture == ABI_NATIVE ? "amd64" : "other";
#else
    return architecture == ABI_NATIVE ? "arm64" : "other";
#endif
}

const char *verb_kind(enum verb verb)
{
    static const char *const kinds[] = {
        [VERB_UNKNOWN] = "unknown",   [VERB_OPEN] = "open",         [VERB_WRITE] = "write",       [VERB_STAT] = "stat",
        [VERB_ACCESS] = "access",     [VERB_READLINK] = "readlink", [VERB_EXEC] = "exec",         [VERB_CHDIR] = "chdir",
        [VERB_CHROOT] = "chroot",     [VERB_CHANGE] = "change",     [VERB_RENAME] = "change",     [VERB_SYMLINK] = "change",
        [VERB_CONNECT] = "connect",   [VERB_BIND] = "bind",         [VERB_SENDTO] = "sendto",     [VERB_SOCKETCALL] = "unknown",
        [VERB_NAMESPACE] = "unknown",
    };
    return kinds[verb];
}

const char *open_kind(uint64_t flags)
{
    return !(flags & O_PATH) && flags & (O_ACCMODE | O_CREAT | O_TRUNC) ? "write" : "open";
}

bool open_follows(uint64_t flags)
{
    return !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
}
