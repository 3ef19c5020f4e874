/* What an application can do that matters to the sensor; one word says what. Exit status 0 when it went as it should. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "pressure.h"
#include "seen.h"

static int identity(long unused)
{
    (void)unused;
    printf("uid %d euid %d\n", getuid(), geteuid());
    return 0;
}

static int io_uring(long unused)
{
    (void)unused;
    long result = syscall(SYS_io_uring_setup, 1, NULL);
    printf("%ld %s\n", result, strerror(errno));
    return 0;
}

/* The i386 ABI, as a 32-bit program would use it. */
static int compat_open(long unused)
{
    (void)unused;
#if defined(__x86_64__)
    char *path = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    int result;
    strcpy(path, "/etc/networks-of-i386");
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(5), "b"(path), "c"(0), "d"(0) : "memory");
    return result == -ENOENT ? 0 : 1;
#else
    return 0;
#endif
}

static int network(long unused)
{
    (void)unused;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(8099), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/run/nobody.sock"};
    int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    int bad = bind(tcp, (void *)&here, sizeof here) || listen(tcp, 1) || connect(other, (void *)&here, sizeof here);
    bad |= connect(file, (void *)&local, sizeof local) == 0 || errno != ENOENT;
    here.sin_port = htons(8053);
    bad |= sendto(udp, "x", 1, 0, (void *)&here, sizeof here) != 1;
    return bad;
}

/* chroot in a child, then a path with a link that is only right below the new root. */
static int jail(long unused)
{
    (void)unused;
    mkdir("/tmp/jail", 0755);
    mkdir("/tmp/jail/inside", 0755);
    if (symlink("/inside", "/tmp/jail/link") != 0 && errno != EEXIST)
        return 1;
    if (chroot("/tmp/jail") != 0 || chdir("/") != 0)
        return 2;
    struct stat info;
    return stat("/link/x", &info) == 0 || errno != ENOENT || stat("inside", &info) != 0;
}

static int exec_descriptor(long unused)
{
    (void)unused;
    static char *const arguments[] = {"true", NULL}, *const environment[] = {NULL};
    int fd = open("/usr/bin/true", O_PATH | O_CLOEXEC);
    syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
    return 1;
}

/* A link that changes its meaning under a path that was already asked for. */
static int moving_link(long unused)
{
    (void)unused;
    struct stat info;
    int bad = symlink("/etc/passwd", "/tmp/current") || stat("/tmp/current", &info);
    bad |= symlink("/etc/group", "/tmp/next") || rename("/tmp/next", "/tmp/current") || stat("/tmp/current", &info);
    return bad;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *word;
        int (*run)(long number);
    } words[] = {{"identity", identity}, {"io-uring", io_uring}, {"compat", compat_open}, {"network", network}, {"jail", jail},
                 {"exec-fd", exec_descriptor}, {"moving-link", moving_link}, {"load", load}, {"forks", forks}, {"orphan", orphan}, {"seen", seen}};
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; count > 1 && i < sizeof words / sizeof *words; i++)
        if (strcmp(arguments[1], words[i].word) == 0)
            return words[i].run(count > 2 ? atol(arguments[2]) : 0);
    return 9;
}
