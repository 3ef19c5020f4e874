#ifndef STACK_SLIM_ADDRESS_H
#define STACK_SLIM_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { ADDRESS_BYTES = 128 /* sizeof (struct sockaddr_storage) */, ADDRESS_ROOM = 160 };

/* Writes a socket address of size bytes as inet:IP:PORT, inet6:[IP]:PORT, unix:PATH or unix:@ABSTRACT. *path points at the path within
   target when it is a path of the file system, else it is NULL. False for what names no peer: other families, unnamed sockets, and
   addresses that are too short. An end byte within an abstract name is written as @, as the kernel does in /proc/net/unix. */
bool address_text(char target[ADDRESS_ROOM], const char **path, const void *address, size_t size);

#endif
