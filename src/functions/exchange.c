/*
 * exchange.c
 *	  Summaries to and from other shapes: counts and rows.
 */
#include "functions/accessors.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "functions/result.h"

/* One dimension without NULLs; PostgreSQL stores such elements as a C array. */
static const int64 *
counts_of_array(ArrayType *array, int *length)
{
	const char *hint = "Give one list with a count for each point of the scale, 0 where nobody chose it.";

	if (ARR_NDIM(array) > 1)
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("counts have %d dimensions, not 1", ARR_NDIM(array)), errhint("%s", hint));
	if (array_contains_nulls(array))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("a count is NULL"), errhint("%s", hint));
	*length = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	return (const int64 *) ARR_DATA_PTR(array);
}

PG_FUNCTION_INFO_V1(cm_make_score_summary);
Datum
cm_make_score_summary(PG_FUNCTION_ARGS)
{
	int64 lo = PG_GETARG_INT32(0);
	int length;
	const int64 *counts = counts_of_array(PG_GETARG_ARRAYTYPE_P(1), &length);
	CmScale scale;
	CmSummary *summary;
	const char *flaw;

	cm_check_scale(lo, lo + length - 1);
	scale.lo = (int) lo;
	scale.points = length;
	summary = cm_create_summary(scale, CM_PLAIN);
	memcpy(cm_field64(summary, CM_RESPONSES), counts, length * sizeof(int64));
	flaw = cm_summary_flaw(summary);
	if (flaw)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("counts make no summary: %s", flaw),
				errhint("Give a count from 0 to %lld for each point of the scale.", (long long) CM_MAX_FIELD));
	PG_RETURN_SUMMARY(cm_canonical_summary(summary));
}

/* Percent of all weight at one point; NULL where nothing has a weight. */
static Datum
percent_at(const CmHistogram *histogram, int point, bool *isnull)
{
	int128 total = cm_total_weight(histogram);

	*isnull = (total == 0);
	if (*isnull)
		return (Datum) 0;
	return cm_numeric_of_fixed(cm_divide_rounded(100 * cm_weight_at(histogram, point), total, CM_EXACT_DECIMALS),
							   CM_EXACT_DECIMALS);
}

/* A row per point of the scale, chosen or not. */
PG_FUNCTION_INFO_V1(cm_distribution);
Datum
cm_distribution(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	CmHistogram histogram;
	Datum values[3];
	bool nulls[3] = {false, false, false};
	int point;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc descriptor;

		context = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(context->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		context->tuple_desc = BlessTupleDesc(descriptor);
		context->user_fctx = cm_copy_summary(PG_GETARG_SUMMARY(0));
		context->max_calls = PG_GETARG_SUMMARY(0)->shape.points;
		MemoryContextSwitchTo(caller);
	}
	context = SRF_PERCALL_SETUP();
	if (context->call_cntr >= context->max_calls)
		SRF_RETURN_DONE(context);
	point = (int) context->call_cntr;
	cm_view_summary(context->user_fctx, &histogram);
	values[0] = Int32GetDatum(histogram.scale.lo + point);
	values[1] = Int64GetDatum(histogram.responses[point]);
	values[2] = percent_at(&histogram, point, &nulls[2]);
	SRF_RETURN_NEXT(context, HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
}
