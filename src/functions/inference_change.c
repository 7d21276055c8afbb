/*
 * inference_change.c
 *	  What a segment contributes to the change of a metric, from its share and from its own score.
 *
 * Arguments: the segment before and after, all responses before and after, and the number of boxes
 * for top_box.  The segment may be new or gone: NULL or empty.
 */
#include "functions/inference.h"

#include <math.h>

#include "functions/result.h"
#include "mathematics/change.h"

#define BOXES_ARGUMENT 4

static CmTotal
total_argument(FunctionCallInfo fcinfo, int argument, int metric)
{
	CmTotal total = {0, 0};
	CmQuestion question;

	if (PG_ARGISNULL(argument) || !cm_ask(PG_GETARG_SUMMARY(argument), metric,
										  cm_boxes_argument(fcinfo, metric, BOXES_ARGUMENT), &question))
		return total;
	for (int i = 0; i < question.sample.points; i++)
	{
		total.weight += question.sample.weight[i];
		total.sum +=
			question.sample.weight[i] * (question.offset + question.factor * question.sample.value[i]);
	}
	return total;
}

static Datum
change_result(FunctionCallInfo fcinfo, int metric, size_t field)
{
	CmTotal before;
	CmTotal after;
	CmTotal all_before;
	CmTotal all_after;
	CmChange change;

	if (metric == CM_TOP_BOX && PG_ARGISNULL(BOXES_ARGUMENT))
		PG_RETURN_NULL();
	before = total_argument(fcinfo, 0, metric);
	after = total_argument(fcinfo, 1, metric);
	all_before = total_argument(fcinfo, 2, metric);
	all_after = total_argument(fcinfo, 3, metric);
	/* Without an overall score on both sides there is no change. */
	if (all_before.weight == 0 || all_after.weight == 0)
		PG_RETURN_NULL();
	/* Sums of weights are rounded: a part may come out a little larger than the whole. */
	if (before.weight > all_before.weight * 1.000001 || after.weight > all_after.weight * 1.000001)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the segment has more responses than all segments together"),
				errhint("Give the segment before and after, then all responses before and after, the segment included."));
	change = cm_segment_change(before, after, all_before, all_after);
	CM_RETURN_ROUNDED(*(double *) ((char *) &change + field));
}

#define CHANGE_FUNCTIONS(name, metric)                                        \
	PG_FUNCTION_INFO_V1(cm_##name##_change_from_share);                       \
	Datum cm_##name##_change_from_share(PG_FUNCTION_ARGS)                     \
	{                                                                         \
		return change_result(fcinfo, metric, offsetof(CmChange, from_share)); \
	}                                                                         \
	PG_FUNCTION_INFO_V1(cm_##name##_change_from_score);                       \
	Datum cm_##name##_change_from_score(PG_FUNCTION_ARGS)                     \
	{                                                                         \
		return change_result(fcinfo, metric, offsetof(CmChange, from_score)); \
	}

CHANGE_FUNCTIONS(nps, CM_NPS)
CHANGE_FUNCTIONS(csat, CM_CSAT)
CHANGE_FUNCTIONS(ces, CM_CES)
CHANGE_FUNCTIONS(mean, CM_MEAN)
CHANGE_FUNCTIONS(top_box, CM_TOP_BOX)
