#include "../observer/walk.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "test.h"

static char links[65536];

static void on_link(void *context, const char *link, const char *text)
{
    (void)context;
    size_t used = strlen(links);
    snprintf(links + used, sizeof links - used, "%s>%s ", link, text);
}

static void check_walk(const struct view *view, const char *path, bool follow, char state, const char *final, const char *wanted_links)
{
    static struct walked found;
    links[0] = 0;
    walk(view, path, follow, on_link, NULL, &found);
    if (found.state != (enum state)state)
        printf("%s: state %c\n", path, (char)found.state);
    CHECK(found.state == (enum state)state);
    CHECK_TEXT(found.final, final);
    CHECK_TEXT(links, wanted_links);
    bool there = strchr("fdlo", state) != NULL;
    CHECK(there == (found.fd >= 0));
    if (found.fd >= 0)
        close(found.fd);
}

static void make_tree(void)
{
    make_directory("tree");
    make_directory("tree/usr");
    make_directory("tree/usr/lib");
    make_directory("tree/usr/lib/.hidden");
    make_directory("tree/proc");
    make_directory("tree/jail");
    make_directory("tree/jail/etc");
    make_file("tree/usr/lib/libc.so.6.1", "x", 1);
    make_file("tree/jail/etc/real", "x", 1);
    make_link("tree/jail/etc/link", "/etc/real");
    make_link("tree/lib", "usr/lib");
    make_link("tree/usr/lib/libc.so", "/lib/libc.so.6.1");
    make_link("tree/usr/lib/up", "../lib/libc.so");
    make_link("tree/usr/lib/dangling", "nothing/here");
    make_link("tree/loop", "loop");
    make_link("tree/log", "/dev/stdout");
    make_link("tree/slash", "usr/");
    make_link("tree/escape", "../../../usr");
}

static void check_plain(const struct view *view)
{
    check_walk(view, "/", true, 'd', "/", "");
    check_walk(view, "//usr///lib/", true, 'd', "/usr/lib", "");
    check_walk(view, "/usr/lib/libc.so.6.1", true, 'f', "/usr/lib/libc.so.6.1", "");
    check_walk(view, "/usr/lib/.hidden", true, 'd', "/usr/lib/.hidden", "");
    check_walk(view, "/usr/./lib/../lib", true, 'd', "/usr/lib", "");
    check_walk(view, "/../../usr", true, 'd', "/usr", "");
    check_walk(view, "/usr/none", true, 'n', "/usr/none", "");
    check_walk(view, "/usr/none/x/../y", true, 'n', "/usr/none/x/../y", "");
    check_walk(view, "/usr/lib/libc.so.6.1/x", true, 'n', "/usr/lib/libc.so.6.1/x", "");
    check_walk(view, "/usr/lib/libc.so.6.1/", true, 'n', "/usr/lib/libc.so.6.1", "");
    check_walk(view, "/usr/lib/libc.so.6.1/..", true, 'n', "/usr/lib/libc.so.6.1/..", "");
    check_walk(view, "/proc/self/exe", true, 'p', "/proc/self/exe", "");
    check_walk(view, "/proc", true, 'p', "/proc", "");
    check_walk(view, "/process", true, 'n', "/process", "");
}

static void check_links(const struct view *view)
{
    check_walk(view, "/lib", true, 'd', "/usr/lib", "/lib>usr/lib ");
    check_walk(view, "/lib", false, 'l', "/lib", "");
    check_walk(view, "/lib/", false, 'd', "/usr/lib", "/lib>usr/lib ");
    check_walk(view, "/lib/libc.so", true, 'f', "/usr/lib/libc.so.6.1", "/lib>usr/lib /usr/lib/libc.so>/lib/libc.so.6.1 /lib>usr/lib ");
    check_walk(view, "/lib/libc.so", false, 'l', "/usr/lib/libc.so", "/lib>usr/lib ");
    check_walk(view, "/usr/lib/up", true, 'f', "/usr/lib/libc.so.6.1",
               "/usr/lib/up>../lib/libc.so /usr/lib/libc.so>/lib/libc.so.6.1 /lib>usr/lib ");
    check_walk(view, "/lib/dangling", true, 'n', "/usr/lib/nothing/here", "/lib>usr/lib /usr/lib/dangling>nothing/here ");
    check_walk(view, "/log", true, 'p', "/dev/stdout", "/log>/dev/stdout ");
    check_walk(view, "/slash", true, 'd', "/usr", "/slash>usr/ ");
    check_walk(view, "/slash/lib", true, 'd', "/usr/lib", "/slash>usr/ ");
    check_walk(view, "/escape/lib", true, 'd', "/usr/lib", "/escape>../../../usr ");
    static struct walked found;
    walk(view, "/loop", true, on_link, NULL, &found);
    CHECK(found.state == STATE_ERROR && found.fd < 0);
    CHECK_TEXT(found.final, "/loop");
}

static void check_bounds(const struct view *view)
{
    static struct walked found;
    static char path[TEXT_ROOM + 100];
    memset(path, 'a', 300);
    path[0] = '/';
    walk(view, path, true, on_link, NULL, &found);
    CHECK(found.state == STATE_ERROR && strcmp(found.final, path) == 0);
    memset(path, '/', sizeof path);
    memcpy(path + sizeof path - 4, "usr", 4);
    walk(view, path, true, on_link, NULL, &found);
    CHECK(found.state == STATE_ERROR && found.too_long);
    memset(path, 0, sizeof path);
    for (int i = 0; i < 2000; i++)
        memcpy(path + 2 * i, "/a", 2);
    walk(view, path, true, on_link, NULL, &found);
    CHECK(found.state == STATE_MISSING && strcmp(found.final, path) == 0);
}

static int open_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

void test_walk(void)
{
    char path[128];
    make_tree();
    int before = open_descriptors();
    snprintf(path, sizeof path, "%s/tree", scratch());
    struct view root = {open(path, O_PATH | O_DIRECTORY), ""};
    check_plain(&root);
    check_links(&root);
    check_bounds(&root);
    snprintf(path, sizeof path, "%s/tree/jail", scratch());
    struct view jail = {open(path, O_PATH | O_DIRECTORY), "/jail"};
    check_walk(&jail, "/etc/link", true, 'f', "/jail/etc/real", "/jail/etc/link>/etc/real ");
    check_walk(&jail, "/../../etc", true, 'd', "/jail/etc", "");
    check_walk(&jail, "/", true, 'd', "/jail", "");
    close(root.root);
    close(jail.root);
    struct view real = {open("/", O_PATH | O_DIRECTORY), ""};
    static struct walked found;
    walk(&real, "/proc/self/exe", true, on_link, NULL, &found);
    CHECK(found.state == STATE_PSEUDO);
    close(real.root);
    CHECK(open_descriptors() == before);
}
