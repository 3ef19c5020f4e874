/* A bounded set of hashes: what this connection has already asked or recorded. */
#ifndef STACK_SLIM_SEEN_H
#define STACK_SLIM_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t *slots; /* 0: free */
    size_t room, used, limit;
};

enum seen_answer { SEEN_NEW, SEEN_BEFORE, SEEN_FULL };

#define HASH_START 14695981039346656037u /* FNV-1a, 64 bits */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size);
uint64_t hash_text(uint64_t hash, const char *text); /* with its end, so that ("ab","c") and ("a","bc") differ */

/* Adds the hash. SEEN_FULL when it is new but the limit is reached or no memory is left. */
enum seen_answer seen_add(struct seen *seen, uint64_t hash);
void seen_free(struct seen *seen);

#endif
