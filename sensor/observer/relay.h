#ifndef STACK_SLIM_RELAY_H
#define STACK_SLIM_RELAY_H

/*
 * Makes what a container serves to itself alone reachable from outside of it. Runs in that container's network; each target is ADDRESS/PORT, as in
 * 127.0.0.1/8080. Prints `TARGET PORT` for each, the port being one of all addresses, then `relay ready`, and relays until it is killed.
 * The exit code when it can't.
 */
int relay(int count, char **targets);

#endif
