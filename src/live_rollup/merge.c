/*
 * merge.c
 *	  Merging deltas into a group: for readers with an error that tells what to do, for the fold without
 *	  any.
 */
#include "live_rollup/live_rollup.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

extern Datum cm_summary_add(PG_FUNCTION_ARGS);
extern Datum cm_summary_subtract(PG_FUNCTION_ARGS);

#define MEND_IT \
	"check_live_rollup() shows the groups that differ, refresh_live_rollup() mends them."

/* ---- For readers -------------------------------------------------------------------------------------------------- */

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

/* ---- For the fold ------------------------------------------------------------------------------------------------- */

typedef struct Merge
{
	PGFunction add;
	PGFunction subtract;
	Datum *parts[2]; /* added, removed */
	int count[2];
	Datum total;
} Merge;

static const struct
{
	Oid type;
	PGFunction add;
	PGFunction subtract;
} numbers[] = {{INT8OID, int8pl, int8mi}, {NUMERICOID, numeric_add, numeric_sub}};

/* Nothing of a type is something less itself. */
static void
merge(void *argument)
{
	Merge *m = (Merge *) argument;
	Datum some = m->parts[m->count[0] > 0 ? 0 : 1][0];

	m->total = DirectFunctionCall2(m->subtract, some, some);
	for (int i = 0; i < m->count[0]; i++)
		m->total = DirectFunctionCall2(m->add, m->total, m->parts[0][i]);
	for (int i = 0; i < m->count[1]; i++)
		m->total = DirectFunctionCall2(m->subtract, m->total, m->parts[1][i]);
}

/* The elements that are not NULL, with room for one more. */
static Datum *
gather(FunctionCallInfo fcinfo, int argument, Oid type, int *count)
{
	ArrayType *array;
	int16 length;
	bool by_value;
	char alignment;
	Datum *elements;
	bool *nulls;
	int all;

	*count = 0;
	if (PG_ARGISNULL(argument))
		return palloc(sizeof(Datum));
	array = PG_GETARG_ARRAYTYPE_P(argument);
	if (ARR_ELEMTYPE(array) != type)
		elog(ERROR, "an array of another type");
	get_typlenbyvalalign(type, &length, &by_value, &alignment);
	deconstruct_array(array, type, length, by_value, alignment, &elements, &nulls, &all);
	for (int i = 0; i < all; i++)
	{
		if (!nulls[i])
			elements[(*count)++] = elements[i];
	}
	return repalloc(elements, (*count + 1) * sizeof(Datum));
}

/* live_rollup_merge(stored t, added t[], removed t[]): NULL where they can't be merged. */
PG_FUNCTION_INFO_V1(cm_live_rollup_merge);
Datum
cm_live_rollup_merge(PG_FUNCTION_ARGS)
{
	/* As it is declared, however it is called. */
	Oid type = get_func_rettype(fcinfo->flinfo->fn_oid);
	Merge m = {cm_summary_add, cm_summary_subtract};

	for (int i = 0; i < lengthof(numbers); i++)
	{
		if (numbers[i].type == type)
			m = (Merge){numbers[i].add, numbers[i].subtract};
	}
	m.parts[0] = gather(fcinfo, 1, type, &m.count[0]);
	m.parts[1] = gather(fcinfo, 2, type, &m.count[1]);
	if (!PG_ARGISNULL(0))
		m.parts[0][m.count[0]++] = PG_GETARG_DATUM(0);
	if (m.count[0] + m.count[1] == 0 || !cm_attempt(merge, &m))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(m.total);
}
