#include "listener.h"

#include <linux/errno.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "filter.h"
#include "kernel.h"
#include "privileges.h"
#include "text.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5) /* Linux 5.19 */
#endif
#ifndef SO_RCVTIMEO_OLD
#define SO_RCVTIMEO_OLD 20
#define SO_SNDTIMEO_OLD 21
#endif

static const char no_answer[] = "the observer does not answer";

/* A wedged observer must not hold the container's start for ever. connect() waits as long as a send. */
static void limit_waiting(int connection)
{
    struct {
        long seconds, microseconds;
    } limit = {LISTENER_WAIT_SECONDS, 0};
    long result = KERNEL5(SYS_setsockopt, connection, SOL_SOCKET, SO_RCVTIMEO_OLD, &limit, sizeof limit);
    if (result == 0)
        result = KERNEL5(SYS_setsockopt, connection, SOL_SOCKET, SO_SNDTIMEO_OLD, &limit, sizeof limit);
    if (result < 0)
        fail(EXIT_GATE, "setsockopt", 0, result);
}

int listener_connect(const char *socket_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = text_length(socket_path);
    if (length >= sizeof address.sun_path)
        fail(EXIT_GATE, "socket path too long", socket_path, 0);
    for (size_t i = 0; i < length; i++)
        address.sun_path[i] = socket_path[i];
    long connection = KERNEL3(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connection < 0)
        fail(EXIT_GATE, "socket", 0, connection);
    limit_waiting((int)connection);
    long result = KERNEL3(SYS_connect, connection, &address, sizeof address);
    if (result < 0)
        fail(EXIT_GATE, no_answer, socket_path, result);
    return (int)connection;
}

static long install(const struct sock_fprog *program)
{
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    long listener = KERNEL3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, program);
    if (listener == -EINVAL) /* before Linux 5.19: a signal may then also interrupt a call the observer has already read */
        listener = KERNEL3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
    return listener;
}

int listener_install(bool parity, bool no_new_privileges, bool all)
{
    static struct sock_filter code[FILTER_ROOM];
    const struct filter_wish wish = {.all = all, .parity = parity, .has = privileges_bounded};
    size_t length = filter_build(code, FILTER_ROOM, &wish);
    if (!length)
        fail(EXIT_GATE, "the filter does not fit", 0, 0);
    if (no_new_privileges) {
        long result = KERNEL5(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (result < 0)
            fail(EXIT_GATE, "setting no_new_privs", 0, result);
    }
    const struct sock_fprog program = {.len = (unsigned short)length, .filter = code};
    long listener = install(&program);
    if (listener == -EACCES)
        fail(EXIT_GATE, "seccomp: needs CAP_SYS_ADMIN (cap_add, and file capabilities on the gate) or -n", 0, listener);
    if (listener == -EBUSY)
        fail(EXIT_GATE, "seccomp: this process already has a listener", 0, listener);
    if (listener < 0)
        fail(EXIT_GATE, "seccomp refused the filter", 0, listener);
    return (int)listener;
}

static void send_hello(int connection, int listener, bool all, const char *kind, const char *service)
{
    struct iovec parts[] = {{all ? "2 " : "1 ", 2}, {(void *)kind, text_length(kind)}, {" ", 1}, {(void *)service, text_length(service)}};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr header;
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    *(int *)(void *)CMSG_DATA(&control.header) = listener;
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 4, .msg_control = &control, .msg_controllen = sizeof control.bytes};
    long result = KERNEL3(SYS_sendmsg, connection, &message, MSG_NOSIGNAL);
    if (result < 0)
        fail(EXIT_GATE, no_answer, "sendmsg", result);
}

void listener_hand_over(int connection, int listener, bool all, const char *kind, const char *service)
{
    send_hello(connection, listener, all, kind, service);
    char answer;
    long result = KERNEL3(SYS_read, connection, &answer, 1);
    if (result != 1)
        fail(EXIT_GATE, result == 0 ? "the observer refused this service" : no_answer, service, result);
    KERNEL1(SYS_close, connection);
    KERNEL1(SYS_close, listener);
}
