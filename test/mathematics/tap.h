/*
 * tap.h
 *		Test Anything Protocol for the C unit tests, as little as they need.
 */
#ifndef CM_TAP_H
#define CM_TAP_H

#include "c.h"

/* The tests are linked without PostgreSQL's own versions of these. */
#undef printf
#undef snprintf
#undef qsort

static int tap_tests = 0;
static int tap_failures = 0;

static bool
tap_ok(bool passed, const char *name)
{
	tap_tests++;
	if (!passed)
		tap_failures++;
	printf("%s %d - %s\n", passed ? "ok" : "not ok", tap_tests, name);
	return passed;
}

static int
tap_finish(void)
{
	printf("1..%d\n", tap_tests);
	return tap_failures == 0 ? 0 : 1;
}

#endif /* CM_TAP_H */
