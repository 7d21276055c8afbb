/*
 * level.c
 *		What series lead to expect, their level and their regimes, against a table of reference values (level.tsv, by R).
 */
#include "table.h"

#include "mathematics/level.h"
#include "mathematics/regime.h"

#define MOST_PERIODS 64
#define MOST_SEASON  12

static CmPeriod periods[MOST_PERIODS];
static CmSeries series = {periods, 0, 1};
static bool answered; /* the arrays below belong to the series */
static CmExpectation expectations[MOST_PERIODS + 1];
static double levels[MOST_PERIODS];
static double regimes[MOST_PERIODS];

static void
no_interrupt(void)
{
}

static CmLevelFilter
new_filter(void)
{
	static double room[(MOST_SEASON + 5) * MOST_SEASON * CM_NODES];
	CmLevelFilter filter;

	cm_lay_out_level_filter(&filter, series.season, room);
	return filter;
}

static void
answer(void)
{
	double room[MOST_PERIODS];
	CmStretch stretches[MOST_PERIODS + 1];
	CmRegimeRoom regime_room = {stretches, room};
	CmLevelFilter filter = new_filter();

	cm_expect(&series, &filter, no_interrupt, expectations);
	cm_smooth_level(&series, &expectations[series.count], &filter, no_interrupt, room, levels);
	cm_find_regimes(periods, series.count, 2, regime_room, no_interrupt, regimes);
	answered = true;
}

static void
require_room(bool there_is, const char *line)
{
	if (there_is)
		return;
	tap_ok(false, line);
	exit(1);
}

/* series number season */
static void
begin_series(char **cell, const char *line)
{
	series.count = 0;
	series.season = atoi(cell[2]);
	require_room(series.season <= MOST_SEASON, line);
	answered = false;
}

static void
read_decimals(const char *text, int decimals, int128 *values)
{
	for (int i = 0; i < 3; i++)
	{
		cm_parse_decimal(&text, decimals, &values[i]);
		text++;
	}
}

/* period counts weights squares */
static void
add_period(char **cell, const char *line)
{
	static const CmMeasure net = {3, 100, 0, {-1, 0, 1}};
	int128 counts[3];
	int64 responses[3];
	int128 weights[3];
	int128 squares[3];
	CmHistogram histogram = {{0, 3}, responses, NULL, NULL};
	CmPeriod *period = &periods[series.count++];

	require_room(series.count <= MOST_PERIODS, line);
	*period = cm_period_without_responses;
	if (strcmp(cell[1], "-") == 0)
		return;
	read_decimals(cell[1], 0, counts);
	for (int i = 0; i < 3; i++)
		responses[i] = (int64) counts[i];
	if (strcmp(cell[2], "-") != 0)
	{
		read_decimals(cell[2], CM_WEIGHT_DECIMALS, weights);
		read_decimals(cell[3], 2 * CM_WEIGHT_DECIMALS, squares);
		histogram.weight = weights;
		histogram.squared_weight = squares;
	}
	cm_fill_period(&histogram, &net, period);
}

/* The error of a number in units of its size, or of 1 where it is smaller. */
static void
note_relative(const char *name, double allowed, double found, const char *expected, const char *line)
{
	double value = atof(expected);

	note(name, allowed, found, value, 1 / fmax(1, fabs(value)), line);
}

/* expect period metric variance noise ratio p low high regime */
static void
check_expectation(char **cell, const char *line)
{
	int t = atoi(cell[1]);
	const char *season = series.season > 1 ? ", with a season" : "";
	const CmExpectation *found = &expectations[t];
	double margin;
	char name[96];

	if (!answered)
		answer();
	snprintf(name, sizeof(name), "metric expected%s", season);
	note_relative(name, 1e-9, found->metric, cell[2], line);
	snprintf(name, sizeof(name), "variance of it%s", season);
	note(name, 1e-9, found->variance, atof(cell[3]), 1 / fmax(1e-9, atof(cell[3])), line);
	snprintf(name, sizeof(name), "bounds of 95%%%s", season);
	margin = cm_expected_margin(found, &periods[t], 0.95);
	note_relative(name, 1e-9, found->metric - margin, cell[7], line);
	note_relative(name, 1e-9, found->metric + margin, cell[8], line);
	snprintf(name, sizeof(name), "p-value%s", season);
	note(name, 1e-9, cm_expected_p_value(found, &periods[t]), atof(cell[6]),
		 1 / fmax(1e-9, atof(cell[6])), line);
	note_relative("pooled variance", 1e-12, found->noise, cell[4], line);
	note("regime", 0, regimes[t], atof(cell[9]), 1, line);
}

/* smooth period level */
static void
check_level(char **cell, const char *line)
{
	note_relative(series.season > 1 ? "level, with a season" : "level", 1e-9, levels[atoi(cell[1])],
				  cell[2], line);
}

/* fixed period ratio metric variance likelihood */
static void
check_fixed_ratio(char **cell, const char *line)
{
	CmLevelFilter filter = new_filter();
	double noise = expectations[series.count].noise;
	int place = series.count % series.season;
	CmNodes variance;

	for (int n = 0; n < CM_NODES; n++)
		filter.ratio[n] = atof(cell[2]);
	cm_start_level_filter(&filter);
	for (int t = 0; t < series.count; t++)
	{
		if (cm_has_responses(&periods[t]))
			cm_observe_level(&filter, t % series.season, periods[t].metric, 1 / periods[t].responses);
		cm_drift_level(&filter);
	}
	note("likelihood of a ratio", 1e-9, filter.log_determinant[0] + filter.squares[0] / noise,
		 atof(cell[5]), 1, line);
	if (!filter.seen[place])
		return;
	cm_predict_level(&filter, place, variance);
	note("metric expected at a ratio", 1e-9, filter.level[place][0], atof(cell[3]), 1, line);
	note("variance of it", 1e-9, variance[0], atof(cell[4]), 1 / atof(cell[4]), line);
}

static const Row rows[] = {
	{"series", 3, begin_series}, {"period", 4, add_period},       {"expect", 10, check_expectation},
	{"smooth", 3, check_level},  {"fixed", 6, check_fixed_ratio},
};

int
main(int argc, char **argv)
{
	check_table(argc > 1 ? argv[1] : "test/mathematics/level.tsv", rows, lengthof(rows));
	return tap_finish();
}
