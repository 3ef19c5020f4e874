#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static bool inet(char *target, const void *bytes, size_t size)
{
    struct sockaddr_in address;
    char text[INET_ADDRSTRLEN];
    if (size < sizeof address)
        return false;
    memcpy(&address, bytes, sizeof address);
    if (!inet_ntop(AF_INET, &address.sin_addr, text, sizeof text))
        return false;
    snprintf(target, ADDRESS_ROOM, "inet:%s:%u", text, (unsigned)ntohs(address.sin_port));
    return true;
}

static bool inet6(char *target, const void *bytes, size_t size)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    char text[INET6_ADDRSTRLEN];
    if (size < offsetof(struct sockaddr_in6, sin6_scope_id)) /* the kernel takes it without the scope (SIN6_LEN_RFC2133) */
        return false;
    memcpy(&address, bytes, size < sizeof address ? size : sizeof address);
    if (!inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text))
        return false;
    snprintf(target, ADDRESS_ROOM, "inet6:[%s]:%u", text, (unsigned)ntohs(address.sin6_port));
    return true;
}

static bool local(char *target, const char **path, const void *bytes, size_t size)
{
    static const char scheme[] = "unix:";
    const size_t start = sizeof scheme - 1;
    struct sockaddr_un address;
    if (size <= offsetof(struct sockaddr_un, sun_path))
        return false;
    if (size > sizeof address)
        size = sizeof address;
    memcpy(&address, bytes, size);
    size -= offsetof(struct sockaddr_un, sun_path);
    bool abstract = address.sun_path[0] == 0;
    memcpy(target, scheme, start);
    size_t used = 0;
    for (; used < size && (abstract || address.sun_path[used]); used++)
        target[start + used] = address.sun_path[used] ? address.sun_path[used] : '@';
    target[start + used] = 0;
    if (!abstract)
        *path = target + start;
    return true;
}

bool address_text(char target[ADDRESS_ROOM], const char **path, const void *address, size_t size)
{
    sa_family_t family;
    *path = NULL;
    target[0] = 0;
    if (size < sizeof family)
        return false;
    memcpy(&family, address, sizeof family);
    switch (family) {
    case AF_INET: return inet(target, address, size);
    case AF_INET6: return inet6(target, address, size);
    case AF_UNIX: return local(target, path, address, size);
    default: return false;
    }
}
