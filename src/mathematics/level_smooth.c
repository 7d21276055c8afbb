/*
 * level_smooth.c
 *	  The level of a series given all its periods.
 */
#include "mathematics/level.h"

/* The model of the whole series: where responses never differ there is no error, and the walk is all. */
typedef struct Model
{
	double ratio;
	double error; /* times 1 / n */
} Model;

/* What all periods tell of each place of the season.  False where one of them was never seen. */
static bool
learn_season(const CmSeries *series, const Model *model, CmLevelFilter *filter, CmInterruptHook interrupt)
{
	for (int n = 0; n < CM_NODES; n++)
		filter->ratio[n] = model->ratio;
	cm_start_level_filter(filter);
	for (int t = 0; t < series->count; t++)
	{
		interrupt();
		if (cm_has_responses(&series->periods[t]))
			cm_observe_level(filter, t % series->season, series->periods[t].metric,
							 model->error / series->periods[t].responses);
		cm_drift_level(filter);
	}
	for (int place = 0; place < series->season; place++)
		if (!filter->seen[place])
			return false;
	return true;
}

/* The mean of all places, from which the effect of each is counted. */
static double
mean_of_places(const CmLevelFilter *filter)
{
	double mean = 0;

	for (int place = 0; place < filter->season; place++)
		mean += filter->level[place][0] / filter->season;
	return mean;
}

/* The level of each period by those up to it, once the season is known. */
static void
filter_forward(const CmSeries *series, const Model *model, const CmLevelFilter *filter,
			   double *variances, double *levels)
{
	double mean = mean_of_places(filter);
	double level = NAN;
	double variance = INFINITY;

	for (int t = 0; t < series->count; t++)
	{
		const CmPeriod *period = &series->periods[t];

		variance += model->ratio;
		if (cm_has_responses(period))
		{
			double metric = period->metric - (filter->level[t % series->season][0] - mean);
			double error = model->error / period->responses;

			level = isinf(variance) ? metric : level + (metric - level) * (variance / (variance + error));
			variance = isinf(variance) ? error : error * (variance / (variance + error));
		}
		levels[t] = level;
		variances[t] = variance;
	}
}

/*
 * And with those after it (Rauch, Tung and Striebel 1965, Maximum Likelihood Estimates of Linear
 * Dynamic Systems, AIAA Journal 3).  Before the first metric the level is the first one known.
 */
static void
smooth_backward(const CmSeries *series, const Model *model, const double *variances, double *levels)
{
	for (int t = series->count - 2; t >= 0; t--)
	{
		double following = levels[t + 1];

		if (isinf(variances[t]) || model->ratio == 0)
			levels[t] = following;
		else
			levels[t] += (following - levels[t]) * (variances[t] / (variances[t] + model->ratio));
	}
}

/*
 * `next` is what all periods lead to expect of the one after the last; levels are NaN where the
 * periods don't determine them.  There is room for a variance for each period.
 */
void
cm_smooth_level(const CmSeries *series, const CmExpectation *next, CmLevelFilter *filter,
				CmInterruptHook interrupt, double *variances, double *levels)
{
	Model model = {next->noise > 0 ? next->ratio : 1, next->noise > 0 ? 1 : 0};

	if (isnan(next->noise) || !learn_season(series, &model, filter, interrupt))
	{
		for (int t = 0; t < series->count; t++)
			levels[t] = NAN;
		return;
	}
	filter_forward(series, &model, filter, variances, levels);
	smooth_backward(series, &model, variances, levels);
}
