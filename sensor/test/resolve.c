#include "../observer/resolve.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "asking.h"
#include "files.h"
#include "test.h"

static void resolve_one(struct resolver *resolver, int number, const void *a, const void *b, const void *c, const void *d)
{
    CHECK(ask(number, a, b, c, d, NULL) == READ_GOOD);
    resolve(resolver, &request);
}

static int count(const char *text, const char *part)
{
    int found = 0;
    for (const char *at = text; (at = strstr(at, part)); at++)
        found++;
    return found;
}

static void check_record(const char *text)
{
    CHECK(count(text, "\tlist\td\t") == 1);
    CHECK(count(text, "\tstat\td\t") == 1);
    CHECK(count(text, "\texec\tf\t") == 1);
    CHECK(count(text, "/s/script\t") == 1);
    CHECK(count(text, "\tinterp\tf\t") >= 1);
    CHECK(count(text, "/s/current\t") >= 2);
    CHECK(count(text, "/s/one\n") == 2);
    CHECK(count(text, "/s/two\n") == 1);
    CHECK(count(text, "\tlink\tl\t") >= 2);
    CHECK(count(text, "\tconnect\tc\tunix:/no/socket\tunix:/no/socket\n") == 1);
    CHECK(count(text, "\tconnect\tn\t/no/socket\t/no/socket\n") == 1);
}

void test_resolve(void)
{
    if (!memory_readable())
        return;
    static struct service service = {.name = "resolve"};
    static char text[65536], path[5][200], script[300];
    struct resolver resolver = {.facts = &session.facts};
    int directory = open(scratch(), O_RDONLY | O_DIRECTORY);
    CHECK(facts_open(&session.facts, directory, &service, monotonic_ns()) == 0);
    static const char *const names[] = {"s", "s/script", "s/current", "s/one", "s/two"};
    for (int i = 0; i < 5; i++)
        snprintf(path[i], sizeof path[i], "%s/%s", scratch(), names[i]);
    make_directory("s");
    snprintf(script, sizeof script, "#!%s\n", path[3]);
    make_file("s/script", script, strlen(script));
    make_file("s/one", "1", 1);
    make_file("s/two", "2", 1);
    make_link("s/current", "one");
    resolve_one(&resolver, SYS_openat, HERE, path[0], NUMBER(O_RDONLY), NULL);
    resolve_one(&resolver, SYS_openat, HERE, path[0], NUMBER(O_PATH), NULL);
    resolve_one(&resolver, SYS_execve, path[1], NULL, NULL, NULL);
    resolve_one(&resolver, SYS_openat, HERE, path[2], NUMBER(O_RDONLY), NULL);
    unlink(path[2]);
    make_link("s/current", "two");
    resolve_one(&resolver, SYS_symlinkat, "two", HERE, path[2], NULL);
    resolve_one(&resolver, SYS_openat, HERE, path[2], NUMBER(O_RDONLY), NULL);
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/no/socket"};
    resolve_one(&resolver, SYS_connect, NUMBER(3), &local, NUMBER(sizeof local), NULL);
    char record[200];
    snprintf(record, sizeof record, "%s/resolve.tsv", scratch());
    read_whole(record, text, sizeof text);
    check_record(text);
    CHECK(service.lost == 0);
    seen_free(&session.facts.seen);
    close(session.facts.fd);
    close(session.root);
    close(directory);
}
