/* The probe's words for many calls, many processes and a lost observer. */
#ifndef STACK_SLIM_PRESSURE_H
#define STACK_SLIM_PRESSURE_H

int load(long seconds);
int forks(long count);
int orphan(long unused);

#endif
