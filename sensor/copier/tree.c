/* Walks a tree by descriptors, so that no link leads out of it and no path is too long to be opened. */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content.h"
#include "links.h"

enum { LINK_TEXT = 4096 };

struct walk {
    struct links *links;
    struct copied *result;
    uint64_t most;
    int root; /* of the copy; -1 while measuring */
};

struct place {
    int from, to;     /* folders; `to` is -1 while measuring */
    const char *path; /* of them, relative to the tree, with a slash at its end unless it is empty */
};

typedef int visitor(struct walk *walk, struct place in, const char *name, const char *path, const struct stat *info);

static int vanished(int error) { return error == -ENOENT ? 0 : error; }

static int own(int folder, const char *name, const struct stat *info, int flags)
{
    const struct timespec times[] = {info->st_atim, info->st_mtim};
    if (fchownat(folder, name, info->st_uid, info->st_gid, flags) != 0)
        return -errno;
    return utimensat(folder, name, times, flags) == 0 ? 0 : -errno;
}

/* What an open file or folder has of its source beside its content. Changing the owner takes file capabilities away, so these come after it. */
static int dress(int from, int to, const struct stat *info)
{
    const struct timespec times[] = {info->st_atim, info->st_mtim};
    if (fchown(to, info->st_uid, info->st_gid) != 0 || fchmod(to, info->st_mode & 07777) != 0)
        return -errno;
    copy_attributes(from, to);
    return futimens(to, times) == 0 ? 0 : -errno;
}

static int open_source(int folder, const char *name, int flags)
{
    int from = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME | flags);
    if (from < 0 && errno == EPERM)
        from = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags);
    return from < 0 ? -errno : from;
}

static int each(struct walk *walk, struct place in, visitor *visit)
{
    int again = openat(in.from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = again < 0 ? NULL : fdopendir(again);
    int error = list ? 0 : -errno;
    if (!list && again >= 0)
        close(again);
    for (struct dirent *entry; !error && list && (entry = readdir(list));) {
        struct stat info;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (fstatat(in.from, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
            error = vanished(-errno);
            continue;
        }
        char *path = NULL;
        if (asprintf(&path, "%s%s", in.path, entry->d_name) < 0)
            error = -ENOMEM;
        else {
            error = vanished(visit(walk, in, entry->d_name, path, &info));
            if (error && !walk->result->where[0])
                snprintf(walk->result->where, sizeof walk->result->where, "%s", path);
            free(path);
        }
    }
    if (list)
        closedir(list);
    return error;
}

static int below(struct walk *walk, const char *path, int from, int to, visitor *visit)
{
    char *inside = NULL;
    if (asprintf(&inside, "%s/", path) < 0)
        return -ENOMEM;
    int error = each(walk, (struct place){from, to, inside}, visit);
    free(inside);
    return error;
}

static int measure_one(struct walk *walk, struct place in, const char *name, const char *path, const struct stat *info)
{
    if (S_ISDIR(info->st_mode)) {
        int from = open_source(in.from, name, O_DIRECTORY);
        if (from < 0)
            return from;
        int error = below(walk, path, from, -1, measure_one);
        close(from);
        return error;
    }
    if (!S_ISREG(info->st_mode) || (info->st_nlink > 1 && links_met(walk->links, info, path)))
        return 0;
    uint64_t blocks = (uint64_t)info->st_blocks * 512, size = (uint64_t)info->st_size;
    walk->result->bytes += blocks < size ? blocks : size;
    return walk->result->bytes > walk->most ? -EFBIG : 0;
}

static int copy_folder(struct walk *walk, struct place in, const char *name, const char *path, const struct stat *info);

static int copy_file(struct walk *walk, struct place in, const char *name, const struct stat *info)
{
    int from = open_source(in.from, name, 0);
    if (from < 0)
        return from;
    int to = openat(in.to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error = to < 0 ? -errno : copy_content(from, to, &walk->result->bytes, walk->most);
    if (!error)
        error = dress(from, to, info);
    close(from);
    if (to >= 0 && close(to) != 0 && !error)
        error = -errno;
    walk->result->files++;
    return error;
}

static int copy_link(struct place in, const char *name, const struct stat *info)
{
    char text[LINK_TEXT];
    ssize_t length = readlinkat(in.from, name, text, sizeof text - 1);
    if (length < 0)
        return -errno;
    text[length] = 0;
    if (symlinkat(text, in.to, name) != 0)
        return -errno;
    return own(in.to, name, info, AT_SYMLINK_NOFOLLOW);
}

/* Pipes, sockets and devices. */
static int copy_node(struct place in, const char *name, const struct stat *info)
{
    if (mknodat(in.to, name, info->st_mode, info->st_rdev) != 0)
        return -errno;
    int error = own(in.to, name, info, AT_SYMLINK_NOFOLLOW);
    return error || fchmodat(in.to, name, info->st_mode & 07777, 0) == 0 ? error : -errno;
}

static int copy_one(struct walk *walk, struct place in, const char *name, const char *path, const struct stat *info)
{
    if (S_ISDIR(info->st_mode))
        return copy_folder(walk, in, name, path, info);
    const char *first = info->st_nlink > 1 ? links_met(walk->links, info, path) : NULL;
    /* Where a name is too far down, or its file was replaced meanwhile, the file is copied once more. */
    if (first && linkat(walk->root, first, in.to, name, 0) == 0)
        return 0;
    if (S_ISREG(info->st_mode))
        return copy_file(walk, in, name, info);
    return S_ISLNK(info->st_mode) ? copy_link(in, name, info) : copy_node(in, name, info);
}

static int copy_folder(struct walk *walk, struct place in, const char *name, const char *path, const struct stat *info)
{
    int from = open_source(in.from, name, O_DIRECTORY);
    if (from < 0)
        return from;
    int made = mkdirat(in.to, name, 0700);
    int to = made == 0 ? openat(in.to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    int error = to < 0 ? -errno : below(walk, path, from, to, copy_one);
    /* Last, since what is made in it changes its time. */
    if (!error)
        error = dress(from, to, info);
    close(from);
    if (to >= 0)
        close(to);
    return error;
}

int measure_tree(int from, uint64_t most, struct copied *result)
{
    struct walk walk = {links_new(), result, most, -1};
    int error = walk.links ? each(&walk, (struct place){from, -1, ""}, measure_one) : -ENOMEM;
    links_free(walk.links);
    return error;
}

int copy_tree(int from, int to, uint64_t most, struct copied *result)
{
    struct walk walk = {links_new(), result, most, to};
    struct stat info;
    int error = walk.links ? each(&walk, (struct place){from, to, ""}, copy_one) : -ENOMEM;
    if (!error)
        error = fstat(from, &info) == 0 ? dress(from, to, &info) : -errno;
    links_free(walk.links);
    return error;
}
