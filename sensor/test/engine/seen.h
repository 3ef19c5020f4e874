#ifndef STACK_SLIM_SEEN_H
#define STACK_SLIM_SEEN_H

int seen(long unused);

#endif
