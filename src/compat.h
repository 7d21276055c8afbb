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

/* Names that replaced others: one in 18, one in 20 and in later minor releases of all. */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif
#ifndef pg_always_inline
#define pg_always_inline pg_attribute_always_inline
#endif

#endif /* CM_COMPAT_H */
