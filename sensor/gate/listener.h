/* Becoming observed: connection to the observer, filter, handing over the listener. */
#ifndef STACK_SLIM_LISTENER_H
#define STACK_SLIM_LISTENER_H

#include <stdbool.h>

enum { LISTENER_WAIT_SECONDS = 20 };

/* Each ends the process with 125 and one line when it can't be done. */
int listener_connect(const char *socket_path);
int listener_install(bool parity, bool no_new_privileges, bool all);

/* Sends "1 KIND SERVICE" with the listener, waits for the observer's byte, closes both descriptors. */
void listener_hand_over(int connection, int listener, bool all, const char *kind, const char *service);

#endif
