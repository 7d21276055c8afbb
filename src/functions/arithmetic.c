/*
 * arithmetic.c
 *	  Merging summaries, taking a part out, turning the scale round.
 */
#include "functions/aggregate.h"

/*
 * The operator +, the transition function of rollup() and every aggregate's combine function.  The
 * empty summary is the identity; what is returned then is the other argument itself, which the
 * executor copies where it has to.
 */
PG_FUNCTION_INFO_V1(cm_summary_add);
Datum
cm_summary_add(PG_FUNCTION_ARGS)
{
	CmSummary *a = PG_GETARG_SUMMARY(0);
	CmSummary *b = PG_GETARG_SUMMARY(1);

	if (cm_is_empty(b))
		PG_RETURN_SUMMARY(a);
	if (cm_is_empty(a))
		PG_RETURN_SUMMARY(b);
	cm_check_same_shape(a->shape, b->shape);
	a = cm_writable_summary(fcinfo, a);
	cm_add_to_summary(a, b);
	PG_RETURN_SUMMARY(a);
}

/* The operator -, and rollup()'s inverse transition function. */
PG_FUNCTION_INFO_V1(cm_summary_subtract);
Datum
cm_summary_subtract(PG_FUNCTION_ARGS)
{
	CmSummary *a = PG_GETARG_SUMMARY(0);
	CmSummary *b = PG_GETARG_SUMMARY(1);

	if (cm_is_empty(b))
		PG_RETURN_SUMMARY(a);
	if (cm_is_empty(a))
		cm_no_such_part();
	cm_check_same_shape(a->shape, b->shape);
	a = cm_writable_summary(fcinfo, a);
	cm_subtract_from_summary(a, b);
	PG_RETURN_SUMMARY(cm_canonical_summary(a));
}

PG_FUNCTION_INFO_V1(cm_reverse);
Datum
cm_reverse(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	const CmKind *kind = cm_kind_of(summary);
	CmSummary *reversed = cm_create_summary(cm_scale_of(summary), summary->shape.kind);
	int last = summary->shape.points - 1;

	for (int i = 0; i <= last; i++)
	{
		for (int field = 0; field < kind->fields64; field++)
			cm_field64(reversed, field)[i] = cm_field64(summary, field)[last - i];
		for (int field = 0; field < kind->fields128; field++)
			cm_field128(reversed, field)[i] = cm_field128(summary, field)[last - i];
	}
	PG_RETURN_SUMMARY(reversed);
}
