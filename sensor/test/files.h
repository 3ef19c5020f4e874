/* Files below the scratch directory. */
#ifndef STACK_SLIM_FILES_H
#define STACK_SLIM_FILES_H

#include <stddef.h>

/* path is relative to the scratch directory; parents must exist. */
void make_directory(const char *path);
void make_file(const char *path, const void *bytes, size_t size);
void make_link(const char *path, const char *text);

/* Reads a file as text; "" when it can't be read. */
void read_whole(const char *path, char *target, size_t room);

#endif
