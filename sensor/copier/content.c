/* What is in a file: its bytes and its extended attributes. */
#include "content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, NAMES = 64 * 1024, VALUE = 64 * 1024 };

static int write_all(int to, const char *bytes, size_t length, off_t at)
{
    while (length > 0) {
        ssize_t done = pwrite(to, bytes, length, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -errno;
        bytes += done;
        at += done;
        length -= (size_t)done;
    }
    return 0;
}

/* From one offset to another, or to the end of the file. */
static int copy_range(int from, int to, off_t at, off_t end, uint64_t *spent, uint64_t most)
{
    static char piece[PIECE];
    while (at < end) {
        size_t wanted = end - at < PIECE ? (size_t)(end - at) : PIECE;
        ssize_t length = pread(from, piece, wanted, at);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return -errno;
        if (length == 0)
            return 0;
        if ((*spent += (uint64_t)length) > most)
            return -EFBIG;
        int error = write_all(to, piece, (size_t)length, at);
        if (error)
            return error;
        at += length;
    }
    return 0;
}

int copy_content(int from, int to, uint64_t *spent, uint64_t most)
{
    struct stat info;
    if (fstat(from, &info) != 0)
        return -errno;
    for (off_t at = 0; at < info.st_size;) {
        off_t data = lseek(from, at, SEEK_DATA);
        if (data < 0 && errno == ENXIO)
            break;
        /* A file system without holes: all of it is data. */
        off_t start = data < 0 ? at : data;
        off_t hole = data < 0 ? -1 : lseek(from, start, SEEK_HOLE);
        off_t end = hole < 0 || hole > info.st_size ? info.st_size : hole;
        int error = copy_range(from, to, start, end, spent, most);
        if (error)
            return error;
        at = end > at ? end : info.st_size;
    }
    return ftruncate(to, info.st_size) == 0 ? 0 : -errno;
}

void copy_attributes(int from, int to)
{
    static char names[NAMES], value[VALUE];
    ssize_t length = flistxattr(from, names, sizeof names);
    for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1) {
        ssize_t size = fgetxattr(from, names + at, value, sizeof value);
        if (size >= 0)
            (void)!fsetxattr(to, names + at, value, (size_t)size, 0);
    }
}
