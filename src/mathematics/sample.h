/*
 * sample.h
 *		The responses of one summary as one metric sees them.
 *
 * A metric gives each point of the scale a value and is the mean of these values: NPS -1, 0 or 1,
 * a share of satisfied 0 or 1, a mean score the score itself.
 */
#ifndef CM_SAMPLE_H
#define CM_SAMPLE_H

#include "mathematics/scale.h"

typedef struct CmSample
{
	int points;
	bool weighted;
	double value[CM_MAX_POINTS];
	double weight[CM_MAX_POINTS];         /* sum of weights; plain: the count */
	double squared_weight[CM_MAX_POINTS]; /* sum of squares; plain: the count */
	double responses[CM_MAX_POINTS];
} CmSample;

/* What kind of mean a metric is: this decides which methods serve it. */
typedef enum CmMetricKind
{
	CM_NET_SHARE, /* values -1, 0 and 1 */
	CM_SHARE,     /* values 0 and 1 */
	CM_MEAN_SCORE /* any values */
} CmMetricKind;

/* A sample boiled down to what intervals and tests of its mean need. */
typedef struct CmMoments
{
	double responses;
	double weight;
	double effective; /* Kish's effective number of responses; plain: the number */
	double mean;
	double squared_error; /* square of the standard error of the mean */
} CmMoments;

/* Shares of a net share's or share's classes as counts, of an effective number of responses. */
typedef struct CmCounts
{
	double negative;
	double neutral;
	double positive;
	double total;
} CmCounts;

extern CmMoments cm_sample_moments(const CmSample *sample);
extern CmCounts cm_sample_counts(const CmSample *sample);
extern double cm_unbiased_squared_error(const CmMoments *moments);
extern CmMoments cm_adjusted_moments(const CmSample *sample);
extern CmMoments cm_padded_moments(const CmSample *sample, const CmCounts *added);

/* Pseudo-responses that keep small samples from looking certain. */
extern const CmCounts cm_net_pseudo_responses;
extern const CmCounts cm_share_pseudo_responses;

#endif /* CM_SAMPLE_H */
