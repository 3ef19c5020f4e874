#include "asking.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "../abi.h"
#include "files.h"
#include "test.h"

static void check_paths(int directory)
{
    char wanted[300];
    CHECK(ask(SYS_openat, HERE, "/etc/x", NUMBER(O_RDONLY), NULL, NULL) == READ_GOOD);
    CHECK_TEXT(request.targets[0].path, "/etc/x");
    CHECK_TEXT(request.kind, "open");
    CHECK(request.follow && request.count == 1 && !request_changes(&request));
    CHECK(ask(SYS_openat, NUMBER(directory), "sub/f", NUMBER(O_WRONLY | O_NOFOLLOW), NULL, NULL) == READ_GOOD);
    snprintf(wanted, sizeof wanted, "%s/sub/f", scratch());
    CHECK_TEXT(request.targets[0].path, wanted);
    CHECK_TEXT(request.kind, "write");
    CHECK(!request.follow);
    CHECK(ask(SYS_newfstatat, HERE, "f", NULL, NUMBER(AT_SYMLINK_NOFOLLOW), NULL) == READ_GOOD);
    CHECK_TEXT(request.targets[0].path, wanted); /* the working directory is scratch/sub */
    CHECK(!request.follow);
    CHECK(ask(SYS_newfstatat, HERE, "", NULL, NUMBER(AT_EMPTY_PATH), NULL) == READ_GOOD);
    snprintf(wanted, sizeof wanted, "%s/sub", scratch());
    CHECK_TEXT(request.targets[0].path, wanted);
    CHECK(ask(SYS_newfstatat, HERE, "", NULL, NULL, NULL) == READ_NOTHING);
    CHECK(ask(SYS_execveat, NUMBER(directory), "", NULL, NULL, NUMBER(AT_EMPTY_PATH)) == READ_GOOD);
    CHECK_TEXT(request.targets[0].path, scratch());
    CHECK_TEXT(request.directory, wanted);
    uint64_t how[3] = {O_RDWR | O_CREAT | O_EXCL, 0, 0};
    CHECK(ask(SYS_openat2, HERE, "/n", how, NUMBER(sizeof how), NULL) == READ_GOOD);
    CHECK(strcmp(request.kind, "write") == 0 && !request.follow);
    CHECK(ask(SYS_renameat, HERE, "/a", NUMBER(directory), "b", NULL) == READ_GOOD);
    CHECK(request.count == 2 && request_changes(&request));
    snprintf(wanted, sizeof wanted, "%s/b", scratch());
    CHECK_TEXT(request.targets[1].path, wanted);
    CHECK(ask(SYS_symlinkat, "text", HERE, "/l", NULL, NULL) == READ_GOOD);
    CHECK_TEXT(request.targets[0].path, "/l");
    CHECK(request.count == 1);
}

static void check_bad(void)
{
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(munmap(pages + 4096, 4096) == 0);
    strcpy(pages + 4096 - 5, "/end");
    CHECK(ask(SYS_openat, HERE, pages + 4096 - 5, NULL, NULL, NULL) == READ_GOOD);
    CHECK_TEXT(request.targets[0].path, "/end");
    memset(pages + 4096 - 5, 'x', 5);
    CHECK(ask(SYS_openat, HERE, pages + 4096 - 5, NULL, NULL, NULL) == READ_NOTHING);
    CHECK(ask(SYS_openat, HERE, NULL, NULL, NULL, NULL) == READ_NOTHING);
    CHECK(ask(SYS_openat, NUMBER(9999), "x", NULL, NULL, NULL) == READ_NOTHING);
    munmap(pages, 4096);
    static char endless[2 * PATH_LIMIT];
    memset(endless, 'y', sizeof endless);
    endless[0] = '/';
    CHECK(ask(SYS_openat, HERE, endless, NULL, NULL, NULL) == READ_NOTHING);
    endless[PATH_LIMIT - 1] = 0;
    CHECK(ask(SYS_openat, HERE, endless, NULL, NULL, NULL) == READ_GOOD);
    CHECK(strlen(request.targets[0].path) == PATH_LIMIT - 1);
    CHECK(ask(100000, HERE, "/x", NULL, NULL, NULL) == READ_LOST);
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK(ask(SYS_openat, NUMBER(ends[0]), "x", NULL, NULL, NULL) == READ_NOTHING);
    close(ends[0]);
    close(ends[1]);
}

static void check_peers(void)
{
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "s"};
    char wanted[300];
    CHECK(ask(SYS_connect, NUMBER(3), &inet, NUMBER(sizeof inet), NULL, NULL) == READ_GOOD);
    CHECK_TEXT(request.address, "inet:127.0.0.1:53");
    CHECK(request.count == 0 && strcmp(request.kind, "connect") == 0);
    CHECK(ask(SYS_bind, NUMBER(3), &local, NUMBER(sizeof local), NULL, NULL) == READ_GOOD);
    snprintf(wanted, sizeof wanted, "%s/sub/s", scratch());
    CHECK_TEXT(request.targets[0].path, wanted);
    CHECK(ask(SYS_bind, NUMBER(3), &local, NUMBER(0xffffffff), NULL, NULL) == READ_GOOD);
    CHECK(ask(SYS_bind, NUMBER(3), NULL, NUMBER(16), NULL, NULL) == READ_NOTHING);
#ifdef ABI_COMPAT
    void *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    uint32_t words[] = {3, (uint32_t)(uintptr_t)low, sizeof inet};
    memcpy(low, &inet, sizeof inet);
    struct seccomp_notif call = call_of(ABI_COMPAT, 102, NUMBER(SOCKETCALL_CONNECT), words, NULL, NULL, NULL);
    CHECK(request_read(&request, &session, &call) == READ_GOOD);
    CHECK_TEXT(request.address, "inet:127.0.0.1:53");
    munmap(low, 4096);
#endif
}

void test_request(void)
{
    if (!memory_readable()) {
        puts("skipped: requests (process_vm_readv is missing here)");
        return;
    }
    start_session();
    make_directory("sub");
    int directory = open(scratch(), O_RDONLY | O_DIRECTORY), before = open(".", O_RDONLY | O_DIRECTORY);
    CHECK(fchdir(directory) == 0 && chdir("sub") == 0);
    check_paths(directory);
    check_bad();
    check_peers();
    atomic_store(&session.progress->own_roots, true);
    CHECK(ask(SYS_openat, HERE, "/etc/x", NULL, NULL, NULL) == READ_GOOD && !request.own_root);
    atomic_store(&session.progress->own_roots, false);
    CHECK(fchdir(before) == 0);
    close(directory);
    close(before);
}
