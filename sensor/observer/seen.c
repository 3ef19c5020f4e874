#include "seen.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    while (size--)
        hash = (hash ^ *at++) * 1099511628211u;
    return hash;
}

uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}

/* The slot that holds the hash or is free for it. */
static size_t place(const uint64_t *slots, size_t room, uint64_t hash)
{
    size_t at = (size_t)(hash ^ hash >> 32) & (room - 1);
    while (slots[at] && slots[at] != hash)
        at = (at + 1) & (room - 1);
    return at;
}

static bool grow(struct seen *seen)
{
    size_t room = seen->room ? seen->room * 2 : FIRST_ROOM;
    uint64_t *slots = calloc(room, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i])
            slots[place(slots, room, seen->slots[i])] = seen->slots[i];
    free(seen->slots);
    seen->slots = slots;
    seen->room = room;
    return true;
}

enum seen_answer seen_add(struct seen *seen, uint64_t hash)
{
    if (hash == 0)
        hash = 1;
    if (seen->room && seen->slots[place(seen->slots, seen->room, hash)] == hash)
        return SEEN_BEFORE;
    if (seen->used >= seen->limit)
        return SEEN_FULL;
    if (seen->used * 2 >= seen->room && !grow(seen))
        return SEEN_FULL;
    seen->slots[place(seen->slots, seen->room, hash)] = hash;
    seen->used++;
    return SEEN_NEW;
}

void seen_free(struct seen *seen)
{
    free(seen->slots);
    *seen = (struct seen){.limit = seen->limit};
}
