/* What a watched call means: the decoder's side of calls.def. */
#ifndef STACK_SLIM_CALLS_H
#define STACK_SLIM_CALLS_H

#include <stdbool.h>
#include <stdint.h>

enum verb {
    VERB_UNKNOWN,
    VERB_OPEN,
    VERB_WRITE,
    VERB_STAT,
    VERB_ACCESS,
    VERB_READLINK,
    VERB_EXEC,
    VERB_CHDIR,
    VERB_CHROOT,
    VERB_CHANGE,
    VERB_RENAME,  /* a change that may give known paths another meaning */
    VERB_SYMLINK, /* a change that does */
    VERB_CONNECT,
    VERB_BIND,
    VERB_SENDTO,
    VERB_SOCKETCALL,
    VERB_NAMESPACE,
};

/* How the last component is treated when it is a link. */
enum rule {
    RULE_FOLLOW,
    RULE_NOFOLLOW,
    RULE_AT_FLAGS,       /* unless AT_SYMLINK_NOFOLLOW */
    RULE_AT_FOLLOW_FLAG, /* only with AT_SYMLINK_FOLLOW */
    RULE_OPEN_FLAGS,     /* by O_NOFOLLOW, O_CREAT and O_EXCL */
    RULE_OPEN_HOW,       /* the same flags, in memory */
};

enum { ARGUMENT_CWD = -1, ARGUMENT_NONE = -1 };

/* Argument numbers; path2 is ARGUMENT_NONE when there is only one path. */
struct call {
    const char *name;
    uint8_t verb, rule;
    int8_t path, directory, path2, directory2, flags;
    int8_t address, length;
};

/* The meaning of a call number of an ABI (AUDIT_ARCH_*), NULL when it isn't watched. */
const struct call *call_meaning(uint32_t architecture, int number);

/* What the record calls an ABI. */
const char *abi_name(uint32_t architecture);

/* The name that the record uses; for opens see open_kind. */
const char *verb_kind(enum verb verb);

/* What openat(2) flags say: "open" or "write", and whether a last link is followed. */
const char *open_kind(uint64_t flags);
bool open_follows(uint64_t flags);

#endif
