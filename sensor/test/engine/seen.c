/* Every way of asking the sensor must see, each with a file of its own. Prints one line a question, as the record must have it:
   KIND STATE PATH FINAL, separated by tabs, without the time. */
#include "seen.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define HOME "/tmp/seen"

static int bad;

static void wanted(const char *kind, char state, const char *path, const char *final)
{
    printf("%s\t%c\t%s\t%s\n", kind, state, path, final);
}

static void check(const char *what, long result)
{
    if (result >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    bad = 1;
}

/* An empty file below HOME; gives its path. Not made by opening, which would be the same question as some of those that follow. */
static const char *file(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, HOME "/%s", name);
    check("mknod", mknod(path, S_IFREG | 0644, 0));
    return path;
}

/* The raw calls: a libc turns several of them into the same one. */
static void whole_paths(void)
{
    char text[64], info[512];
    (void)text, (void)info;
#ifdef SYS_open
    check("open", syscall(SYS_open, file("open"), O_RDONLY));
    wanted("open", 'f', HOME "/open", HOME "/open");
    check("creat", syscall(SYS_creat, file("creat"), 0644));
    wanted("write", 'f', HOME "/creat", HOME "/creat");
    check("stat", syscall(SYS_stat, file("stat"), info));
    wanted("stat", 'f', HOME "/stat", HOME "/stat");
    check("lstat", syscall(SYS_lstat, file("lstat"), info));
    wanted("stat", 'f', HOME "/lstat", HOME "/lstat");
    check("access", syscall(SYS_access, file("access"), R_OK));
    wanted("access", 'f', HOME "/access", HOME "/access");
    check("symlink", symlink("nowhere", HOME "/readlink"));
    check("readlink", syscall(SYS_readlink, HOME "/readlink", text, sizeof text));
    wanted("readlink", 'l', HOME "/readlink", HOME "/readlink");
#endif
    check("truncate", syscall(SYS_truncate, file("truncate"), 0));
    wanted("write", 'f', HOME "/truncate", HOME "/truncate");
    check("statfs", syscall(SYS_statfs, file("statfs"), info));
    wanted("stat", 'f', HOME "/statfs", HOME "/statfs");
    getxattr(file("getxattr"), "user.none", text, sizeof text); /* not there, or not supported: asked all the same */
    wanted("stat", 'f', HOME "/getxattr", HOME "/getxattr");
    check("inotify", inotify_add_watch(inotify_init1(IN_CLOEXEC), file("inotify"), IN_OPEN));
    wanted("stat", 'f', HOME "/inotify", HOME "/inotify");
}

static void below_descriptors(int home)
{
    char text[64], info[512];
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC};
    file("openat"), check("openat", syscall(SYS_openat, home, "openat", O_RDONLY));
    wanted("open", 'f', HOME "/openat", HOME "/openat");
    file("openat2"), check("openat2", syscall(SYS_openat2, home, "./openat2", &how, sizeof how));
    wanted("open", 'f', HOME "/./openat2", HOME "/openat2");
    file("written"), check("writing", syscall(SYS_openat, home, "written", O_RDWR));
    wanted("write", 'f', HOME "/written", HOME "/written");
    file("fstatat"), check("newfstatat", syscall(SYS_newfstatat, home, "fstatat", info, 0));
    wanted("stat", 'f', HOME "/fstatat", HOME "/fstatat");
    file("statx"), check("statx", syscall(SYS_statx, home, "../seen/statx", 0, STATX_TYPE, info));
    wanted("stat", 'f', HOME "/../seen/statx", HOME "/statx");
    file("faccessat"), check("faccessat", syscall(SYS_faccessat, home, "faccessat", R_OK));
    wanted("access", 'f', HOME "/faccessat", HOME "/faccessat");
    file("faccessat2"), check("faccessat2", syscall(SYS_faccessat2, home, "faccessat2", R_OK, AT_EACCESS));
    wanted("access", 'f', HOME "/faccessat2", HOME "/faccessat2");
    check("symlinkat", symlinkat("nowhere", home, "readlinkat"));
    check("readlinkat", syscall(SYS_readlinkat, home, "readlinkat", text, sizeof text));
    wanted("readlink", 'l', HOME "/readlinkat", HOME "/readlinkat");
}

static void directories(void)
{
    check("mkdir", mkdir(HOME "/listed", 0755));
    DIR *listed = opendir(HOME "/listed");
    wanted("list", 'd', HOME "/listed", HOME "/listed");
    bad |= !listed || !readdir(listed) || closedir(listed) != 0;
    check("mkdir", mkdir(HOME "/inside", 0755));
    check("chdir", chdir(HOME "/inside"));
    wanted("chdir", 'd', HOME "/inside", HOME "/inside");
    file("from-cwd"), check("relative", open("../from-cwd", O_RDONLY | O_CLOEXEC));
    wanted("open", 'f', HOME "/inside/../from-cwd", HOME "/from-cwd");
    int home = open(HOME, O_PATH | O_CLOEXEC);
    check("fchdir", fchdir(home)); /* not watched: asking the next path shows it */
    file("after-fchdir"), check("after fchdir", access("after-fchdir", F_OK));
    wanted("access", 'f', HOME "/after-fchdir", HOME "/after-fchdir");
}

