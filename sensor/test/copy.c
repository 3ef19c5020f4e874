#include "../copier/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files.h"
#include "test.h"

enum { HOLE = 64 * 1024 * 1024 };

static int open_folder(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", scratch(), name);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static struct stat info_of(int folder, const char *name)
{
    struct stat info = {0};
    CHECK(fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0);
    return info;
}

static void make_source(int from)
{
    make_file("from/plain", "text", 4);
    make_directory("from/sub");
    make_file("from/sub/deep", "deeper", 6);
    make_link("from/sub/dangling", "../nowhere");
    CHECK(linkat(from, "plain", from, "sub/again", 0) == 0);
    CHECK(mkfifoat(from, "pipe", 0600) == 0);
    int sparse = openat(from, "sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    CHECK(pwrite(sparse, "end", 3, HOLE) == 3);
    (void)fsetxattr(sparse, "user.colour", "red", 3, 0);
    close(sparse);
    const struct timespec times[] = {{.tv_sec = 1000}, {.tv_sec = 2000, .tv_nsec = 5}};
    CHECK(utimensat(from, "sub", times, 0) == 0);
    CHECK(fchmodat(from, "plain", 04711, 0) == 0);
}

static void check_copy(int from, int to)
{
    const char *const names[] = {"plain", "sub", "sub/deep", "sub/dangling", "sub/again", "pipe", "sparse"};
    for (size_t at = 0; at < sizeof names / sizeof *names; at++) {
        struct stat source = info_of(from, names[at]), copy = info_of(to, names[at]);
        CHECK(source.st_mode == copy.st_mode && source.st_uid == copy.st_uid && source.st_gid == copy.st_gid);
        CHECK(source.st_nlink == copy.st_nlink && (S_ISDIR(source.st_mode) || source.st_size == copy.st_size));
        CHECK(source.st_mtim.tv_sec == copy.st_mtim.tv_sec && source.st_mtim.tv_nsec == copy.st_mtim.tv_nsec);
    }
    CHECK(info_of(to, "plain").st_ino == info_of(to, "sub/again").st_ino);
    CHECK(info_of(to, "sparse").st_blocks * 512 < HOLE / 2);
    char text[16] = {0}, colour[2][8] = {{0}}, deep[4096];
    snprintf(deep, sizeof deep, "%s/to/sub/deep", scratch());
    read_whole(deep, text, sizeof text);
    CHECK_TEXT(text, "deeper");
    int files[] = {openat(from, "sparse", O_RDONLY | O_CLOEXEC), openat(to, "sparse", O_RDONLY | O_CLOEXEC)};
    for (int at = 0; at < 2; at++) {
        (void)fgetxattr(files[at], "user.colour", colour[at], sizeof colour[at] - 1);
        close(files[at]);
    }
    CHECK_TEXT(colour[1], colour[0]);
}

void test_copy(void)
{
    make_directory("from");
    make_directory("to");
    make_directory("small");
    int from = open_folder("from"), to = open_folder("to"), small = open_folder("small");
    make_source(from);
    struct copied room = {0}, too_much = {0}, done = {0}, cut = {0};
    CHECK(measure_tree(from, HOLE, &room) == 0);
    CHECK(room.bytes > 10 && room.bytes < HOLE / 2);
    CHECK(measure_tree(from, 5, &too_much) == -EFBIG);
    CHECK(copy_tree(from, to, HOLE, &done) == 0);
    CHECK(done.files == 3 && done.bytes < HOLE / 2);
    check_copy(from, to);
    /* A second time the names are taken: said, with the place. */
    struct copied taken = {0};
    CHECK(copy_tree(from, to, HOLE, &taken) == -EEXIST);
    CHECK(taken.where[0] != 0);
    CHECK(copy_tree(from, small, 5, &cut) == -EFBIG);
    close(from);
    close(to);
    close(small);
}
