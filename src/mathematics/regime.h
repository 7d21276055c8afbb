/*
 * regime.h
 *	  When a series changed: stretches of periods in which the metric is constant.
 *
 * Of all partitions into stretches the one of the least cost.  A stretch costs
 * Σ n (m - m̄)² / (S² φ), with m̄ the mean of its metrics weighted by n, and each further stretch
 * 3 ln T, with T the periods with responses.  The unrest φ is how much more than sampling error
 * neighbouring periods differ, at least 1, so that ordinary unrest is no change.
 */
#ifndef CM_REGIME_H
#define CM_REGIME_H

#include "mathematics/interrupt.h"
#include "mathematics/period.h"

/* A period with responses, and the best partition of all from it on. */
typedef struct CmStretch
{
	double metric;
	double responses;
	double cost;   /* infinite where no partition has stretches of the least length */
	int stretches; /* in that partition */
	int next;      /* where its second stretch begins */
} CmStretch;

/* Room that the caller brings, for so many periods. */
typedef struct CmRegimeRoom
{
	CmStretch *stretches; /* one more than there are periods */
	double *unrest;       /* one for each period */
} CmRegimeRoom;

extern void cm_find_regimes(const CmPeriod *periods, int count, int shortest, CmRegimeRoom room,
							CmInterruptHook interrupt, double *regimes);

#endif /* CM_REGIME_H */
