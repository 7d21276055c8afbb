/*
 * level.h
 *	  What to expect: a series as a level that wanders, seen with sampling error.
 *
 * The level is a random walk, x(t) = x(t-1) + w(t) with w of variance q, and the metric of period t is
 * m(t) = x(t) + e(t), with e of variance S² / n.  With a season of k periods, k effects that stay
 * the same and sum to 0 are added.  Nothing is known of level and effects beforehand: the likelihood
 * is the diffuse one, which is that of REML (Harvey 1989, Forecasting, Structural Time Series Models
 * and the Kalman Filter; de Jong 1991, The Diffuse Kalman Filter, The Annals of Statistics 19).
 *
 * All is computed in units of S²: the sampling error is 1 / n, and the walk has the ratio q / S².
 */
#ifndef CM_LEVEL_H
#define CM_LEVEL_H

#include "mathematics/interrupt.h"
#include "mathematics/period.h"
#include "mathematics/polynomial.h"

typedef struct CmSeries
{
	const CmPeriod *periods;
	int count;
	int season; /* in periods; 1 for none */
} CmSeries;

/* What the periods before one lead to expect of it; NaN where they don't determine it. */
typedef struct CmExpectation
{
	double metric;
	double variance; /* of the metric expected, in units of S²; without the sampling error to come */
	double noise;    /* S² of the periods before */
	double ratio;    /* q / S², the most likely one */
	double log_likelihood;
} CmExpectation;

/*
 * The Kalman filter for several ratios at once.  Its state is what a period would show at each place
 * of the season: the level and the effect of that place together.  A place that was not seen yet is
 * diffuse.  Its covariance matrix is a lower triangle, row by row.
 */
typedef struct CmLevelFilter
{
	int season;
	int drift; /* steps of the walk since the covariances were brought up to date */
	CmNodes ratio;
	CmNodes log_determinant; /* Σ ln F, with F the variance of the surprise of each period ... */
	CmNodes squares;         /* ... and the sum of its square / F */
	CmNodes *level;
	CmNodes *covariance;
	CmNodes *gain;
	bool *seen;
} CmLevelFilter;

extern size_t cm_level_filter_size(int season);
extern void cm_lay_out_level_filter(CmLevelFilter *filter, int season, void *room);
extern void cm_start_level_filter(CmLevelFilter *filter);
extern void cm_drift_level(CmLevelFilter *filter);
extern void cm_predict_level(const CmLevelFilter *filter, int place, CmNodes variance);
extern void cm_observe_level(CmLevelFilter *filter, int place, double metric, double error);

/* A filter is laid out for the season of the series; there is one expectation more than periods. */
extern void cm_expect(const CmSeries *series, CmLevelFilter *filter, CmInterruptHook interrupt,
					  CmExpectation *expectations);
extern double cm_expected_margin(const CmExpectation *expectation, const CmPeriod *period, double confidence);
extern double cm_expected_p_value(const CmExpectation *expectation, const CmPeriod *period);

extern void cm_smooth_level(const CmSeries *series, const CmExpectation *next, CmLevelFilter *filter,
							CmInterruptHook interrupt, double *variances, double *levels);

#endif /* CM_LEVEL_H */
