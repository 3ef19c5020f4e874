#include "filter.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/seccomp.h>

#include "../abi.h"
#include "rules.h"

#define NO_CAP (-1)
#define NONE (-1)
#define ALL_NAMESPACES 0x7e020000u /* the CLONE_NEW* flags that the engine's default profile masks in clone() */

struct denied {
    uint16_t number;
    int8_t unless; /* capability */
};

/* What the filter needs to know of one ABI. */
struct abi {
    const struct watched *calls;
    size_t call_count;
    const struct denied *denied;
    size_t denied_count;
    const uint16_t *everyday;
    size_t everyday_count;
    uint32_t io_uring_setup, clone, clone3;
};

#define ONE(nr, name, verb, path, dir, flags, rule) {nr, ALWAYS, NONE},
#define TWO(nr, name, verb, path, dir, path2, dir2, flags, rule) {nr, ALWAYS, NONE},
#define STAT(nr, name, verb, path, dir, flags, rule) {nr, UNLESS_EMPTY_PATH, flags},
#define PEER(nr, name, verb, address, length) {nr, ALWAYS, NONE},
#define SENT(nr, name, verb, address, length) {nr, WITH_ADDRESS, address},
#define MULTIPLEX(nr, name, verb) {nr, SOCKET_CALLS, 0},
#define SPLIT(nr, name, verb, flags) {nr, (flags) == NONE ? ALWAYS : NEW_MOUNTS, flags},
#define DENY(nr, name, unless) {nr, unless},
#define EVERYDAY(nr, name, _) nr,
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct watched native_calls[] = {
#include "calls-native.inc"
};
static const struct denied native_denied[] = {
#include "denied-native.inc"
};
static const uint16_t native_everyday[] = {
#include "everyday-native.inc"
};
static const struct abi native = {native_calls,    COUNT(native_calls),    native_denied,       COUNT(native_denied),
                                  native_everyday, COUNT(native_everyday), __NR_io_uring_setup, __NR_clone,
                                  __NR_clone3};

#ifdef ABI_COMPAT
static const struct watched compat_calls[] = {
#include "calls-compat.inc"
};
static const struct denied compat_denied[] = {
#include "denied-compat.inc"
};
static const uint16_t compat_everyday[] = {
#include "everyday-compat.inc"
};
static const struct abi compat = {compat_calls,    COUNT(compat_calls),    compat_denied,          COUNT(compat_denied),
                                  compat_everyday, COUNT(compat_everyday), I386_NR_io_uring_setup, I386_NR_clone,
                                  I386_NR_clone3};
#endif

static void keep_parity(struct program *p, const struct abi *abi, const struct filter_wish *wish)
{
    for (size_t i = 0; i < abi->denied_count; i++)
        if (abi->denied[i].unless == NO_CAP || !wish->has(abi->denied[i].unless))
            rule_refuse(p, abi->denied[i].number, EPERM);
    rule_refuse_bits(p, abi->clone, ALL_NAMESPACES);
    rule_refuse(p, abi->clone3, ENOSYS); /* its flags are in memory, out of a filter's reach: the engine's profile answers the same */
}

static void add_abi(struct program *p, const struct abi *abi, const struct filter_wish *wish)
{
    load(p, offsetof(struct seccomp_data, nr));
#ifdef ABI_X32_BIT
    rule_refuse_from(p, ABI_X32_BIT, ENOSYS); /* third ABI of amd64: kernels without it say the same, and nothing may go past */
#endif
    rule_refuse(p, abi->io_uring_setup, ENOSYS); /* its requests would open files without a call */
    if (wish->parity)
        keep_parity(p, abi, wish);
    for (size_t i = 0; i < abi->call_count; i++)
        rule_watch(p, &abi->calls[i]);
    for (size_t i = 0; wish->all && i < abi->everyday_count; i++)
        rule_allow(p, abi->everyday[i]);
    give(p, wish->all ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW);
}

size_t filter_build(struct sock_filter *code, size_t room, const struct filter_wish *wish)
{
    struct program program = {.code = code, .used = 0, .room = room};
    load(&program, offsetof(struct seccomp_data, arch));
    if_equal(&program, ABI_NATIVE, 1, 0);
    size_t jump = program.used;
    put(&program, BPF_JMP | BPF_JA, 0, 0, 0);
    add_abi(&program, &native, wish);
    if (program.used < room)
        code[jump].k = (uint32_t)(program.used - jump - 1);
#ifdef ABI_COMPAT
    if_equal(&program, ABI_COMPAT, 1, 0);
    give(&program, SECCOMP_RET_ALLOW);
    add_abi(&program, &compat, wish);
#else
    give(&program, SECCOMP_RET_ALLOW); /* 32-bit programs on arm64: the observer reports them when they are started */
#endif
    return program.used <= room ? program.used : 0;
}
