/*
 * planted.c
 *	  One mistake each, to see that the tools find them before their silence about the extension counts.
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(planted_assertion);
PG_FUNCTION_INFO_V1(planted_overrun);
PG_FUNCTION_INFO_V1(planted_use_after_free);
PG_FUNCTION_INFO_V1(planted_undefined_value);
PG_FUNCTION_INFO_V1(planted_stack_overrun);
PG_FUNCTION_INFO_V1(planted_integer_overflow);

/* Not known to the compiler, which would otherwise see the mistakes and remove them. */
static volatile int zero = 0;

Datum
planted_assertion(PG_FUNCTION_ARGS)
{
	Assert(zero == 1);
	PG_RETURN_INT32(zero);
}

Datum
planted_overrun(PG_FUNCTION_ARGS)
{
	volatile char *chunk = palloc(20);

	chunk[20 + zero] = 'x';
	pfree((void *) chunk);
	PG_RETURN_INT32(zero);
}

Datum
planted_use_after_free(PG_FUNCTION_ARGS)
{
	volatile int *chunk = palloc0(20);

	pfree((void *) chunk);
	PG_RETURN_INT32(chunk[zero]);
}

Datum
planted_undefined_value(PG_FUNCTION_ARGS)
{
	volatile int *chunk = palloc(20);

	PG_RETURN_INT32(chunk[zero] == 5 ? 1 : 2);
}

Datum
planted_stack_overrun(PG_FUNCTION_ARGS)
{
	int array[4] = {1, 2, 3, 4};
	volatile int *element = array;

	element[4 + zero] = 5;
	PG_RETURN_INT32(element[zero]);
}

Datum
planted_integer_overflow(PG_FUNCTION_ARGS)
{
	volatile int large = PG_INT32_MAX - zero;

	PG_RETURN_INT32(large + 1);
}
