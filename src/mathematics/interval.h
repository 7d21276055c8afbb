/*
 * interval.h
 *		Confidence intervals of a metric.
 *
 * Bounds are in the units of the sample's values; the caller multiplies them by the metric's
 * factor. NaN stands for "not defined", which the SQL functions turn into NULL.
 */
#ifndef CM_INTERVAL_H
#define CM_INTERVAL_H

#include "mathematics/sample.h"

typedef enum CmSide
{
	CM_LOW = -1,
	CM_HIGH = 1
} CmSide;

/* One bound of the interval that leaves the probability `tail` outside on that side. */
typedef double (*CmBoundFunction)(const CmSample *sample, double tail, CmSide side);

typedef struct CmIntervalMethod
{
	CmMetricKind kind;
	const char *name;
	CmBoundFunction bound;
	bool finite_population; /* its margin may be narrowed for one */
} CmIntervalMethod;

/* The rows of each kind stand together, the default first. */
extern const CmIntervalMethod cm_interval_methods[];
extern const int cm_interval_method_count;

extern const CmIntervalMethod *cm_find_interval_method(CmMetricKind kind, const char *name, size_t length);
extern double cm_interval_bound(const CmSample *sample, const CmIntervalMethod *method,
								double confidence, CmSide side);
extern double cm_interval_margin(const CmSample *sample, const CmIntervalMethod *method, double confidence);
extern double cm_standard_error(const CmSample *sample, CmMetricKind kind);
extern double cm_population_factor(double responses, double population);
extern void cm_value_range(const CmSample *sample, CmMetricKind kind, double *low, double *high);

/* The methods, for the table and for tests. */
extern double cm_wald_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_t_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_net_adjusted_wald_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_net_score_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_net_bayes_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_share_wilson_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_share_adjusted_wald_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_share_exact_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_share_jeffreys_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_net_always_valid_bound(const CmSample *sample, double tail, CmSide side);
extern double cm_share_always_valid_bound(const CmSample *sample, double tail, CmSide side);

#endif /* CM_INTERVAL_H */
