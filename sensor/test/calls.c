/* The tables against numbers from the kernel documentation: the headers are where they come from. */
#include "../observer/calls.h"

#include <fcntl.h>
#include <stddef.h>

#include "../abi.h"
#include "test.h"

static void check_number(uint32_t abi, int number, const char *name)
{
    const struct call *call = call_meaning(abi, number);
    CHECK(call != NULL);
    CHECK_TEXT(call ? call->name : "", name);
}

void test_calls(void)
{
#if defined(__x86_64__)
    check_number(ABI_NATIVE, 2, "open");
    check_number(ABI_NATIVE, 59, "execve");
    check_number(ABI_NATIVE, 257, "openat");
    check_number(ABI_NATIVE, 262, "newfstatat");
    check_number(ABI_NATIVE, 332, "statx");
    check_number(ABI_COMPAT, 11, "execve");
    check_number(ABI_COMPAT, 295, "openat");
    check_number(ABI_COMPAT, 412, "utimensat_time64");
    check_number(ABI_COMPAT, 452, "fchmodat2");
#else
    check_number(ABI_NATIVE, 56, "openat");
    check_number(ABI_NATIVE, 79, "newfstatat");
    check_number(ABI_NATIVE, 203, "connect");
    check_number(ABI_NATIVE, 221, "execve");
    check_number(ABI_NATIVE, 291, "statx");
#endif
    check_number(ABI_NATIVE, 437, "openat2");
    check_number(ABI_NATIVE, 452, "fchmodat2");
    CHECK(!call_meaning(ABI_NATIVE, -1) && !call_meaning(ABI_NATIVE, 100000) && !call_meaning(AUDIT_ARCH_ARM, 5));
    CHECK_TEXT(open_kind(O_RDONLY), "open");
    CHECK_TEXT(open_kind(O_RDWR), "write");
    CHECK_TEXT(open_kind(O_CREAT), "write");
    CHECK_TEXT(open_kind(O_TRUNC), "write");
    CHECK_TEXT(open_kind(O_PATH | O_RDWR), "open");
    CHECK(open_follows(O_CREAT) && !open_follows(O_CREAT | O_EXCL) && !open_follows(O_NOFOLLOW));
}
