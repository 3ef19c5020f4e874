#include "asking.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../abi.h"
#include "test.h"

struct request request;
struct session session;

static struct progress progress;

struct seccomp_notif call_of(uint32_t abi, int number, const void *a, const void *b, const void *c, const void *d, const void *e)
{
    return (struct seccomp_notif){.id = 1, .pid = (uint32_t)getpid(),
        .data = {.nr = number, .arch = abi, .args = {(uint64_t)(uintptr_t)a, (uint64_t)(uintptr_t)b, (uint64_t)(uintptr_t)c,
                                                     (uint64_t)(uintptr_t)d, (uint64_t)(uintptr_t)e, 0}}};
}

enum reading ask(int number, const void *a, const void *b, const void *c, const void *d, const void *e)
{
    struct seccomp_notif call = call_of(ABI_NATIVE, number, a, b, c, d, e);
    request_free(&request);
    return request_read(&request, &session, &call);
}

bool memory_readable(void)
{
    char byte = 1;
    size_t got;
    return process_bytes(getpid(), (uint64_t)(uintptr_t)&byte, &byte, 1, &got) == READ_GOOD;
}

void start_session(void)
{
    struct stat mounts;
    session.progress = &progress;
    session.root = open("/", O_PATH | O_DIRECTORY);
    CHECK(stat("/proc/self/ns/mnt", &mounts) == 0);
    session.mounts = mounts.st_ino;
}
