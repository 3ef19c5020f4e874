#include "rules.h"

#include <fcntl.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

#include "../abi.h"

#define EMPTY_PATH 0x1000u /* AT_EMPTY_PATH, linux/fcntl.h */

void put(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t value)
{
    if (p->used < p->room)
        p->code[p->used] = (struct sock_filter){code, yes, no, value};
    p->used++;
}

void load(struct program *p, size_t offset) { put(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset); }
void give(struct program *p, uint32_t action) { put(p, BPF_RET | BPF_K, 0, 0, action); }
void if_equal(struct program *p, uint32_t value, uint8_t yes, uint8_t no) { put(p, BPF_JMP | BPF_JEQ | BPF_K, yes, no, value); }

static void if_any_bit(struct program *p, uint32_t bits, uint8_t yes, uint8_t no) { put(p, BPF_JMP | BPF_JSET | BPF_K, yes, no, bits); }
static size_t low_half(int argument) { return offsetof(struct seccomp_data, args) + 8u * (size_t)argument; }
static size_t high_half(int argument) { return low_half(argument) + 4; } /* both architectures are little-endian */

static void tell_or_allow(struct program *p)
{
    give(p, SECCOMP_RET_USER_NOTIF);
    give(p, SECCOMP_RET_ALLOW);
}

/* fstat() of glibc is newfstatat(fd, "", …, AT_EMPTY_PATH): no path in it. On AT_FDCWD it asks about the working directory. */
static void watch_unless_empty_path(struct program *p, const struct watched *call)
{
    if_equal(p, call->number, 0, 6);
    load(p, low_half(call->argument));
    if_any_bit(p, EMPTY_PATH, 0, 2);
    load(p, low_half(0));
    if_equal(p, (uint32_t)AT_FDCWD, 0, 1);
    tell_or_allow(p);
}

static void watch_with_address(struct program *p, const struct watched *call)
{
    if_equal(p, call->number, 0, 6);
    load(p, low_half(call->argument));
    if_equal(p, 0, 0, 2);
    load(p, high_half(call->argument));
    if_equal(p, 0, 1, 0);
    tell_or_allow(p);
}

static void watch_socket_calls(struct program *p, const struct watched *call)
{
    if_equal(p, call->number, 0, 6);
    load(p, low_half(call->argument));
    if_equal(p, SOCKETCALL_BIND, 2, 0);
    if_equal(p, SOCKETCALL_CONNECT, 1, 0);
    if_equal(p, SOCKETCALL_SENDTO, 0, 1);
    tell_or_allow(p);
}

static void watch_new_mounts(struct program *p, const struct watched *call)
{
    if_equal(p, call->number, 0, 4);
    load(p, low_half(call->argument));
    if_any_bit(p, CLONE_NEWNS, 0, 1);
    tell_or_allow(p);
}

void rule_watch(struct program *p, const struct watched *call)
{
    switch (call->test) {
    case UNLESS_EMPTY_PATH: watch_unless_empty_path(p, call); break;
    case WITH_ADDRESS: watch_with_address(p, call); break;
    case SOCKET_CALLS: watch_socket_calls(p, call); break;
    case NEW_MOUNTS: watch_new_mounts(p, call); break;
    default:
        if_equal(p, call->number, 0, 1);
        give(p, SECCOMP_RET_USER_NOTIF);
    }
}

void rule_allow(struct program *p, uint32_t number)
{
    if_equal(p, number, 0, 1);
    give(p, SECCOMP_RET_ALLOW);
}

void rule_refuse(struct program *p, uint32_t number, uint32_t error)
{
    if_equal(p, number, 0, 1);
    give(p, SECCOMP_RET_ERRNO | error);
}

void rule_refuse_from(struct program *p, uint32_t first, uint32_t error)
{
    put(p, BPF_JMP | BPF_JGE | BPF_K, 0, 1, first);
    give(p, SECCOMP_RET_ERRNO | error);
}

void rule_refuse_bits(struct program *p, uint32_t number, uint32_t bits)
{
    if_equal(p, number, 0, 4);
    load(p, low_half(0));
    if_any_bit(p, bits, 0, 1);
    give(p, SECCOMP_RET_ERRNO | EPERM);
    give(p, SECCOMP_RET_ALLOW);
}
