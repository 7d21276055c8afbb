/*
 * inference.c
 *	  What intervals, tests and changes have in common: a summary as a sample of a metric.
 */
#include "functions/inference.h"

/* What a metric's row would say of the questions that have none, at minus their number. */
static const struct
{
	const char *name;
	CmMetricKind kind;
} other_questions[] = {
	[-CM_TOP_BOX] = {"top_box", CM_SHARE},
	[-CM_NET_SENTIMENT] = {"net_sentiment", CM_NET_SHARE},
};

const char *
cm_question_name(int metric)
{
	return metric < 0 ? other_questions[-metric].name : cm_metrics[metric].name;
}

CmMetricKind
cm_question_kind(int metric)
{
	return metric < 0 ? other_questions[-metric].kind : cm_metrics[metric].kind;
}

/* The number of boxes, for the metric that has one. */
int
cm_boxes_argument(FunctionCallInfo fcinfo, int metric, int argument)
{
	return metric == CM_TOP_BOX ? PG_GETARG_INT32(argument) : 0;
}

static void
fill_question(const CmHistogram *histogram, const CmMeasure *measure, CmQuestion *question)
{
	cm_fill_sample(histogram, measure, &question->sample);
	question->factor = measure->factor;
	question->offset = measure->offset;
}

/* Comments are of three classes, which count as detractors, passives and promoters do in the NPS. */
static void
ask_comments(const CmSummary *summary, CmQuestion *question)
{
	static const CmMeasure net = {3, 100, 0, {-1, 0, 1}};
	int64 comments = summary->fields[0];
	int64 positive = summary->fields[CM_POSITIVE - CM_COMMENTED];
	int64 negative = summary->fields[CM_NEGATIVE - CM_COMMENTED];
	int64 classes[] = {negative, comments - positive - negative, positive};
	CmHistogram histogram = {{0, 3}, classes, NULL, NULL};

	fill_question(&histogram, &net, question);
}

/* Lays a metric or the top boxes on the scale of a summary. */
static void
measure_scores(const CmSummary *summary, int metric, int boxes, CmMeasure *measure)
{
	if (metric == CM_TOP_BOX)
	{
		cm_measure_boxes(cm_scale_of(summary), boxes, 0, measure);
		return;
	}
	cm_check_metric_scale(&cm_metrics[metric], summary);
	cm_measure_metric(&cm_metrics[metric], cm_scale_of(summary), measure);
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
	if (metric == CM_NET_SENTIMENT)
	{
		ask_comments(summary, question);
		return true;
	}
	measure_scores(summary, metric, boxes, &measure);
	cm_view_summary(summary, &histogram);
	fill_question(&histogram, &measure, question);
	return true;
}

/* Written so that NaN fails the test. */
double
cm_checked_confidence(double confidence)
{
	if (!(confidence > 0 && confidence < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("confidence %g is not between 0 and 1", confidence),
				errhint("Use 0.95 for an interval that covers the truth 95 times in 100."));
	return confidence;
}

double
cm_confidence_argument(FunctionCallInfo fcinfo, int argument)
{
	return cm_checked_confidence(PG_GETARG_FLOAT8(argument));
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
