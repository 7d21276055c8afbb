/*
 * metric.h
 *	  What a metric is: a value for each point of a scale, and their mean.
 */
#ifndef CM_METRIC_H
#define CM_METRIC_H

#include "mathematics/histogram.h"
#include "mathematics/sample.h"

typedef enum CmMetricId
{
	CM_NPS,
	CM_CSAT,
	CM_CES,
	CM_MEAN
} CmMetricId;

/* The mean of any scale has no good and bad end. */
#define CM_METRICS_WITH_SENTIMENT CM_MEAN

typedef struct CmMetric
{
	const char *name;
	bool any_lo; /* the scale may start anywhere, not just at lo */
	int lo;
	int usual_points; /* where the caller names no number of points */
	int fewest_points;
	int most_points;
	int factor;        /* 100 for percentages */
	CmMetricKind kind; /* which intervals and tests serve it */
	int (*value)(int index, int points);
} CmMetric;

/*
 * A metric, or a question about boxes, laid on one scale:
 * its figure is offset + factor × the mean of value.
 */
typedef struct CmMeasure
{
	int points;
	int factor;
	int offset;
	int8 value[CM_MAX_POINTS];
} CmMeasure;

extern int cm_nps_value(int index, int points);
extern int cm_csat_value(int index, int points);
extern int cm_ces_value(int index, int points);
extern int cm_mean_value(int index, int points);

/*
 * The table of metrics: aggregates, accessors, intervals, tests and sentiment-weighted forms of a
 * metric all come from its row.  It stands in the header so that code that runs once a row of a
 * table has its scale as a constant.
 */
static const CmMetric cm_metrics[] = {
	/*			  name	any_lo	lo	usual	fewest	most	factor	kind	value */
	[CM_NPS] = {"nps", false, 0, 11, 11, 11, 100, CM_NET_SHARE, cm_nps_value},
	[CM_CSAT] = {"csat", false, 1, 5, CM_MIN_POINTS, 10, 100, CM_SHARE, cm_csat_value},
	[CM_CES] = {"ces", false, 1, 7, CM_MIN_POINTS, CM_MAX_POINTS, 1, CM_MEAN_SCORE, cm_ces_value},
	[CM_MEAN] = {"mean", true, 0, CM_MAX_POINTS, CM_MIN_POINTS, CM_MAX_POINTS, 1, CM_MEAN_SCORE, cm_mean_value},
};

extern bool cm_metric_fits(const CmMetric *metric, CmScale scale);
extern void cm_measure_metric(const CmMetric *metric, CmScale scale, CmMeasure *measure);
extern void cm_measure_boxes(CmScale scale, int top, int bottom, CmMeasure *measure);
extern int cm_lowest_value(const CmMeasure *measure);
extern int cm_highest_value(const CmMeasure *measure);
extern bool cm_evaluate(const CmHistogram *histogram, const CmMeasure *measure, int decimals, int128 *result);

extern void cm_fill_sample(const CmHistogram *histogram, const CmMeasure *measure, CmSample *sample);

#endif /* CM_METRIC_H */
