/*
 * merge.c
 *	  Merging deltas into a group: what can't be is an error that tells what to do.
 */
#include "live_rollup/live_rollup.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

extern Datum cm_summary_add(PG_FUNCTION_ARGS);
extern Datum cm_summary_subtract(PG_FUNCTION_ARGS);

#define MEND_IT \
	"check_live_rollup() shows the groups that differ, refresh_live_rollup() mends them."

static void
add_hint(void *unused)
{
	errhint(MEND_IT);
	errcontext("a group of a live rollup with changes that are not folded yet");
}

/* live_rollup_total(stored summary, added summary, removed summary): stored + added - removed, if there is a group. */
PG_FUNCTION_INFO_V1(cm_live_rollup_total);
Datum
cm_live_rollup_total(PG_FUNCTION_ARGS)
{
	ErrorContextCallback context = {.callback = add_hint, .previous = error_context_stack};
	Datum total;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	total = PG_GETARG_DATUM(1);
	error_context_stack = &context;
	if (!PG_ARGISNULL(0))
		total = DirectFunctionCall2(cm_summary_add, PG_GETARG_DATUM(0), total);
	total = DirectFunctionCall2(cm_summary_subtract, total, PG_GETARG_DATUM(2));
	error_context_stack = context.previous;
	return total;
}

/* live_rollup_count(total numeric) */
PG_FUNCTION_INFO_V1(cm_live_rollup_count);
Datum
cm_live_rollup_count(PG_FUNCTION_ARGS)
{
	int64 count = DatumGetInt64(DirectFunctionCall1(numeric_int8, PG_GETARG_DATUM(0)));

	if (count < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("can't take out of a live rollup responses that are not in it"),
				errdetail("A group would have " INT64_FORMAT " of them.", count), errhint(MEND_IT));
	PG_RETURN_INT64(count);
}

/* live_rollup_is_whole(removed boolean): true for a delta; an error where there is a mark instead of one. */
PG_FUNCTION_INFO_V1(cm_live_rollup_is_whole);
Datum
cm_live_rollup_is_whole(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the live rollup has missed changes"),
				errdetail("Its owner lost the right to read or to follow a table of its query, or one of these got row security, or can't be followed any more."),
				errhint("Give the rights back, or turn row security off; refresh_live_rollup() then mends it, or tells what still stands in the way."));
	PG_RETURN_BOOL(true);
}
