#include "targets.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static bool starts_with_directory(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && (path[length] == 0 || path[length] == '/');
}

/* base is what /proc says of a working directory or descriptor: a path from the root of the mount namespace, whatever the process's own
   root is. One outside that root can only be walked from the container's. */
static void put_below_base(struct request *request, struct target *target, const char *base, const char *path)
{
    const char *prefix = request->own.prefix;
    target->view = &request->own;
    if (prefix[0] && starts_with_directory(base, prefix))
        base += strlen(prefix);
    else if (prefix[0])
        target->view = &request->container;
    const char *slash = path[0] ? "/" : "";
    if (strcmp(base, "/") == 0)
        base = "";
    snprintf(target->path, sizeof target->path, "%s%s%s", base, slash, path);
    if (!target->path[0])
        strcpy(target->path, "/");
}

static enum reading base_of(const struct seccomp_notif *call, int directory, char *base, size_t room)
{
    if (directory != ARGUMENT_CWD && (int)call->data.args[directory] != AT_FDCWD)
        return process_descriptor((pid_t)call->pid, (int)call->data.args[directory], base, room);
    return process_link((pid_t)call->pid, "cwd", base, room);
}

static struct target *add_target(struct request *request)
{
    struct target *target = &request->targets[request->count++];
    target->view = &request->own;
    return target;
}

enum reading target_read(struct request *request, const struct seccomp_notif *call, int path, int directory, bool empty_allowed)
{
    char text[PATH_LIMIT], base[PATH_LIMIT];
    enum reading result = process_string((pid_t)call->pid, call->data.args[path], text, sizeof text);
    if (result != READ_GOOD)
        return result;
    if (text[0] == '/') {
        strcpy(add_target(request)->path, text);
        return READ_GOOD;
    }
    if (!text[0] && !empty_allowed)
        return READ_NOTHING;
    result = base_of(call, directory, base, sizeof base);
    if (result != READ_GOOD)
        return result;
    if (base[0] != '/') /* pipe:[1], socket:[2], anon_inode:… */
        return READ_NOTHING;
    put_below_base(request, add_target(request), base, text);
    return READ_GOOD;
}

enum reading target_of_socket(struct request *request, pid_t process, const char *path)
{
    char base[PATH_LIMIT];
    if (path[0] == '/') {
        strcpy(add_target(request)->path, path);
        return READ_GOOD;
    }
    enum reading result = process_link(process, "cwd", base, sizeof base);
    if (result == READ_GOOD)
        put_below_base(request, add_target(request), base, path);
    return result;
}
