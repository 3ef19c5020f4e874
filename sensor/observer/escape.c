#include "escape.h"

#include <stdbool.h>

static bool plain(unsigned char byte) { return byte >= 0x20 && byte < 0x7f && byte != '\\'; }

size_t escape(char *target, size_t room, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    size_t used = 0;
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (used + 5 > room) {
            target[0] = 0;
            return 0;
        }
        if (plain(byte)) {
            target[used++] = (char)byte;
            continue;
        }
        target[used++] = '\\';
        target[used++] = 'x';
        target[used++] = digits[byte >> 4];
        target[used++] = digits[byte & 15];
    }
    target[used] = 0;
    return used;
}
