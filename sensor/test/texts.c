/* escape, hello, address */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "../observer/address.h"
#include "../observer/escape.h"
#include "../observer/hello.h"
#include "test.h"

void test_escape(void)
{
    char out[64];
    CHECK(escape(out, sizeof out, "/usr/lib/a b~") == 13);
    CHECK_TEXT(out, "/usr/lib/a b~");
    escape(out, sizeof out, "a\tb\nc\\d");
    CHECK_TEXT(out, "a\\x09b\\x0ac\\x5cd");
    escape(out, sizeof out, "\xc3\xa9\x7f\x01\xff");
    CHECK_TEXT(out, "\\xc3\\xa9\\x7f\\x01\\xff");
    CHECK(escape(out, sizeof out, "") == 0);
    char exact[4 * 3 + 1 + 4];
    CHECK(escape(exact, sizeof exact, "\n\n\n") == 12);
    CHECK(escape(exact, 8, "\n\n\n") == 0 && exact[0] == 0);
}

static bool parses(const char *text, struct hello *hello) { return hello_parse(text, strlen(text), hello); }

void test_hello(void)
{
    struct hello hello;
    char long_name[200] = "1 main ";
    CHECK(parses("1 main web", &hello));
    CHECK_TEXT(hello.service, "web");
    CHECK_TEXT(hello.kind, "main");
    CHECK(parses("1 health a.B_c-9", &hello) && strcmp(hello.kind, "health") == 0);
    CHECK(parses("1 exec x", &hello) && !hello.all);
    CHECK(parses("2 main web", &hello) && hello.all);
    static const char *const bad[] = {"",          "1",           "1 main",     "1 main ", "3 main web", "1 mai web", "1 main web/..",
                                      "1 main a b", "1 main a\n", "1  main web", "main web", "1 root web"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!parses(bad[i], &hello));
    CHECK(!hello_parse("1 main a\0b", 10, &hello));
    memset(long_name + 7, 'x', 128);
    CHECK(parses(long_name, &hello) && strlen(hello.service) == 128);
    long_name[135] = 'x';
    CHECK(!parses(long_name, &hello));
}

static void check_local(const char *path, size_t length, const char *wanted, bool is_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char text[ADDRESS_ROOM];
    const char *found;
    memcpy(address.sun_path, path, length);
    CHECK(address_text(text, &found, &address, offsetof(struct sockaddr_un, sun_path) + length));
    CHECK_TEXT(text, wanted);
    CHECK((found != NULL) == is_path);
}

void test_address(void)
{
    char text[ADDRESS_ROOM], full[108];
    const char *path;
    struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons(5432), .sin_addr.s_addr = htonl(0x0a000102)};
    CHECK(address_text(text, &path, &inet, sizeof inet) && !path);
    CHECK_TEXT(text, "inet:10.0.1.2:5432");
    CHECK(!address_text(text, &path, &inet, 8));
    CHECK(!address_text(text, &path, &inet, 1));
    struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6, .sin6_port = htons(80), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    CHECK(address_text(text, &path, &inet6, sizeof inet6));
    CHECK_TEXT(text, "inet6:[::1]:80");
    CHECK(address_text(text, &path, &inet6, 24));
    CHECK(!address_text(text, &path, &inet6, 23));
    check_local("/run/x.sock", 12, "unix:/run/x.sock", true);
    check_local("rel", 3, "unix:rel", true);
    check_local("\0name\0b", 7, "unix:@name@b", false);
    memset(full, 'y', sizeof full);
    full[0] = '/';
    char wanted[120] = "unix:";
    memcpy(wanted + 5, full, sizeof full);
    check_local(full, sizeof full, wanted, true);
    struct sockaddr_un unnamed = {.sun_family = AF_UNIX};
    CHECK(!address_text(text, &path, &unnamed, sizeof unnamed.sun_family));
    struct sockaddr_in netlink = {.sin_family = AF_NETLINK};
    CHECK(!address_text(text, &path, &netlink, sizeof netlink));
}
