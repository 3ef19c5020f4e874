#include "walker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "quick.h"

void walker_move(struct walker *w, int fd, mode_t mode)
{
    if (w->fd != w->view->root)
        close(w->fd);
    w->fd = fd;
    w->out->mode = mode;
}

void walker_append(struct walker *w, const char *text)
{
    size_t length = strlen(text);
    if (w->length + length >= TEXT_ROOM) {
        w->out->too_long = true;
        length = TEXT_ROOM - 1 - w->length;
    }
    memcpy(w->out->final + w->length, text, length);
    w->length += length;
    w->out->final[w->length] = 0;
}

static void append_component(struct walker *w, const char *name)
{
    walker_append(w, "/");
    walker_append(w, name);
}

void walker_stop(struct walker *w, enum state state, const char *name)
{
    append_component(w, name);
    walker_append(w, w->rest.at);
    w->out->state = state;
    walker_move(w, w->view->root, S_IFDIR);
}

static void stop_with_error(struct walker *w, int error, const char *name)
{
    walker_stop(w, error == ENOENT || error == ENOTDIR ? STATE_MISSING : STATE_ERROR, name);
}

static void go_up(struct walker *w)
{
    if (w->length == w->prefix)
        return; /* ".." of the root is the root */
    int fd = openat(w->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        stop_with_error(w, errno, "..");
        return;
    }
    walker_move(w, fd, S_IFDIR);
    w->length = (size_t)(strrchr(w->out->final, '/') - w->out->final);
    w->out->final[w->length] = 0;
}

/* Links of procfs mean something else to every reader, so they can't be followed for another process. */
static bool in_procfs(int fd)
{
    struct statfs info;
    return fstatfs(fd, &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

static void follow_link(struct walker *w, int link, const char *name)
{
    char text[PATH_LIMIT];
    if (in_procfs(link)) {
        walker_stop(w, STATE_PSEUDO, name);
        return;
    }
    ssize_t length = readlinkat(link, "", text, sizeof text - 1);
    if (length <= 0) {
        stop_with_error(w, length < 0 ? errno : ENOENT, name);
        return;
    }
    text[length] = 0;
    size_t before = w->length;
    append_component(w, name);
    w->on_link(w->context, w->out->final, text);
    w->length = before;
    w->out->final[before] = 0;
    if (++w->links > LINK_LIMIT || !rest_insert(&w->rest, text)) {
        walker_stop(w, STATE_ERROR, name);
        return;
    }
    if (text[0] == '/') {
        walker_move(w, w->view->root, S_IFDIR);
        w->length = w->prefix;
        w->out->final[w->length] = 0;
    }
}

static void enter(struct walker *w, const char *name)
{
    if (w->length == w->prefix && is_pseudo(name)) {
        walker_stop(w, STATE_PSEUDO, name);
        return;
    }
    struct stat info;
    int fd = openat(w->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        stop_with_error(w, error, name);
        return;
    }
    if (S_ISLNK(info.st_mode) && (w->follow || !rest_is_empty(&w->rest))) {
        follow_link(w, fd, name);
        close(fd);
        return;
    }
    walker_move(w, fd, info.st_mode);
    append_component(w, name);
}

void walker_step(struct walker *w, const char *name)
{
    if (!S_ISDIR(w->out->mode))
        stop_with_error(w, ENOTDIR, name);
    else if (strcmp(name, "..") == 0)
        go_up(w);
    else if (strcmp(name, ".") != 0)
        enter(w, name);
}