/* a -> b -> ../seen/c: each link once, and what it leads to. */
static void links(void)
{
    file("target");
    check("symlink", symlink("../seen/target", HOME "/second") | symlink(HOME "/second", HOME "/first") | symlink("round", HOME "/round"));
    check("through links", open(HOME "/first", O_RDONLY | O_CLOEXEC));
    wanted("link", 'l', HOME "/first", HOME "/second");
    wanted("link", 'l', HOME "/second", "../seen/target");
    wanted("open", 'f', HOME "/first", HOME "/target");
    bad |= access(HOME "/round", F_OK) == 0;
    wanted("access", 'e', HOME "/round", HOME "/round");
}

static void missing(int home)
{
    struct stat info;
    static char *const none[] = {NULL};
    bad |= open(HOME "/no-open", O_RDONLY) >= 0 || stat(HOME "/no-stat", &info) == 0 || access(HOME "/none/access", F_OK) == 0;
    bad |= openat(home, "no-openat", O_RDONLY) >= 0 || execve(HOME "/no-exec", none, none) == 0 || chdir(HOME "/no-chdir") == 0;
    bad |= readlink(HOME "/target/below", (char[8]){0}, 8) >= 0;
    wanted("open", 'n', HOME "/no-open", HOME "/no-open");
    wanted("stat", 'n', HOME "/no-stat", HOME "/no-stat");
    wanted("access", 'n', HOME "/none/access", HOME "/none/access");
    wanted("open", 'n', HOME "/no-openat", HOME "/no-openat");
    wanted("exec", 'n', HOME "/no-exec", HOME "/no-exec");
    wanted("chdir", 'n', HOME "/no-chdir", HOME "/no-chdir");
    wanted("readlink", 'n', HOME "/target/below", HOME "/target/below");
}

static void changes(void)
{
    file("old-name"), check("rename", rename(HOME "/old-name", HOME "/new-name"));
    wanted("change", 'f', HOME "/old-name", HOME "/old-name");
    wanted("change", 'n', HOME "/new-name", HOME "/new-name");
    check("chmod", chmod(HOME "/new-name", 0600) | chown(HOME "/new-name", 0, 0));
    wanted("change", 'f', HOME "/new-name", HOME "/new-name");
    check("link", link(HOME "/new-name", HOME "/linked"));
    wanted("change", 'n', HOME "/linked", HOME "/linked");
    check("unlink", unlink(HOME "/open"));
    wanted("change", 'f', HOME "/open", HOME "/open");
}

static void run(int home, const char *path, int flags)
{
    static char *const arguments[] = {"true", NULL}, *const environment[] = {NULL};
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (home == AT_FDCWD)
            execve(path, arguments, environment);
        syscall(SYS_execveat, home, path, arguments, environment, flags);
        _exit(1);
    }
    bad |= waitpid(child, &status, 0) != child || status != 0;
}

static void programs(int home)
{
    FILE *script = fopen(HOME "/script", "w");
    bad |= !script || fputs("#!" HOME "/shell -e\ntrue\n", script) < 0 || fclose(script) != 0;
    check("a script", symlink("/bin/dash", HOME "/shell") | chmod(HOME "/script", 0755));
    run(AT_FDCWD, HOME "/script", 0);
    wanted("exec", 'f', HOME "/script", HOME "/script");
    wanted("link", 'l', HOME "/shell", "/bin/dash");
    wanted("interp", 'f', HOME "/shell", "/usr/bin/dash");
    check("a program", symlink("/usr/bin/true", HOME "/program"));
    run(home, "program", 0);
    wanted("exec", 'f', HOME "/program", "/usr/bin/true");
}

static void peers(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = HOME "/socket"}, hidden = {.sun_family = AF_UNIX};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(8097), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(hidden.sun_path + 1, "seen");
    check("bind", bind(server, (void *)&name, sizeof name) | listen(server, 1));
    wanted("bind", 'c', "unix:" HOME "/socket", "unix:" HOME "/socket");
    check("connect", connect(client, (void *)&name, sizeof name));
    wanted("connect", 'c', "unix:" HOME "/socket", "unix:" HOME "/socket");
    wanted("connect", 'o', HOME "/socket", HOME "/socket");
    bad |= connect(other, (void *)&hidden, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 5)) == 0;
    wanted("connect", 'c', "unix:@seen", "unix:@seen");
    bad |= connect(socket(AF_INET6, SOCK_STREAM, 0), (void *)&six, sizeof six) == 0;
    wanted("connect", 'c', "inet6:[::1]:8097", "inet6:[::1]:8097");
}

int seen(long unused)
{
    (void)unused;
    check("home", mkdir(HOME, 0755));
    int home = open(HOME, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    whole_paths();
    below_descriptors(home);
    directories();
    links();
    missing(home);
    changes();
    programs(home);
    peers();
    return bad;
}
