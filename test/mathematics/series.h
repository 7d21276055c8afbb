/*
 * series.h
 *		Simulated series of NPS, from single responses, and what the mathematics say of them.
 */
#ifndef CM_SERIES_H
#define CM_SERIES_H

#include "tap.h"

#include <math.h>
#include <stdlib.h>

#include "mathematics/distributions.h"
#include "mathematics/level.h"

#define SEED         20240607
#define MOST_PERIODS 400
#define PASSIVE      0.3 /* the share of passives */

/* Detractors, passives and promoters. */
typedef struct Responses
{
	int64 count[3];
} Responses;

static void
no_interrupt(void)
{
}

static double
random_normal(void)
{
	return cm_normal_quantile(drand48());
}

/* So many, where promoters minus detractors have this share of all. */
static Responses
random_responses(double net, int number)
{
	double detractors = 0.5 * (1 - PASSIVE - fmax(PASSIVE - 1, fmin(1 - PASSIVE, net)));
	Responses responses = {{0}};

	for (int i = 0; i < number; i++)
	{
		double place = drand48();

		responses.count[place < detractors ? 0 : place < detractors + PASSIVE ? 1 : 2]++;
	}
	return responses;
}

/* The standard error of the share, near 0. */
static double
standard_error(int number)
{
	return sqrt((1 - PASSIVE) / number);
}

static CmPeriod
period_of(const Responses *responses)
{
	static const CmMeasure measure = {3, 100, 0, {-1, 0, 1}};
	CmHistogram histogram = {{0, 3}, responses->count, NULL, NULL};
	CmPeriod period;

	cm_fill_period(&histogram, &measure, &period);
	return period;
}

/* What each period, and the one after the last, is expected to be. */
static const CmExpectation *
expect(const CmSeries *series)
{
	static CmExpectation expectations[MOST_PERIODS + 1];
	static double room[6 * CM_NODES];
	CmLevelFilter filter;

	cm_lay_out_level_filter(&filter, series->season, room);
	cm_expect(series, &filter, no_interrupt, expectations);
	return expectations;
}

#endif /* CM_SERIES_H */
