#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    PAGE = 4096,  /* the smallest of both architectures: a read that ends here touches no other page */
    CHUNK = 512,  /* most paths fit; less to copy than a page */
};

static enum reading failed(int error)
{
    switch (error) {
    case EFAULT:
    case EINVAL: return READ_NOTHING;
    case ESRCH: return READ_GONE;
    default: return READ_LOST;
    }
}

static ssize_t read_memory(pid_t process, uint64_t address, void *target, size_t size)
{
    struct iovec here = {target, size}, there = {(void *)(uintptr_t)address, size};
    return process_vm_readv(process, &here, 1, &there, 1, 0);
}

enum reading process_string(pid_t process, uint64_t address, char *target, size_t room)
{
    size_t got = 0;
    if (!address)
        return READ_NOTHING;
    while (got < room) {
        size_t size = PAGE - ((address + got) & (PAGE - 1));
        if (size > CHUNK)
            size = CHUNK;
        if (size > room - got)
            size = room - got;
        ssize_t length = read_memory(process, address + got, target + got, size);
        if (length <= 0)
            return failed(length < 0 ? errno : EFAULT);
        if (memchr(target + got, 0, (size_t)length))
            return READ_GOOD;
        got += (size_t)length;
    }
    return READ_NOTHING; /* ENAMETOOLONG for the caller as well */
}

enum reading process_bytes(pid_t process, uint64_t address, void *target, size_t size, size_t *got)
{
    *got = 0;
    if (!address || !size)
        return READ_NOTHING;
    ssize_t length = read_memory(process, address, target, size);
    if (length <= 0)
        return failed(length < 0 ? errno : EFAULT);
    *got = (size_t)length;
    return READ_GOOD;
}

static enum reading read_link(const char *path, char *target, size_t room, enum reading when_missing)
{
    ssize_t length = readlink(path, target, room);
    if (length < 0)
        return errno == ENOENT || errno == ESRCH ? when_missing : READ_LOST;
    if ((size_t)length >= room)
        return READ_LOST;
    target[length] = 0;
    return READ_GOOD;
}

enum reading process_link(pid_t process, const char *name, char *target, size_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
    return read_link(path, target, room, READ_GONE);
}

enum reading process_descriptor(pid_t process, int descriptor, char *target, size_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)process, descriptor);
    return read_link(path, target, room, READ_NOTHING); /* a closed descriptor: the call fails with EBADF */
}

int process_root(pid_t process)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/root", (int)process);
    int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return root < 0 ? -errno : root;
}
