/*
 * accessors.c
 *	  Metrics, boxes, counts and moments of a summary.
 *
 * All are strict and immutable.  The empty summary has no scale: its counts are 0 and its metrics
 * NULL, on whatever scale they are defined.
 */
#include "functions/accessors.h"

#include <math.h>

#include "functions/result.h"

void
cm_check_metric_scale(const CmMetric *metric, const CmSummary *summary)
{
	CmScale scale = cm_scale_of(summary);
	CmScale fewest = {metric->lo, metric->fewest_points};
	CmScale most = {metric->lo, metric->most_points};

	if (cm_metric_fits(metric, scale))
		return;
	ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			metric->fewest_points == metric->most_points
				? errmsg("%s is defined on the scale %s, not on %s", metric->name,
						 cm_describe_scale(most), cm_describe_scale(scale))
				: errmsg("%s is defined on the scales %s to %s, not on %s", metric->name,
						 cm_describe_scale(fewest), cm_describe_scale(most), cm_describe_scale(scale)),
			errhint("On any scale there are top_box(summary, boxes), net_box(summary, top, bottom) and mean(summary)."));
}

/* The figure of a measure, exact; NULL where no response has a weight. */
static Datum
measure_result(FunctionCallInfo fcinfo, const CmSummary *summary, const CmMeasure *measure)
{
	CmHistogram histogram;
	int128 result;

	cm_view_summary(summary, &histogram);
	if (!cm_evaluate(&histogram, measure, CM_EXACT_DECIMALS, &result))
		PG_RETURN_NULL();
	return cm_numeric_of_fixed(result, CM_EXACT_DECIMALS);
}

Datum
cm_metric_result(FunctionCallInfo fcinfo, const CmSummary *summary, CmMetricId id)
{
	CmMeasure measure;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	cm_check_metric_scale(&cm_metrics[id], summary);
	cm_measure_metric(&cm_metrics[id], cm_scale_of(summary), &measure);
	return measure_result(fcinfo, summary, &measure);
}

#define METRIC(name, id)                                           \
	PG_FUNCTION_INFO_V1(cm_##name);                                \
	Datum cm_##name(PG_FUNCTION_ARGS)                              \
	{                                                              \
		return cm_metric_result(fcinfo, PG_GETARG_SUMMARY(0), id); \
	}

METRIC(nps, CM_NPS)
METRIC(csat, CM_CSAT)
METRIC(ces, CM_CES)
METRIC(mean, CM_MEAN)

void
cm_check_boxes(const CmSummary *summary, int boxes)
{
	if (boxes < 1 || boxes > (cm_is_empty(summary) ? CM_MAX_POINTS : summary->shape.points))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				cm_is_empty(summary)
					? errmsg("%d boxes are not 1 to %d", boxes, CM_MAX_POINTS)
					: errmsg("%d boxes are not 1 to %d, the points of the scale %s", boxes,
							 summary->shape.points, cm_describe_scale(cm_scale_of(summary))),
				errhint("Give the number of points counted from the end of the scale, such as 2 for 4 and 5 on 1..5."));
}

/* Percent in the top boxes minus percent in the bottom boxes, of which one number may be 0. */
static Datum
boxes_result(FunctionCallInfo fcinfo, const CmSummary *summary, int top, int bottom)
{
	CmMeasure measure;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	cm_measure_boxes(cm_scale_of(summary), top, bottom, &measure);
	return measure_result(fcinfo, summary, &measure);
}

PG_FUNCTION_INFO_V1(cm_top_box);
Datum
cm_top_box(PG_FUNCTION_ARGS)
{
	cm_check_boxes(PG_GETARG_SUMMARY(0), PG_GETARG_INT32(1));
	return boxes_result(fcinfo, PG_GETARG_SUMMARY(0), PG_GETARG_INT32(1), 0);
}

/* As a percentage it is above 0: minus the net box of none at the top. */
PG_FUNCTION_INFO_V1(cm_bottom_box);
Datum
cm_bottom_box(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	int boxes = PG_GETARG_INT32(1);
	CmMeasure measure;

	cm_check_boxes(summary, boxes);
	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	cm_measure_boxes(cm_scale_of(summary), 0, boxes, &measure);
	measure.factor = -measure.factor;
	return measure_result(fcinfo, summary, &measure);
}

PG_FUNCTION_INFO_V1(cm_net_box);
Datum
cm_net_box(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	int top = PG_GETARG_INT32(1);
	int bottom = PG_GETARG_INT32(2);

	cm_check_boxes(summary, top);
	cm_check_boxes(summary, bottom);
	if (!cm_is_empty(summary) && (int64) top + bottom > summary->shape.points)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%d top and %d bottom boxes overlap on the scale %s of %d points", top,
					   bottom, cm_describe_scale(cm_scale_of(summary)), summary->shape.points),
				errhint("Use at most as many boxes as the scale has points."));
	return boxes_result(fcinfo, summary, top, bottom);
}

