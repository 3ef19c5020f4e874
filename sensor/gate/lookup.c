#include "lookup.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/errno.h>
#include <linux/stat.h>
#include <stdint.h>
#include <unistd.h>

#include "kernel.h"
#include "text.h"

static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static const char *search_path(char *const *environment)
{
    for (; *environment; environment++) {
        const char *entry = *environment;
        if (entry[0] == 'P' && entry[1] == 'A' && entry[2] == 'T' && entry[3] == 'H' && entry[4] == '=')
            return entry + 5;
    }
    return default_path;
}

/* 0, or -errno: why the file can't be run. */
static long executable(const char *file)
{
    struct statx info;
    long result = KERNEL5(SYS_statx, AT_FDCWD, file, 0, STATX_TYPE, &info);
    if (result < 0)
        return result;
    if ((info.stx_mode & S_IFMT) == S_IFDIR)
        return -EACCES;
    return KERNEL3(SYS_faccessat, AT_FDCWD, file, X_OK);
}

static size_t join(char *target, size_t room, const char *directory, size_t length, const char *name)
{
    size_t name_length = text_length(name), used = 0;
    if (length + name_length + 3 > room)
        return 0;
    for (size_t i = 0; i < length; i++)
        target[used++] = directory[i];
    if (length == 0)
        target[used++] = '.';
    target[used++] = '/';
    for (size_t i = 0; i <= name_length; i++)
        target[used++] = name[i];
    return used;
}

static const char *search(const char *name, const char *path)
{
    static char candidate[PATH_MAX];
    while (*path) {
        size_t length = 0;
        while (path[length] && path[length] != ':')
            length++;
        if (join(candidate, sizeof candidate, path, length, name) && executable(candidate) == 0)
            return candidate;
        path += length;
        if (*path)
            path++;
    }
    return 0;
}

const char *lookup_program(const char *program, char *const *environment)
{
    if (text_contains(program, '/')) {
        long result = executable(program);
        if (result == -ENOENT || result == -ENOTDIR)
            fail(EXIT_NOT_FOUND, "no such program", program, result);
        if (result < 0)
            fail(EXIT_NOT_EXECUTABLE, "can't be executed", program, result);
        return program;
    }
    const char *file = *program ? search(program, search_path(environment)) : 0;
    if (!file)
        fail(EXIT_NOT_FOUND, "executable file not found in PATH", program, 0);
    return file;
}
