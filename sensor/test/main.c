#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ftw.h>

#include "test.h"

static int passed, failed;
static char directory[] = "/tmp/stack-slim-sensor-XXXXXX";

void check(bool good, const char *what, const char *file, int line)
{
    if (good)
        passed++;
    else
        failed++;
    if (!good)
        printf("%s:%d: failed: %s\n", file, line, what);
}

void check_text(const char *got, const char *wanted, const char *file, int line)
{
    char what[20000];
    snprintf(what, sizeof what, "got \"%s\", wanted \"%s\"", got, wanted);
    check(strcmp(got, wanted) == 0, what, file, line);
}

const char *scratch(void) { return directory; }

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *base)
{
    (void)info, (void)flag, (void)base;
    return remove(path);
}

int main(void)
{
    static void (*const tests[])(void) = {test_escape, test_hello, test_address, test_seen,   test_facts,   test_status, test_walk,
                                          test_program, test_calls, test_filter, test_parity, test_request, test_resolve, test_copy};
    if (!mkdtemp(directory)) {
        perror(directory);
        return 1;
    }
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tests[i]();
    nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
