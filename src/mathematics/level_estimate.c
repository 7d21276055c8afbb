/*
 * level_estimate.c
 *	  How much a level wanders, for each period by the periods before it, and what they lead to expect.
 *
 * Each period has a likelihood of its own to maximise over the ratio q / S², but one pass of the
 * filter at a fixed ratio serves all of them.  So the passes are made at Chebyshev's points of
 * panels that together cover all ratios that can be the most likely one, and between its points a
 * panel's polynomial stands for likelihood, expectation and variance.  All three are rational
 * functions of the ratio, but for a logarithm, and their poles are negative ratios.  Panels are laid
 * so that none of these is near: then the polynomial is right to about 1e-14 (Trefethen 2013,
 * Approximation Theory and Approximation Practice, chapter 8), and no maximum is missed.
 */
#include "mathematics/level.h"

#include "mathematics/zero.h"

/*
 * A panel is a range of z, with the ratio unit × (z⁴ - 1): from 1, where the ratio is 0, each panel
 * ends where z has doubled.  The nearest pole is at most at z⁴ = -1.
 */
typedef struct Panel
{
	double start;
	double unit;
	CmNodes differentiation[CM_NODES];
} Panel;

static double
ratio_at(const Panel *panel, double x)
{
	double z = panel->start * (1.5 + 0.5 * x);

	return panel->unit * (z * z * z * z - 1);
}

/* What no maximum exceeds: between two nodes it rises by less than they differ. */
static double
highest_possible(const CmNodes values)
{
	double highest = -INFINITY;

	for (int n = 1; n < CM_NODES; n++)
		highest = Max(highest, Max(values[n - 1], values[n]) + fabs(values[n] - values[n - 1]));
	return highest;
}

static double
slope_at(double x, const void *slopes)
{
	return cm_interpolate(x, slopes);
}

/* Takes the ratio at x where it is more likely than what was found so far. */
static void
consider_ratio(const CmLevelFilter *filter, const Panel *panel, int place, const CmNodes likelihood,
			   double x, CmExpectation *best)
{
	double found = cm_interpolate(x, likelihood);
	CmNodes variance;

	if (!(found > best->log_likelihood))
		return;
	cm_predict_level(filter, place, variance);
	best->log_likelihood = found;
	best->ratio = ratio_at(panel, x);
	best->metric = cm_interpolate(x, filter->level[place]);
	best->variance = cm_interpolate(x, variance);
}

/* The maxima of a panel are its ends, and where the slope turns from rising to falling. */
static void
consider_panel(const CmLevelFilter *filter, const Panel *panel, int place, CmExpectation *best)
{
	CmNodes likelihood;
	CmNodes slopes;

	for (int n = 0; n < CM_NODES; n++)
		likelihood[n] = -0.5 * (filter->log_determinant[n] + filter->squares[n] / best->noise);
	if (highest_possible(likelihood) < best->log_likelihood)
		return;
	cm_differentiate(panel->differentiation, likelihood, slopes);
	consider_ratio(filter, panel, place, likelihood, cm_node_position[0], best);
	for (int n = 1; n < CM_NODES; n++)
		if (slopes[n - 1] > 0 && slopes[n] <= 0)
			consider_ratio(filter, panel, place, likelihood,
						   cm_find_zero(slope_at, slopes, cm_node_position[n - 1], cm_node_position[n]), best);
	consider_ratio(filter, panel, place, likelihood, cm_node_position[CM_NODES - 1], best);
}

static void
run_panel(const CmSeries *series, const Panel *panel, CmLevelFilter *filter,
		  CmInterruptHook interrupt, CmExpectation *expectations)
{
	for (int n = 0; n < CM_NODES; n++)
		filter->ratio[n] = ratio_at(panel, cm_node_position[n]);
	cm_start_level_filter(filter);
	for (int t = 0; t <= series->count; t++)
	{
		int place = t % series->season;

		interrupt();
		if (filter->seen[place] && expectations[t].noise > 0)
			consider_panel(filter, panel, place, &expectations[t]);
		if (t < series->count && cm_has_responses(&series->periods[t]))
			cm_observe_level(filter, place, series->periods[t].metric, 1 / series->periods[t].responses);
		cm_drift_level(filter);
	}
}

/*
 * S² of the periods before each one.  Where it is 0, the last metric is what to expect, for certain;
 * where nothing tells it, there is nothing to expect.
 */
static void
prepare(const CmSeries *series, CmExpectation *expectations)
{
	static const CmExpectation unknown = {NAN, NAN, NAN, 0, -INFINITY};
	CmPooledVariance pooled = {0};
	double last = NAN;

	for (int t = 0; t <= series->count; t++)
	{
		expectations[t] = unknown;
		expectations[t].noise = cm_pooled_variance(&pooled);
		if (expectations[t].noise == 0)
		{
			expectations[t].metric = last;
			expectations[t].variance = 0;
		}
		if (t < series->count && cm_has_responses(&series->periods[t]))
		{
			cm_pool_variance(&pooled, &series->periods[t]);
			last = series->periods[t].metric;
		}
	}
}

/*
 * What bounds the panels.  Poles are at -1 / μ, with μ the eigenvalues of the walk's covariances in
 * units of the errors' variances; none is greater than their sum, `reach`.  Beyond `most` the
 * likelihood falls for every period: there, the walk has at least half the variance of whatever
 * difference of metrics (that of neighbours has at most 4 times the largest error), and more than
 * their squares ask for.
 */
typedef struct Bounds
{
	double reach;
	double most;
} Bounds;

static Bounds
bounds_of(const CmSeries *series, const CmExpectation *expectations)
{
	Bounds bounds = {0, 0};
	double squares = 0;
	int observed = 0;
	int first = 0;
	int last = 0;

	for (int t = 0; t < series->count; t++)
	{
		const CmPeriod *period = &series->periods[t];
		const CmPeriod *before = &series->periods[last];

		if (!cm_has_responses(period))
			continue;
		if (observed++ == 0)
			first = t;
		else
		{
			double difference = period->metric - before->metric;
			double degrees = Max(observed - series->season, 1);

			squares += difference * difference / (t - last);
			if (expectations[t + 1].noise > 0)
				bounds.most = Max(bounds.most, 2 * squares / (degrees * expectations[t + 1].noise));
		}
		bounds.reach += period->responses * (t - first);
		bounds.most = Max(bounds.most, 4 / period->responses);
		last = t;
	}
	return bounds;
}

void
cm_expect(const CmSeries *series, CmLevelFilter *filter, CmInterruptHook interrupt, CmExpectation *expectations)
{
	Bounds bounds;
	Panel panel;

	prepare(series, expectations);
	bounds = bounds_of(series, expectations);
	panel.start = 1;
	panel.unit = bounds.reach > 0 ? 0.5 / bounds.reach : 1;
	cm_fill_differentiation(panel.differentiation);
	do
	{
		run_panel(series, &panel, filter, interrupt, expectations);
		panel.start *= 2;
	} while (ratio_at(&panel, -1) < bounds.most);
}
