/*
 * metric.h
 *	  What a metric is: a value for each point of a scale, and their mean.
 */
#ifndef CM_METRIC_H
#define CM_METRIC_H

#include "mathematics/histogram.h"

typedef enum CmMetricId
{
	CM_NPS,
	CM_CSAT,
	CM_CES,
	CM_MEAN
} CmMetricId;

typedef struct CmMetric
{
	const char *name;
	bool any_lo; /* the scale may start anywhere, not just at lo */
	int lo;
	int usual_points; /* where the caller names no number of points */
	int fewest_points;
	int most_points;
	int factor; /* 100 for percentages */
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

extern const CmMetric cm_metrics[];

extern bool cm_metric_fits(const CmMetric *metric, CmScale scale);
extern void cm_measure_metric(const CmMetric *metric, CmScale scale, CmMeasure *measure);
extern void cm_measure_boxes(CmScale scale, int top, int bottom, CmMeasure *measure);
extern bool cm_evaluate(const CmHistogram *histogram, const CmMeasure *measure, int decimals, int128 *result);

#endif /* CM_METRIC_H */
