/* seen, facts, status */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../observer/facts.h"
#include "files.h"
#include "test.h"

void test_seen(void)
{
    struct seen seen = {.limit = 10000};
    for (uint64_t i = 0; i < 10000; i++)
        CHECK(seen_add(&seen, i * 0x9e3779b97f4a7c15u) == SEEN_NEW);
    CHECK(seen_add(&seen, 5 * 0x9e3779b97f4a7c15u) == SEEN_BEFORE);
    CHECK(seen_add(&seen, 0) == SEEN_BEFORE);
    CHECK(seen_add(&seen, 12345) == SEEN_FULL);
    seen_free(&seen);
    CHECK(hash_text(hash_text(HASH_START, "ab"), "c") != hash_text(hash_text(HASH_START, "a"), "bc"));
}

void test_facts(void)
{
    char text[4096], shown[4096];
    static struct service service = {.name = "web"};
    struct facts facts;
    int directory = open(scratch(), O_RDONLY | O_DIRECTORY);
    CHECK(facts_open(&facts, directory, &service, monotonic_ns()) == 0);
    facts_note(&facts, "open", STATE_FILE, "/a\tb", "/c");
    facts_note(&facts, "open", STATE_FILE, "/a\tb", "/c");
    facts_note(&facts, "stat", STATE_MISSING, "/a", "/a");
    facts.seen.limit = facts.seen.used;
    facts_note(&facts, "stat", STATE_MISSING, "/b", "/b");
    CHECK(service.lost == 1);
    snprintf(shown, sizeof shown, "%s/web.tsv", scratch());
    read_whole(shown, text, sizeof text);
    CHECK(strstr(text, "\topen\tf\t/a\\x09b\t/c\n") != NULL);
    CHECK(strstr(text, "\tstat\tn\t/a\t/a\n") != NULL);
    int lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    CHECK(lines == 2);
    close(facts.fd);
    facts.fd = -1;
    seen_free(&facts.seen);
    facts_note(&facts, "stat", STATE_MISSING, "/c", "/c");
    CHECK(service.lost == 2);
    seen_free(&facts.seen);
    close(directory);
}

static void say_hello_many_times(struct status *status)
{
    char name[16];
    for (int i = 0; i < 400; i++) {
        snprintf(name, sizeof name, "s%d", i % 40);
        atomic_fetch_add(&status_service(status, name)->hellos, 1);
    }
}

void test_status(void)
{
    char path[128], text[65536];
    struct status *status = status_create();
    int directory = open(scratch(), O_RDONLY | O_DIRECTORY), code;
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            say_hello_many_times(status);
            _exit(0);
        }
    while (wait(&code) > 0)
        CHECK(code == 0);
    CHECK(status_service(status, "s7")->hellos == 40);
    CHECK(status->services[39].state != 0 && status->services[40].state == 0);
    status_service(status, "s3")->calls = 5;
    status->lost = 2;
    CHECK(status_write(status, directory, false) == 0);
    snprintf(path, sizeof path, "%s/status", scratch());
    read_whole(path, text, sizeof text);
    CHECK(strstr(text, "listeners 0\nopen 0\ncalls 5\ngone 0\nworker_crashes 0\nlost 2\nservice ") == text);
    CHECK(strstr(text, "service s3 calls 5 lost 0 crashes 0 hellos 40\n") != NULL);
    CHECK(strstr(text, "end clean") == NULL);
    CHECK(status_write(status, directory, true) == 0);
    read_whole(path, text, sizeof text);
    CHECK(strcmp(text + strlen(text) - 10, "end clean\n") == 0);
    close(directory);
    for (int i = 40; i < SERVICE_LIMIT; i++) {
        snprintf(path, sizeof path, "t%d", i);
        CHECK(status_service(status, path) != NULL);
    }
    CHECK(status_service(status, "one-more") == NULL);
}
