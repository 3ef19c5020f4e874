#include "files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static const char *full(const char *path)
{
    static char text[8192];
    snprintf(text, sizeof text, "%s/%s", scratch(), path);
    return text;
}

void make_directory(const char *path) { CHECK(mkdir(full(path), 0755) == 0); }
void make_link(const char *path, const char *text) { CHECK(symlink(text, full(path)) == 0); }

void make_file(const char *path, const void *bytes, size_t size)
{
    int fd = open(full(path), O_WRONLY | O_CREAT | O_TRUNC, 0755);
    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

void read_whole(const char *path, char *target, size_t room)
{
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? 0 : read(fd, target, room - 1);
    target[length > 0 ? length : 0] = 0;
    if (fd >= 0)
        close(fd);
}
