/* The filter, run by an interpreter for every call of both ABIs. */
#include "../gate/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "../abi.h"
#include "../observer/calls.h"
#include "bpf.h"
#include "test.h"

static struct sock_filter code[FILTER_ROOM];
static size_t length;

static bool has_syslog(int capability) { return capability == CAP_SYSLOG; }

static uint32_t run(uint32_t abi, int number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    struct seccomp_data call = {.nr = number, .arch = abi, .args = {a, b, c, d, e, 0}};
    return bpf_run(code, length, &call);
}

#define NATIVE(name, ...) run(ABI_NATIVE, SYS_##name, __VA_ARGS__)
#define TOLD SECCOMP_RET_USER_NOTIF
#define ALLOWED SECCOMP_RET_ALLOW
#define REFUSED(error) (SECCOMP_RET_ERRNO | (error))

/* Filter and decoder must agree: whatever is told has a meaning, and what has a meaning can be told. */
static void check_agreement(uint32_t abi)
{
    const uint64_t cwd = (uint32_t)AT_FDCWD;
    int told = 0;
    for (int number = 0; number < 600; number++) {
        bool meaning = call_meaning(abi, number) != NULL;
        bool by_any = run(abi, number, cwd, 1, 1, 1, 1) == TOLD || run(abi, number, SOCKETCALL_CONNECT, 1, 1, 1, 1) == TOLD ||
                      run(abi, number, CLONE_NEWNS, 1, 1, 1, 1) == TOLD;
        if (meaning != by_any)
            printf("call %d of %#x: meaning %d, told %d\n", number, abi, meaning, by_any);
        CHECK(meaning == by_any);
        told += by_any;
    }
    CHECK(told > 45);
}

