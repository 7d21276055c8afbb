/*
 * attempt.c
 *	  Work that may fail without taking its caller along.
 *
 * As EXCEPTION in PL/pgSQL: a subtransaction undoes what failed.
 */
#include "live_rollup/live_rollup.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

/* Cancel, timeouts and the end of the session are none of the work's own errors. */
static bool
must_pass(const ErrorData *error)
{
	return ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION;
}

/* What should never happen must be known to somebody. */
static void
log_unexpected(ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	if (category != ERRCODE_INTERNAL_ERROR && category != ERRCODE_INSUFFICIENT_RESOURCES)
		return;
	error->elevel = LOG;
	ThrowErrorData(error);
	error->elevel = ERROR;
}

/* NULL, or the error that it failed with; what it has written is then gone. */
ErrorData *
cm_attempt(void (*work)(void *), void *argument)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile failure = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(argument);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		if (must_pass(error))
			ReThrowError(error);
		log_unexpected(error);
		failure = error;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return failure;
}
