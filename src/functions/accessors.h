/*
 * accessors.h
 *	  What the accessors of a summary have in common.
 */
#ifndef CM_ACCESSORS_H
#define CM_ACCESSORS_H

#include "types/summary.h"

#include "mathematics/metric.h"

extern void cm_check_metric_scale(const CmMetric *metric, const CmSummary *summary);
extern void cm_check_boxes(const CmSummary *summary, int boxes);
extern Datum cm_metric_result(FunctionCallInfo fcinfo, const CmSummary *summary, CmMetricId id);

#endif /* CM_ACCESSORS_H */
