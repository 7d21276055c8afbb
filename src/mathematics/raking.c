/*
 * raking.c
 *	  Iterative proportional fitting (Deming and Stephan 1940), with weights that may be capped.
 *
 * All sums run over the cells in their order, so that equal cells always give equal weights.
 */
#include "mathematics/raking.h"

#include <math.h>

static double
respondents_in_all(const CmRaking *raking)
{
	int64 all = 0;

	for (int cell = 0; cell < raking->cells; cell++)
		all += raking->respondents[cell];
	return (double) all;
}

/* The weight in each group of a dimension. */
static void
sum_margins(const CmRaking *raking, int dimension, const double *weight)
{
	for (int group = raking->first_group[dimension]; group < raking->first_group[dimension + 1]; group++)
		raking->margin[group] = 0;
	for (int cell = 0; cell < raking->cells; cell++)
		raking->margin[raking->group[cell * raking->dimensions + dimension]] +=
			raking->respondents[cell] * weight[cell];
}

/* Makes the margins of a dimension right. */
static void
fit_dimension(const CmRaking *raking, int dimension, double all, double *weight)
{
	sum_margins(raking, dimension, weight);
	for (int cell = 0; cell < raking->cells; cell++)
	{
		int group = raking->group[cell * raking->dimensions + dimension];

		weight[cell] *= raking->share[group] * all / raking->margin[group];
	}
}

/* The mean is 1, once a dimension fits. */
static void
cap_weights(const CmRaking *raking, double *weight)
{
	for (int cell = 0; cell < raking->cells; cell++)
		weight[cell] = Min(weight[cell], raking->most);
}

/* How far the worst margin is off, relatively, and which it is. */
static double
worst_margin(const CmRaking *raking, double all, const double *weight, int *worst_group)
{
	double worst = -1;

	for (int dimension = 0; dimension < raking->dimensions; dimension++)
		sum_margins(raking, dimension, weight);
	for (int group = 0; group < raking->groups; group++)
	{
		double margin = raking->margin[group];
		/* What shrinks in every cycle ends as 0, then NaN. */
		double off = margin > 0 ? fabs(margin / (raking->share[group] * all) - 1) : INFINITY;

		if (off > worst)
		{
			worst = off;
			*worst_group = group;
		}
	}
	return worst;
}

/* The weight of each cell, with a mean of 1.  False where the margins can't be met: then, which is furthest off. */
bool
cm_rake(const CmRaking *raking, CmInterruptHook check_interrupts, double *weight, int *worst_group)
{
	double all = respondents_in_all(raking);
	double off = INFINITY;

	for (int cell = 0; cell < raking->cells; cell++)
		weight[cell] = 1;
	for (int cycle = 0; cycle < CM_RAKING_CYCLES && off > CM_RAKING_GOAL; cycle++)
	{
		check_interrupts();
		for (int dimension = 0; dimension < raking->dimensions; dimension++)
			fit_dimension(raking, dimension, all, weight);
		cap_weights(raking, weight);
		off = worst_margin(raking, all, weight, worst_group);
	}
	return off <= CM_RAKING_TOLERANCE;
}
