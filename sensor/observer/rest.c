#include "rest.h"

#include <string.h>

bool rest_start(struct rest *rest, const char *path)
{
    size_t length = strlen(path);
    rest->at = rest->text;
    rest->text[0] = 0;
    rest->slash = rest->bad = false;
    if (length >= sizeof rest->text)
        return false;
    memcpy(rest->text, path, length + 1);
    return true;
}

bool rest_insert(struct rest *rest, const char *text)
{
    size_t length = strlen(text), tail = strlen(rest->at);
    if (length + tail >= sizeof rest->text)
        return false;
    memmove(rest->text + length, rest->at, tail + 1); /* begins with a slash, or is empty */
    memcpy(rest->text, text, length);
    rest->at = rest->text;
    return true;
}

bool rest_next(struct rest *rest, char name[NAME_ROOM])
{
    while (*rest->at == '/')
        rest->at++;
    size_t length = strcspn(rest->at, "/");
    if (length == 0)
        return false;
    rest->bad = length >= NAME_ROOM;
    if (rest->bad)
        length = NAME_ROOM - 1;
    memcpy(name, rest->at, length);
    name[length] = 0;
    rest->at += length;
    rest->slash = *rest->at == '/';
    return !rest->bad;
}

bool rest_is_empty(const struct rest *rest)
{
    return *rest->at == 0;
}
