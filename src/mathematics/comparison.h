/*
 * comparison.h
 *		Tests of the difference between the metrics of two independent samples.
 */
#ifndef CM_COMPARISON_H
#define CM_COMPARISON_H

#include "mathematics/sample.h"

/*
 * Differences are a - b, in the units of the values. NaN stands for "not defined".
 */
typedef struct CmComparison
{
	double difference;
	double low;
	double high;
	double statistic;
	double df;
	double p_value; /* two-sided */
} CmComparison;

typedef void (*CmComparisonFunction)(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison);

typedef struct CmComparisonMethod
{
	CmMetricKind kind;
	const char *name;
	CmComparisonFunction compare;
} CmComparisonMethod;

/* The rows of each kind stand together, the default first. */
extern const CmComparisonMethod cm_comparison_methods[];
extern const int cm_comparison_method_count;

extern const CmComparisonMethod *cm_find_comparison_method(CmMetricKind kind, const char *name, size_t length);
extern bool cm_compare(const CmSample *a, const CmSample *b, const CmComparisonMethod *method,
					   double confidence, CmComparison *comparison);

#endif /* CM_COMPARISON_H */
