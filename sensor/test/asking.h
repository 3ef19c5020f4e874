/* Requests made up in this very process. */
#ifndef STACK_SLIM_ASKING_H
#define STACK_SLIM_ASKING_H

#include <fcntl.h>

#include "../observer/request.h"

extern struct request request;
extern struct session session;

#define NUMBER(n) ((const void *)(uintptr_t)(n))
#define HERE NUMBER(AT_FDCWD)

/* False where an emulator of another architecture lacks process_vm_readv(). */
bool memory_readable(void);
void start_session(void);

struct seccomp_notif call_of(uint32_t abi, int number, const void *a, const void *b, const void *c, const void *d, const void *e);

/* Reads a native call of these arguments into the request. */
enum reading ask(int number, const void *a, const void *b, const void *c, const void *d, const void *e);

#endif
