/*
 * take_out.c
 *	  Taking responses out of a group, with an error that tells the administrator what to do.
 */
#include "compat.h"

#include "fmgr.h"

extern Datum cm_summary_subtract(PG_FUNCTION_ARGS);

PG_FUNCTION_INFO_V1(cm_live_rollup_take_out);
Datum
cm_live_rollup_take_out(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Datum rest;

	PG_TRY();
	{
		rest = DirectFunctionCall2(cm_summary_subtract, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		ereport(ERROR, errcode(error->sqlerrcode),
				errmsg("can't take out of a live rollup responses that are not in it"),
				errdetail("%s", error->message),
				errhint("check_live_rollup() shows the groups that differ, refresh_live_rollup() mends them."));
	}
	PG_END_TRY();
	return rest;
}
