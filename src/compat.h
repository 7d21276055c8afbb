/*
 * compat.h
 *	  All that differs between the PostgreSQL versions that we build on, 15 and later.
 */
#ifndef CM_COMPAT_H
#define CM_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "customer_metrics needs PostgreSQL 15 or later"
#endif

/* Before 16, an input function has no way to report an error but to throw it. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#else
#define ereturn(context, dummy_value, ...) \
	do                                     \
	{                                      \
		(void) (context);                  \
		ereport(ERROR, __VA_ARGS__);       \
		return dummy_value;                \
	} while (0)
#endif

#endif /* CM_COMPAT_H */
