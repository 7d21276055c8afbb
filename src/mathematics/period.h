/*
 * period.h
 *	  The periods of a series: of each the metric, and what tells its sampling error.
 *
 * A single period says little of how much responses differ, so the variance of a response is pooled
 * over periods: S² = Σ n V / Σ (n - 1).  The metric of a period then has the variance S² / n.
 */
#ifndef CM_PERIOD_H
#define CM_PERIOD_H

#include "c.h"

#include <math.h>

#include "mathematics/metric.h"

typedef struct CmPeriod
{
	double metric;    /* in its own points; NaN where no response has a weight */
	double responses; /* Kish's effective number where they are weighted; 0 where the metric is NaN */
	double degrees;   /* the same - 1, from one response on */
	double variance; /* of the responses, in squared points of the metric */
} CmPeriod;

typedef struct CmPooledVariance
{
	double squares;
	double degrees;
} CmPooledVariance;

extern void cm_fill_period(const CmHistogram *histogram, const CmMeasure *measure, CmPeriod *period);

/* What a period without responses is. */
static const CmPeriod cm_period_without_responses = {NAN, 0, 0, 0};

static inline bool
cm_has_responses(const CmPeriod *period)
{
	return period->responses > 0;
}

static inline void
cm_pool_variance(CmPooledVariance *pooled, const CmPeriod *period)
{
	pooled->squares += period->responses * period->variance;
	pooled->degrees += period->degrees;
}

/* NaN where no period has two responses, so that nothing tells how much they differ. */
static inline double
cm_pooled_variance(const CmPooledVariance *pooled)
{
	return pooled->degrees > 0 ? pooled->squares / pooled->degrees : NAN;
}

#endif /* CM_PERIOD_H */
