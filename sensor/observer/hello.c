#include "hello.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const kinds[] = {"main", "health", "exec"};

static bool valid_name(const char *name, size_t length)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    if (length < 1 || length > SERVICE_NAME_LIMIT)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!name[i] || !strchr(allowed, name[i]))
            return false;
    return true;
}

static const char *find_kind(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i]) == length && memcmp(kinds[i], text, length) == 0)
            return kinds[i];
    return NULL;
}

bool hello_parse(const char *message, size_t size, struct hello *hello)
{
    if (size < 2 || (memcmp(message, "1 ", 2) != 0 && memcmp(message, "2 ", 2) != 0))
        return false;
    hello->all = message[0] == '2';
    const char *kind = message + 2, *end = message + size;
    const char *space = memchr(kind, ' ', (size_t)(end - kind));
    if (!space)
        return false;
    hello->kind = find_kind(kind, (size_t)(space - kind));
    const char *name = space + 1;
    if (!hello->kind || !valid_name(name, (size_t)(end - name)))
        return false;
    memcpy(hello->service, name, (size_t)(end - name));
    hello->service[end - name] = 0;
    return true;
}

static int received_descriptor(struct msghdr *message)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    int fd = -1;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

/* Only a listener knows this request; it has no notification 0. */
static bool is_listener(int fd)
{
    uint64_t id = 0;
    return ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == -1 && errno == ENOENT;
}

static const char *refused(int fd, const char *reason)
{
    if (fd >= 0)
        close(fd);
    return reason;
}

const char *hello_receive(int connection, struct hello *hello)
{
    char text[SERVICE_NAME_LIMIT + 16];
    struct iovec part = {text, sizeof text};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.bytes};
    struct ucred peer;
    socklen_t peer_size = sizeof peer;
    ssize_t size = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    if (size < 0)
        return errno == EAGAIN ? "no hello in time" : "hello not readable";
    int fd = received_descriptor(&message);
    if (fd < 0)
        return "hello without a listener";
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC) || !hello_parse(text, (size_t)size, hello))
        return refused(fd, "malformed hello");
    if (!is_listener(fd))
        return refused(fd, "descriptor is not a listener");
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) != 0 || peer.pid <= 0)
        return refused(fd, "peer not in this pid namespace");
    hello->process = peer.pid;
    hello->listener = fd;
    return NULL;
}