/* Plain counts, weighted or not. */
static int64
responses_between(const CmSummary *summary, int first, int last)
{
	CmHistogram histogram;

	cm_view_summary(summary, &histogram);
	return cm_responses_between(&histogram, first, last);
}

PG_FUNCTION_INFO_V1(cm_responses);
Datum
cm_responses(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);

	PG_RETURN_INT64(responses_between(summary, 0, summary->shape.points - 1));
}

/* Responses that count as value in the NPS. */
static Datum
responses_of_nps_value(FunctionCallInfo fcinfo, int value)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	const int64 *responses = cm_field64(summary, CM_RESPONSES);
	const CmMetric *nps = &cm_metrics[CM_NPS];
	int64 sum = 0;

	if (!cm_is_empty(summary))
		cm_check_metric_scale(nps, summary);
	for (int i = 0; i < summary->shape.points; i++)
		if (nps->value(i, summary->shape.points) == value)
			sum += responses[i];
	PG_RETURN_INT64(sum);
}

#define NPS_COUNT(name, value)                        \
	PG_FUNCTION_INFO_V1(cm_##name);                   \
	Datum cm_##name(PG_FUNCTION_ARGS)                 \
	{                                                 \
		return responses_of_nps_value(fcinfo, value); \
	}

NPS_COUNT(promoters, 1)
NPS_COUNT(passives, 0)
NPS_COUNT(detractors, -1)

PG_FUNCTION_INFO_V1(cm_sum_of_weights_of_summary);
Datum
cm_sum_of_weights_of_summary(PG_FUNCTION_ARGS)
{
	CmHistogram histogram;

	cm_view_summary(PG_GETARG_SUMMARY(0), &histogram);
	return cm_numeric_of_fixed(cm_sum_of_weights(&histogram), CM_WEIGHT_DECIMALS);
}

PG_FUNCTION_INFO_V1(cm_effective_responses_of_summary);
Datum
cm_effective_responses_of_summary(PG_FUNCTION_ARGS)
{
	CmHistogram histogram;

	cm_view_summary(PG_GETARG_SUMMARY(0), &histogram);
	return cm_numeric_of_double(cm_effective_responses(&histogram));
}

/* The square root of a variance, which is negative where it is not defined. */
static Datum
deviation(FunctionCallInfo fcinfo, double (*variance_of)(const CmHistogram *))
{
	CmHistogram histogram;
	double variance;

	cm_view_summary(PG_GETARG_SUMMARY(0), &histogram);
	if (cm_total_weight(&histogram) == 0)
		PG_RETURN_NULL();
	variance = variance_of(&histogram);
	if (variance < 0)
		PG_RETURN_NULL();
	return cm_numeric_of_double(sqrt(variance));
}

PG_FUNCTION_INFO_V1(cm_stddev);
Datum
cm_stddev(PG_FUNCTION_ARGS)
{
	return deviation(fcinfo, cm_sample_variance);
}

PG_FUNCTION_INFO_V1(cm_stddev_pop);
Datum
cm_stddev_pop(PG_FUNCTION_ARGS)
{
	return deviation(fcinfo, cm_variance);
}

static Datum
percentile_result(FunctionCallInfo fcinfo, const CmSummary *summary, int64 fraction)
{
	CmHistogram histogram;

	cm_view_summary(summary, &histogram);
	if (cm_total_weight(&histogram) == 0)
		PG_RETURN_NULL();
	return cm_numeric_of_fixed(cm_percentile(&histogram, fraction), CM_FRACTION_DECIMALS);
}

PG_FUNCTION_INFO_V1(cm_percentile_of_summary);
Datum
cm_percentile_of_summary(PG_FUNCTION_ARGS)
{
	double fraction = PG_GETARG_FLOAT8(1);

	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("percentile fraction %g is not between 0 and 1", fraction),
				errhint("Use 0.9 for the 90th percentile."));
	return percentile_result(fcinfo, PG_GETARG_SUMMARY(0), (int64) round(fraction * CM_FRACTION_UNIT));
}

PG_FUNCTION_INFO_V1(cm_median);
Datum
cm_median(PG_FUNCTION_ARGS)
{
	return percentile_result(fcinfo, PG_GETARG_SUMMARY(0), CM_FRACTION_UNIT / 2);
}

/* Small-sample suppression. */
PG_FUNCTION_INFO_V1(cm_at_least);
Datum
cm_at_least(PG_FUNCTION_ARGS)
{
	CmSummary *summary = PG_GETARG_SUMMARY(0);
	int64 least = PG_GETARG_INT64(1);

	if (least < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("at_least can't ask for %lld responses", (long long) least),
				errhint("Give the least number of responses to show, such as 30."));
	if (responses_between(summary, 0, summary->shape.points - 1) < least)
		PG_RETURN_NULL();
	PG_RETURN_SUMMARY(summary);
}
