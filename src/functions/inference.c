/*
 * inference.c
 *	  What intervals, tests and changes have in common: a summary as a sample of a metric.
 */
#include "functions/inference.h"

const char *
cm_question_name(int metric)
{
	return metric == CM_TOP_BOX ? "top_box" : cm_metrics[metric].name;
}

CmMetricKind
cm_question_kind(int metric)
{
	return metric == CM_TOP_BOX ? CM_SHARE : cm_metrics[metric].kind;
}

/* The number of boxes, for the metric that has one. */
int
cm_boxes_argument(FunctionCallInfo fcinfo, int metric, int argument)
{
	return metric == CM_TOP_BOX ? PG_GETARG_INT32(argument) : 0;
}

/* False where there are no responses and so no answer. */
bool
cm_ask(const CmSummary *summary, int metric, int boxes, CmQuestion *question)
{
	CmHistogram histogram;
	CmMeasure measure;

	if (metric == CM_TOP_BOX)
		cm_check_boxes(summary, boxes);
	if (cm_is_empty(summary))
		return false;
	if (metric == CM_TOP_BOX)
		cm_measure_boxes(cm_scale_of(summary), boxes, 0, &measure);
	else
	{
		cm_check_metric_scale(&cm_metrics[metric], summary);
		cm_measure_metric(&cm_metrics[metric], cm_scale_of(summary), &measure);
	}
	cm_view_summary(summary, &histogram);
	cm_fill_sample(&histogram, &measure, &question->sample);
	question->factor = measure.factor;
	question->offset = measure.offset;
	return true;
}

/* Written so that NaN fails the test. */
double
cm_confidence_argument(FunctionCallInfo fcinfo, int argument)
{
	double confidence = PG_GETARG_FLOAT8(argument);

	if (!(confidence > 0 && confidence < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("confidence %g is not between 0 and 1", confidence),
				errhint("Use 0.95 for an interval that covers the truth 95 times in 100."));
	return confidence;
}

/* For hints: "a", then "a, b", and so on. */
char *
cm_list_names(char *list, const char *name)
{
	return list ? psprintf("%s, %s", list, name) : pstrdup(name);
}

/* For functions that are not strict because a later argument may be NULL. */
bool
cm_any_argument_is_null(FunctionCallInfo fcinfo, int count)
{
	for (int i = 0; i < count; i++)
		if (PG_ARGISNULL(i))
			return true;
	return false;
}
