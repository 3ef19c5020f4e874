#include "quick.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum state state_of(mode_t mode)
{
    return S_ISREG(mode) ? STATE_FILE : S_ISDIR(mode) ? STATE_DIRECTORY : S_ISLNK(mode) ? STATE_LINK : STATE_OTHER;
}

bool is_pseudo(const char *name)
{
    return strcmp(name, "proc") == 0 || strcmp(name, "sys") == 0 || strcmp(name, "dev") == 0;
}

static bool below_pseudo(const char *path)
{
    char first[8];
    path += strspn(path, "/");
    size_t length = strcspn(path, "/");
    if (length >= sizeof first)
        return false;
    memcpy(first, path, length);
    first[length] = 0;
    return is_pseudo(first);
}

/* prefix + path with single slashes and none at the end; false when it doesn't fit. */
static bool tidy(char *target, const char *prefix, const char *path)
{
    size_t used = strlen(prefix);
    if (used + strlen(path) + 2 > TEXT_ROOM)
        return false;
    memcpy(target, prefix, used);
    for (; *path; path++)
        if (*path != '/' || (path[1] != '/' && path[1] != 0))
            target[used++] = *path;
    if (used == 0)
        target[used++] = '/';
    target[used] = 0;
    return true;
}

bool walk_quickly(const struct view *view, const char *path, bool follow, struct walked *result)
{
    if (strstr(path, "/.") || below_pseudo(path) || !tidy(result->final, view->prefix, path))
        return false;
    struct open_how how = {.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS};
    int fd = (int)syscall(SYS_openat2, view->root, path, &how, sizeof how);
    if (fd < 0) {
        if (errno != ENOENT) /* a link (ELOOP), an old kernel, no permission: the long way gives the reason */
            return false;
        result->state = STATE_MISSING;
    } else {
        struct stat info;
        if (fstat(fd, &info) != 0 || (S_ISLNK(info.st_mode) && follow)) {
            close(fd);
            return false;
        }
        result->mode = info.st_mode;
        result->state = state_of(info.st_mode);
    }
    result->fd = fd < 0 ? -1 : fd;
    result->too_long = false;
    return true;
}
