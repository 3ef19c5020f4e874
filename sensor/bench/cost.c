/* Microseconds per call: the best of several rounds, so that other load on the machine matters little. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, CALLS = 4000, THREADS = 4 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int unwatched(int i)
{
    (void)i;
    return syscall(SYS_getppid) < 0;
}

static int known(int i)
{
    struct stat info;
    (void)i;
    return stat("/etc/passwd", &info) != 0;
}

static int open_close(int i)
{
    (void)i;
    int fd = open("/etc/passwd", O_RDONLY);
    return fd < 0 || close(fd) != 0;
}

static int missing(int i)
{
    struct stat info;
    (void)i;
    return stat("/nonexistent/x", &info) == 0;
}

static int fresh;

static int new_path(int i)
{
    struct stat info;
    char path[64];
    (void)i;
    snprintf(path, sizeof path, "/usr/share/doc/new-%d", fresh++);
    return stat(path, &info) == 0;
}

/* /lib is a link: the walk goes by components. */
static int new_path_through_link(int i)
{
    struct stat info;
    char path[64];
    (void)i;
    snprintf(path, sizeof path, "/lib/x86_64-linux-gnu/new-%d", fresh++);
    return stat(path, &info) == 0;
}

static int relative(int i)
{
    struct stat info;
    (void)i;
    return stat("passwd", &info) != 0;
}

static void *known_many(void *nothing)
{
    for (int i = 0; i < CALLS; i++)
        known(i);
    return nothing;
}

static int four_threads(int round)
{
    pthread_t threads[THREADS];
    (void)round;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, known_many, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}

static void measure(const char *name, int (*call)(int), int calls, double each)
{
    double best = 1e9;
    int errors = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < calls; i++)
            errors += call(i);
        double cost = (now() - start) / (calls * each);
        best = cost < best ? cost : best;
    }
    printf("%-22s %6.2f us%s\n", name, best, errors ? "  WRONG ANSWERS" : "");
}

int main(void)
{
    if (chdir("/etc") != 0)
        return 1;
    measure("unwatched call", unwatched, CALLS, 1);
    measure("stat, known path", known, CALLS, 1);
    measure("open and close", open_close, CALLS, 1);
    measure("stat, missing", missing, CALLS, 1);
    measure("stat, relative", relative, CALLS, 1);
    measure("stat, new path", new_path, CALLS / 4, 1);
    measure("stat, new, with link", new_path_through_link, CALLS / 4, 1);
    measure("stat, four threads", four_threads, 1, THREADS * (double)CALLS);
    return 0;
}
