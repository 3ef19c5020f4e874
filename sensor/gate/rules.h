/* Pieces of a filter. Each rule expects the call number in the accumulator, and either returns or leaves it there. */
#ifndef STACK_SLIM_RULES_H
#define STACK_SLIM_RULES_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

struct program {
    struct sock_filter *code;
    size_t used, room; /* used counts on beyond room: the caller compares once */
};

enum test { ALWAYS, UNLESS_EMPTY_PATH, WITH_ADDRESS, SOCKET_CALLS, NEW_MOUNTS };

struct watched {
    uint16_t number;
    uint8_t test;
    int8_t argument; /* which one the test looks at */
};

void put(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t value);
void load(struct program *p, size_t offset);
void give(struct program *p, uint32_t action);
void if_equal(struct program *p, uint32_t value, uint8_t yes, uint8_t no);

void rule_watch(struct program *p, const struct watched *call);
void rule_allow(struct program *p, uint32_t number);
void rule_refuse(struct program *p, uint32_t number, uint32_t error);
void rule_refuse_from(struct program *p, uint32_t first, uint32_t error);

/* EPERM when the first argument has one of the bits; lets the call go on otherwise. */
void rule_refuse_bits(struct program *p, uint32_t number, uint32_t bits);

#endif
