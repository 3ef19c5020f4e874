#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SLOT_FREE, SLOT_CLAIMED, SLOT_NAMED };

uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* can't fail for this clock */
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct status *status_create(void)
{
    struct status *status = mmap(NULL, sizeof *status, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (status == MAP_FAILED)
        return NULL;
    status->started_ns = monotonic_ns();
    return status;
}

/* Another process may be writing this slot's name: wait for it, but not for one that died in between. */
static bool named(struct service *slot)
{
    const struct timespec millisecond = {.tv_nsec = 1000000};
    for (int tries = 0; tries < 1000 && atomic_load(&slot->state) == SLOT_CLAIMED; tries++)
        nanosleep(&millisecond, NULL);
    return atomic_load(&slot->state) == SLOT_NAMED;
}

struct service *status_service(struct status *status, const char *name)
{
    for (int i = 0; i < SERVICE_LIMIT; i++) {
        struct service *slot = &status->services[i];
        int expected = SLOT_FREE;
        if (atomic_compare_exchange_strong(&slot->state, &expected, SLOT_CLAIMED)) {
            snprintf(slot->name, sizeof slot->name, "%s", name);
            atomic_store(&slot->state, SLOT_NAMED);
            return slot;
        }
        if (named(slot) && strcmp(slot->name, name) == 0)
            return slot;
    }
    return NULL;
}

struct sums {
    unsigned long calls, lost, crashes;
};

static struct sums add_up(struct status *status)
{
    struct sums sums = {.calls = 0, .lost = atomic_load(&status->lost), .crashes = atomic_load(&status->crashes)};
    for (int i = 0; i < SERVICE_LIMIT && atomic_load(&status->services[i].state) != SLOT_FREE; i++) {
        struct service *service = &status->services[i];
        sums.calls += atomic_load(&service->calls);
        sums.lost += atomic_load(&service->lost);
        sums.crashes += atomic_load(&service->crashes);
    }
    return sums;
}

static bool print_services(struct status *status, FILE *out)
{
    for (int i = 0; i < SERVICE_LIMIT && atomic_load(&status->services[i].state) != SLOT_FREE; i++) {
        struct service *s = &status->services[i];
        if (atomic_load(&s->state) != SLOT_NAMED)
            continue;
        if (fprintf(out, "service %s calls %lu lost %lu crashes %lu hellos %lu\n", s->name, atomic_load(&s->calls), atomic_load(&s->lost),
                    atomic_load(&s->crashes), atomic_load(&s->hellos)) < 0)
            return false;
    }
    return true;
}

static bool print(struct status *status, FILE *out, bool clean_end)
{
    struct sums sums = add_up(status);
    return fprintf(out, "listeners %lu\nopen %lu\ncalls %lu\ngone %lu\nworker_crashes %lu\nlost %lu\n", atomic_load(&status->listeners),
                   atomic_load(&status->open), sums.calls, atomic_load(&status->gone), sums.crashes, sums.lost) > 0 &&
           print_services(status, out) && (!clean_end || fputs("end clean\n", out) >= 0);
}

int status_write(struct status *status, int directory, bool clean_end)
{
    int fd = openat(directory, "status.new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return -errno;
    FILE *out = fdopen(fd, "w");
    if (!out) {
        close(fd);
        return -ENOMEM;
    }
    errno = EIO;
    bool good = print(status, out, clean_end) && fflush(out) == 0 && (!clean_end || fsync(fd) == 0);
    int error = errno;
    if (fclose(out) != 0 || !good)
        return -error;
    return renameat(directory, "status.new", directory, "status") == 0 ? 0 : -errno;
}
