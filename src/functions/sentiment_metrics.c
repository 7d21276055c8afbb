/*
 * sentiment_metrics.c
 *	  Metrics in which comments count: of summaries that hold the sentiment of their responses.
 */
#include "functions/accessors.h"

#include "utils/builtins.h"

#include "functions/result.h"

static void
check_sentiment(const CmSummary *summary)
{
	if (summary->shape.kind != CM_SENTIMENT)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("a %s summary holds no sentiment", cm_kind_of(summary)->name),
				errhint("Build it with sentiment_score_summary(score, sentiment, lo, hi)."));
}

/* The measure of a metric on the scale of a summary with sentiment, which is not empty. */
static void
measure_sentiment_metric(const CmSummary *summary, CmMetricId id, CmMeasure *measure)
{
	check_sentiment(summary);
	cm_check_metric_scale(&cm_metrics[id], summary);
	cm_measure_metric(&cm_metrics[id], cm_scale_of(summary), measure);
}

static CmSummary *
weighed_by_sentiment(CmSummary *summary, CmMetricId id)
{
	CmMeasure measure;

	if (cm_is_empty(summary))
		return summary;
	measure_sentiment_metric(summary, id, &measure);
	return cm_weigh_by_sentiment(summary, &measure);
}

static CmMetricId
metric_of_name(const char *name)
{
	for (int id = 0; id < CM_METRICS_WITH_SENTIMENT; id++)
		if (strcmp(name, cm_metrics[id].name) == 0)
			return id;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("unknown metric \"%s\"", name),
			errhint("The metrics that sentiment can weigh are nps, csat and ces."));
}

PG_FUNCTION_INFO_V1(cm_weigh_by_sentiment_of_metric);
Datum
cm_weigh_by_sentiment_of_metric(PG_FUNCTION_ARGS)
{
	CmMetricId id = metric_of_name(text_to_cstring(PG_GETARG_TEXT_PP(1)));

	PG_RETURN_SUMMARY(weighed_by_sentiment(PG_GETARG_SUMMARY(0), id));
}

/* The mean sentiment of the comments, laid from -1..1 on the range of the metric. */
static double
sentiment_on_range(const CmSummary *summary, const CmMeasure *measure, int64 comments)
{
	double lowest = measure->factor * cm_lowest_value(measure);
	double highest = measure->factor * cm_highest_value(measure);
	int128 sum = 0;

	for (int i = 0; i < summary->shape.points; i++)
		sum += cm_field64(summary, CM_SUM_OF_SENTIMENT)[i];
	return (lowest + highest) / 2 + (highest - lowest) / 2 * ((double) sum / CM_SENTIMENT_UNIT / comments);
}

static int64
comments_in(const CmSummary *summary)
{
	int64 comments = 0;

	if (summary->shape.kind == CM_SENTIMENT)
		for (int i = 0; i < summary->shape.points; i++)
			comments += cm_field64(summary, CM_COMMENTED)[i];
	return comments;
}

/* (1 - share) × metric + share × mean sentiment: of two averages, so both must exist to count. */
static Datum
blended(FunctionCallInfo fcinfo, CmMetricId id)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	double share = PG_GETARG_FLOAT8(1);
	int64 comments = comments_in(summary);
	CmMeasure measure;
	CmHistogram histogram;
	int128 metric;

	if (!(share >= 0 && share <= 1))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("share %g of the sentiment is not between 0 and 1", share),
				errhint("Use 0 for the metric alone, 1 for the sentiment alone, 0.5 for both alike."));
	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	measure_sentiment_metric(summary, id, &measure);
	cm_view_summary(summary, &histogram);
	if ((comments == 0 && share > 0) || !cm_evaluate(&histogram, &measure, CM_EXACT_DECIMALS, &metric))
		PG_RETURN_NULL();
	if (share == 0)
		return cm_numeric_of_double((double) metric / 1e16);
	return cm_numeric_of_double((1 - share) * ((double) metric / 1e16) +
								share * sentiment_on_range(summary, &measure, comments));
}

#define SENTIMENT_METRIC(name, id)                                                           \
	PG_FUNCTION_INFO_V1(cm_sentiment_weighted_##name);                                       \
	Datum cm_sentiment_weighted_##name(PG_FUNCTION_ARGS)                                     \
	{                                                                                        \
		return cm_metric_result(fcinfo, weighed_by_sentiment(PG_GETARG_SUMMARY(0), id), id); \
	}                                                                                        \
                                                                                             \
	PG_FUNCTION_INFO_V1(cm_blended_##name);                                                  \
	Datum cm_blended_##name(PG_FUNCTION_ARGS)                                                \
	{                                                                                        \
		return blended(fcinfo, id);                                                          \
	}

SENTIMENT_METRIC(nps, CM_NPS)
SENTIMENT_METRIC(csat, CM_CSAT)
SENTIMENT_METRIC(ces, CM_CES)

PG_FUNCTION_INFO_V1(cm_commented);
Datum
cm_commented(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(comments_in(PG_GETARG_SUMMARY(0)));
}

/* The comments alone, of whatever score. */
PG_FUNCTION_INFO_V1(cm_comments_of_summary);
Datum
cm_comments_of_summary(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	CmSummary *comments;

	if (cm_is_empty(summary))
		PG_RETURN_SUMMARY(cm_empty_summary());
	check_sentiment(summary);
	comments = cm_create_summary(cm_no_scale, CM_COMMENTS);
	for (int i = 0; i < summary->shape.points; i++)
	{
		for (int field = 0; field < cm_kinds[CM_COMMENTS].fields64; field++)
			comments->fields[field] += cm_field64(summary, CM_COMMENTED + field)[i];
		*cm_field128(comments, CM_SQUARED_SENTIMENT) += cm_field128(summary, CM_SQUARED_SENTIMENT)[i];
	}
	if (cm_summary_flaw(comments))
		cm_field_overflow();
	PG_RETURN_SUMMARY(cm_canonical_summary(comments));
}
