/*
 * posterior.h
 *		The posterior distribution of a net share (promoters minus detractors).
 */
#ifndef CM_POSTERIOR_H
#define CM_POSTERIOR_H

#include "mathematics/beta.h"
#include "mathematics/quadrature.h"
#include "mathematics/sample.h"

/* Pseudo-responses of each kind: a flat prior for net shares, Jeffreys' for shares. */
#define CM_NET_PRIOR   1.0
#define CM_SHARE_PRIOR 0.5

/*
 * The shares of detractors, passives and promoters follow a Dirichlet distribution. Then the share
 * s of those who are not passive and the part of promoters among them are independent betas.
 */
typedef struct CmNetPosterior
{
	double negative; /* parameters: counts and prior */
	double neutral;
	double positive;
	double total;
	double deviance;      /* standard deviation, in units of counts */
	CmBeta outspoken;     /* of s */
	CmBeta positive_part; /* of promoters among them */
	CmBeta negative_part; /* of detractors among them */
	const CmRule *rule;   /* for the integrals */
} CmNetPosterior;

typedef struct CmPosteriorValue
{
	double lower;
	double upper;
	double density; /* of the deviation */
} CmPosteriorValue;

extern void cm_prepare_net_posterior(CmNetPosterior *posterior, const CmCounts *counts);
extern CmPosteriorValue cm_evaluate_net_posterior(const CmNetPosterior *posterior, double deviation);
extern double cm_net_posterior_density(const CmNetPosterior *posterior, double deviation);
extern double cm_net_posterior_quantile(const CmNetPosterior *posterior, double tail, int side);

extern double cm_net_probability_above(const CmSample *a, const CmSample *b);
extern double cm_share_probability_above(const CmSample *a, const CmSample *b);

#endif /* CM_POSTERIOR_H */
