/*
 * fuzz_level.c
 *		libFuzzer target: series of any periods. Nothing is likelier than the ratio found, levels lie
 *		among the metrics, probabilities in 0..1, regimes are long enough, and every loop ends.
 */
#include "input.h"
#include "properties.h"

#include <math.h>

#include "mathematics/level.h"
#include "mathematics/regime.h"

#define MOST_PERIODS 80
#define MOST_SEASON  20

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static CmPeriod periods[MOST_PERIODS];
static CmExpectation expectations[MOST_PERIODS + 1];

static void
no_interrupt(void)
{
}

static void
take_period(Input *input, CmPeriod *period)
{
	static const CmMeasure net = {3, 100, 0, {-1, 0, 1}};
	static const CmScale scale = {0, 3};
	static OwnHistogram own;
	int kind = (int) (take(input, 1) % 5);

	*period = cm_period_without_responses;
	if (kind == 0)
		return;
	take_histogram(input, scale, &own);
	cm_fill_period(kind == 1 ? &own.weighted : &own.plain, &net, period);
	require(isnan(period->metric) == !cm_has_responses(period));
	require(!(fabs(period->metric) > 100 * (1 + 1e-15)));
	require(period->variance >= 0 && period->variance <= 10000 * (1 + 1e-15));
	require(period->degrees >= 0 && (!cm_has_responses(period) || period->responses >= 1));
}

/* Not beyond the metrics of the periods before `end`, where it is known. */
static void
require_among_metrics(double value, int end)
{
	double low = INFINITY;
	double high = -INFINITY;

	if (isnan(value))
		return;
	for (int t = 0; t < end; t++)
		if (cm_has_responses(&periods[t]))
		{
			low = fmin(low, periods[t].metric);
			high = fmax(high, periods[t].metric);
		}
	require(value >= low - 1e-7 && value <= high + 1e-7);
}

static void
check_expectation(const CmSeries *series, int t, double confidence)
{
	const CmExpectation *expectation = &expectations[t];
	double margin;
	double p_value;

	require(isnan(expectation->noise) || (expectation->noise >= 0 && expectation->noise <= 20000));
	require(isnan(expectation->metric) == isnan(expectation->variance));
	if (isnan(expectation->metric))
		return;
	require(!isnan(expectation->noise));
	require(expectation->variance >= 0 && expectation->variance < INFINITY);
	require(expectation->ratio >= 0 && expectation->ratio < INFINITY);
	if (series->season == 1)
		require_among_metrics(expectation->metric, t);
	if (t == series->count)
		return;
	margin = cm_expected_margin(expectation, &periods[t], confidence);
	p_value = cm_expected_p_value(expectation, &periods[t]);
	require(margin >= 0 && margin < INFINITY);
	require(isnan(p_value) ? !cm_has_responses(&periods[t]) : p_value >= 0 && p_value <= 1);
}

/* Ratios from the input are no likelier than what was found. */
static void
check_likelihoods(Input *input, const CmSeries *series, CmLevelFilter *filter)
{
	for (int n = 0; n < CM_NODES; n++)
		filter->ratio[n] = ldexp(1 + take_fraction(input), (int) (take(input, 1) % 80) - 70);
	cm_start_level_filter(filter);
	for (int t = 0; t <= series->count; t++)
	{
		int place = t % series->season;
		const CmExpectation *found = &expectations[t];

		if (filter->seen[place] && found->noise > 0)
			for (int n = 0; n < CM_NODES; n++)
			{
				double likelihood = -0.5 * (filter->log_determinant[n] + filter->squares[n] / found->noise);

				require(likelihood <= found->log_likelihood + 1e-6 * (1 + fabs(likelihood)));
			}
		if (t < series->count && cm_has_responses(&periods[t]))
			cm_observe_level(filter, place, periods[t].metric, 1 / periods[t].responses);
		cm_drift_level(filter);
	}
}

static void
check_levels(const CmSeries *series, CmLevelFilter *filter)
{
	double variances[MOST_PERIODS];
	double levels[MOST_PERIODS];

	cm_smooth_level(series, &expectations[series->count], filter, no_interrupt, variances, levels);
	for (int t = 0; t < series->count; t++)
	{
		require(isnan(levels[t]) || fabs(levels[t]) < INFINITY);
		if (series->season == 1)
			require_among_metrics(levels[t], series->count);
	}
}

static void
check_regimes(const CmSeries *series, int shortest)
{
	CmStretch stretches[MOST_PERIODS + 1];
	double unrest[MOST_PERIODS];
	double regimes[MOST_PERIODS];
	CmRegimeRoom room = {stretches, unrest};
	bool has_noise = expectations[series->count].noise > 0;
	int length = 0;

	cm_find_regimes(periods, series->count, shortest, room, no_interrupt, regimes);
	for (int t = 0; t < series->count; t++)
	{
		double before = t == 0 ? 1 : regimes[t - 1];

		require(regimes[t] == before || (regimes[t] == before + 1 && cm_has_responses(&periods[t])));
		require(regimes[t] == before || !has_noise || length >= shortest);
		length = (regimes[t] == before ? length : 0) + cm_has_responses(&periods[t]);
	}
	require(!has_noise || length >= shortest || series->count == 0 || regimes[series->count - 1] == 1);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	static double room[(MOST_SEASON + 5) * MOST_SEASON * CM_NODES];
	Input input = {data, size};
	double confidence = take_fraction(&input);
	int shortest = 1 + (int) (take(&input, 1) % 6);
	bool has_season = take(&input, 1) % 2;
	CmSeries series = {periods, 0, has_season ? 2 + (int) (take(&input, 1) % (MOST_SEASON - 1)) : 1};
	CmLevelFilter filter;

	while (input.size > 0 && series.count < MOST_PERIODS)
		take_period(&input, &periods[series.count++]);
	cm_lay_out_level_filter(&filter, series.season, room);
	cm_expect(&series, &filter, no_interrupt, expectations);
	for (int t = 0; t <= series.count; t++)
		check_expectation(&series, t, confidence);
	check_likelihoods(&input, &series, &filter);
	check_levels(&series, &filter);
	check_regimes(&series, shortest);
	return 0;
}