static void check_arguments(void)
{
    const uint64_t cwd = (uint32_t)AT_FDCWD, empty = AT_EMPTY_PATH;
    CHECK(NATIVE(newfstatat, 3, 1, 1, empty, 0) == ALLOWED);
    CHECK(NATIVE(newfstatat, 3, 1, 1, 0, 0) == TOLD);
    CHECK(NATIVE(newfstatat, cwd, 1, 1, empty, 0) == TOLD);
    CHECK(NATIVE(newfstatat, (uint64_t)AT_FDCWD, 1, 1, empty, 0) == TOLD);
    CHECK(NATIVE(statx, 3, 1, empty | 0x100, 0, 0) == ALLOWED);
    CHECK(NATIVE(statx, 3, 1, 0x100, 0, 0) == TOLD);
    CHECK(NATIVE(sendto, 3, 1, 1, 0, 0) == ALLOWED);
    CHECK(NATIVE(sendto, 3, 1, 1, 0, 1) == TOLD);
    CHECK(NATIVE(sendto, 3, 1, 1, 0, 1ull << 32) == TOLD);
    CHECK(NATIVE(connect, 3, 1, 16, 0, 0) == TOLD);
    CHECK(NATIVE(bind, 3, 1, 16, 0, 0) == TOLD);
    CHECK(NATIVE(read, 3, 1, 1, 0, 0) == ALLOWED);
    CHECK(NATIVE(getdents64, 3, 1, 1, 0, 0) == ALLOWED);
    CHECK(NATIVE(clone, SIGCHLD, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(clone, CLONE_NEWNS, 0, 0, 0, 0) == TOLD);
    CHECK(NATIVE(unshare, CLONE_NEWNET, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(unshare, CLONE_NEWNS | CLONE_NEWUSER, 0, 0, 0, 0) == TOLD);
    CHECK(NATIVE(io_uring_setup, 1, 1, 0, 0, 0) == REFUSED(ENOSYS));
    CHECK(NATIVE(mount, 1, 1, 1, 0, 0) == ALLOWED);
}

static void check_foreign(void)
{
#ifdef ABI_COMPAT
    check_agreement(ABI_COMPAT);
    CHECK(run(ABI_COMPAT, 5, 1, 0, 0, 0, 0) == TOLD);        /* open */
    CHECK(run(ABI_COMPAT, 2, 1, 0, 0, 0, 0) == ALLOWED);     /* fork; number 2 is open on amd64 */
    CHECK(run(ABI_COMPAT, 102, 3, 1, 0, 0, 0) == TOLD);      /* socketcall: connect */
    CHECK(run(ABI_COMPAT, 102, 2, 1, 0, 0, 0) == TOLD);      /* bind */
    CHECK(run(ABI_COMPAT, 102, 10, 1, 0, 0, 0) == ALLOWED);  /* recv */
    CHECK(run(ABI_COMPAT, 300, 3, 1, 1, 0x1000, 0) == ALLOWED); /* fstatat64 */
    CHECK(run(ABI_COMPAT, 425, 3, 1, 1, 0, 0) == REFUSED(ENOSYS));
    CHECK(run(ABI_NATIVE, (int)ABI_X32_BIT | 2, 1, 0, 0, 0, 0) == REFUSED(ENOSYS));
    CHECK(run(ABI_NATIVE, -1, 1, 0, 0, 0, 0) == REFUSED(ENOSYS));
#endif
    CHECK(run(AUDIT_ARCH_ARM, 5, 1, 0, 0, 0, 0) == ALLOWED);
}

void test_filter(void)
{
    const struct filter_wish wish = {.parity = false};
    length = filter_build(code, FILTER_ROOM, &wish);
    CHECK(length > 0 && length < BPF_MAXINSNS);
    CHECK(filter_build(code, length - 1, &wish) == 0);
    length = filter_build(code, length, &wish);
    check_agreement(ABI_NATIVE);
    check_arguments();
    check_foreign();
}

void test_parity(void)
{
    const struct filter_wish wish = {.parity = true, .has = has_syslog};
    length = filter_build(code, FILTER_ROOM, &wish);
    CHECK(length > 0);
    CHECK(NATIVE(mount, 1, 1, 1, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(unshare, CLONE_NEWNS, 0, 0, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(unshare, 0, 0, 0, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(setns, 3, 0, 0, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(bpf, 3, 0, 0, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(syslog, 3, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(clone3, 1, 0, 0, 0, 0) == REFUSED(ENOSYS));
    CHECK(NATIVE(clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(clone, CLONE_VM | SIGCHLD, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(openat, 3, 1, 0, 0, 0) == TOLD);
#ifdef ABI_COMPAT
    CHECK(run(ABI_COMPAT, 21, 1, 1, 1, 0, 0) == REFUSED(EPERM));  /* mount */
    CHECK(run(ABI_COMPAT, 310, 1, 1, 1, 0, 0) == REFUSED(EPERM)); /* unshare */
    CHECK(run(ABI_COMPAT, 165, 1, 1, 1, 0, 0) == ALLOWED);        /* getresuid; number 165 is mount on amd64 */
#endif
}

/* Of a measuring boot: what the watched rules and the everyday calls leave is told, with a meaning or without. */
void test_all(void)
{
    const struct filter_wish wish = {.all = true, .parity = true, .has = has_syslog};
    length = filter_build(code, FILTER_ROOM, &wish);
    CHECK(length > 0 && length < BPF_MAXINSNS);
    CHECK(NATIVE(read, 3, 1, 1, 0, 0) == ALLOWED);
    CHECK(NATIVE(rt_sigreturn, 0, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(sendmsg, 3, 1, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(close, 3, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(capset, 1, 1, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(prctl, 1, 1, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(exit_group, 0, 0, 0, 0, 0) == ALLOWED);
    CHECK(NATIVE(socket, 1, 1, 0, 0, 0) == TOLD);
    CHECK(NATIVE(ptrace, 1, 1, 0, 0, 0) == TOLD);
    CHECK(NATIVE(openat, 3, 1, 0, 0, 0) == TOLD);
    CHECK(run(ABI_NATIVE, 599, 0, 0, 0, 0, 0) == TOLD);
    CHECK(NATIVE(mount, 1, 1, 1, 0, 0) == REFUSED(EPERM));
    CHECK(NATIVE(clone3, 1, 0, 0, 0, 0) == REFUSED(ENOSYS));
    CHECK(NATIVE(clone, CLONE_VM | SIGCHLD, 0, 0, 0, 0) == ALLOWED);
#ifdef ABI_COMPAT
    CHECK(run(ABI_COMPAT, 3, 1, 1, 1, 0, 0) == ALLOWED);  /* read */
    CHECK(run(ABI_COMPAT, 26, 1, 1, 1, 0, 0) == TOLD);    /* ptrace */
#endif
}
