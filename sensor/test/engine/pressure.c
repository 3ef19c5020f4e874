#include "pressure.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *hammer(void *count)
{
    struct stat info;
    long errors = 0;
    char path[64];
    for (long i = 0; i < *(long *)count; i++) {
        snprintf(path, sizeof path, "/etc/none-%ld", i % 500);
        errors += stat("/etc/passwd", &info) != 0;
        errors += stat(path, &info) == 0 || errno != ENOENT;
        int fd = open("/etc/group", O_RDONLY);
        errors += fd < 0 || close(fd) != 0;
    }
    return (void *)errors;
}

/* "load SECONDS": four threads; prints the number of wrong answers. */
int load(long seconds)
{
    time_t end = time(NULL) + seconds;
    long errors = 0, rounds = 0, count = 1000;
    while (time(NULL) < end) {
        pthread_t threads[4];
        void *result;
        for (int i = 0; i < 4; i++)
            pthread_create(&threads[i], NULL, hammer, &count);
        for (int i = 0; i < 4; i++) {
            pthread_join(threads[i], &result);
            errors += (long)result;
        }
        rounds += 4 * count;
    }
    printf("rounds %ld errors %ld\n", rounds, errors);
    return errors != 0;
}

/* Forks children that each run a program; then all are awaited. */
int forks(long count)
{
    int bad = 0, status;
    for (int i = 0; i < count; i++)
        if (fork() == 0) {
            execl("/usr/bin/true", "true", NULL);
            _exit(1);
        }
    for (int i = 0; i < count; i++)
        bad |= wait(&status) < 0 || status != 0;
    return bad;
}

/* Waits until the observer is gone: prints what a call answers then. */
int orphan(long unused)
{
    (void)unused;
    struct stat info;
    for (int i = 0; i < 200; i++) {
        if (stat("/etc/passwd", &info) != 0) {
            printf("%s\n", strerror(errno));
            return 0;
        }
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    return 1;
}
