/* Checks, and the list of tests. */
#ifndef STACK_SLIM_TEST_H
#define STACK_SLIM_TEST_H

#include <stdbool.h>

/* Counts one check; a failed one is printed with its place. */
void check(bool good, const char *what, const char *file, int line);
void check_text(const char *got, const char *wanted, const char *file, int line);

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define CHECK_TEXT(got, wanted) check_text((got), (wanted), __FILE__, __LINE__)

/* A temporary directory of this test run, removed at its end. */
const char *scratch(void);

void test_escape(void);
void test_hello(void);
void test_address(void);
void test_seen(void);
void test_facts(void);
void test_status(void);
void test_walk(void);
void test_program(void);
void test_calls(void);
void test_filter(void);
void test_parity(void);
void test_request(void);
void test_resolve(void);
void test_copy(void);

#endif
