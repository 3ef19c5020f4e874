#include "text.h"

#include <string.h>

#include "kernel.h"

/* The compiler may call these two for struct copies, with or without a libc. */
void *memset(void *target, int byte, size_t size)
{
    unsigned char *at = target;
    while (size--)
        *at++ = (unsigned char)byte;
    return target;
}

void *memcpy(void *restrict target, const void *restrict source, size_t size)
{
    unsigned char *to = target;
    const unsigned char *from = source;
    while (size--)
        *to++ = *from++;
    return target;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

bool text_equal(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool text_contains(const char *text, char wanted)
{
    for (; *text; text++)
        if (*text == wanted)
            return true;
    return false;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_hex(const char *text, uint64_t *value)
{
    if (text[0] == '0' && (text[1] | 0x20) == 'x')
        text += 2;
    size_t digits = text_length(text);
    if (digits == 0 || digits > 16)
        return false;
    *value = 0;
    for (; *text; text++) {
        int digit = hex_digit(*text);
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint64_t)digit;
    }
    return true;
}

struct line {
    char text[512];
    size_t used;
};

static void add(struct line *line, const char *text)
{
    while (*text && line->used < sizeof line->text - 1)
        line->text[line->used++] = *text++;
}

static void add_number(struct line *line, unsigned long number)
{
    char digits[24];
    size_t at = sizeof digits - 1;
    digits[at] = 0;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    add(line, digits + at);
}

_Noreturn void fail(int status, const char *what, const char *subject, long error)
{
    struct line line = {.used = 0};
    add(&line, "stack-slim gate: ");
    add(&line, what);
    if (subject) {
        add(&line, ": ");
        add(&line, subject);
    }
    if (error) {
        add(&line, " (errno ");
        add_number(&line, (unsigned long)-error);
        add(&line, ")");
    }
    line.text[line.used++] = '\n';
    KERNEL3(SYS_write, 2, line.text, line.used); /* nobody is left to tell when this fails */
    for (;;)
        KERNEL1(SYS_exit_group, status);
}
