/*
 * histogram.h
 *	  How many responses gave each point of a scale, and with what weight.
 */
#ifndef CM_HISTOGRAM_H
#define CM_HISTOGRAM_H

#include "mathematics/fixed_point.h"
#include "mathematics/scale.h"

/* Weights are kept to 9 decimals; so their squares to 18. */
#define CM_WEIGHT_DECIMALS 9
#define CM_WEIGHT_UNIT     INT64CONST(1000000000)
#define CM_MAX_WEIGHT      1000000

/* Fractions of percentile() are kept to 12 decimals, and its results have as many. */
#define CM_FRACTION_DECIMALS 12
#define CM_FRACTION_UNIT     INT64CONST(1000000000000)

/*
 * A view of arrays that somebody else owns.  Without weights both pointers are NULL, and every
 * response weighs 1.
 */
typedef struct CmHistogram
{
	CmScale scale;
	const int64 *responses;
	const int128 *weight;
	const int128 *squared_weight;
} CmHistogram;

extern int64 cm_responses_between(const CmHistogram *histogram, int first, int last);
extern int128 cm_total_weight(const CmHistogram *histogram);
extern int128 cm_sum_of_weights(const CmHistogram *histogram);
extern double cm_effective_responses(const CmHistogram *histogram);
extern double cm_effective_degrees(const CmHistogram *histogram);
extern double cm_variance(const CmHistogram *histogram);
extern double cm_sample_variance(const CmHistogram *histogram);
extern int64 cm_percentile(const CmHistogram *histogram, int64 fraction);

/* The weight of all responses at a point: their number where there are no weights. */
static inline int128
cm_weight_at(const CmHistogram *histogram, int index)
{
	return histogram->weight ? histogram->weight[index] : (int128) histogram->responses[index];
}

static inline double
cm_squared_weight_at(const CmHistogram *histogram, int index)
{
	return histogram->squared_weight ? (double) histogram->squared_weight[index]
									 : (double) histogram->responses[index];
}

#endif /* CM_HISTOGRAM_H */
