/*
 * over_time.c
 *		How often bands hold, steps are seen, and changes are found, by simulation.
 *
 * Without arguments it prints the tables for doc/over_time.md; with --test it checks, with fewer
 * simulations, what that page promises.
 */
#include "series.h"

#include "mathematics/comparison.h"
#include "mathematics/regime.h"

#define LOOKED_AT 0.05

/* How the true level goes from period to period. */
typedef struct World
{
	const char *name;
	double walk; /* in standard errors of a period */
	double step; /* the same, to either side, with the probability `rare` */
	double rare;
	double unrest; /* the same, gone in the next period */
} World;

static const World worlds[] = {
	{"a fixed level", 0, 0, 0, 0},
	{"a walk of 0.3 standard errors a period", 0.3, 0, 0, 0},
	{"a walk of 1 standard error a period", 1, 0, 0, 0},
	{"a step of 4 standard errors in one of 12 periods", 0, 4, 1.0 / 12, 0},
	{"a fixed level, and unrest of 1 standard error", 0, 0, 0, 1},
};

/* Periods before the one whose band is looked at. */
static const int lengths[] = {4, 6, 12, 24, 50, 100, 200};

static Responses responses_of[MOST_PERIODS];
static CmPeriod periods[MOST_PERIODS];
static CmSeries series = {periods, 0, 1};

static CmPeriod
random_period(double net, int number)
{
	Responses responses = random_responses(net, number);

	return period_of(&responses);
}

static void
simulate(const World *world, int count, int responses)
{
	double net = 0;

	series.count = count;
	for (int t = 0; t < count; t++)
	{
		if (t > 0)
			net += standard_error(responses) * world->walk * random_normal();
		if (t > 0 && drand48() < world->rare)
			net += standard_error(responses) * (drand48() < 0.5 ? -world->step : world->step);
		responses_of[t] =
			random_responses(net + standard_error(responses) * world->unrest * random_normal(), responses);
		periods[t] = period_of(&responses_of[t]);
	}
}

static bool
is_out_of_band(int t)
{
	return cm_expected_p_value(&expect(&series)[t], &periods[t]) < LOOKED_AT;
}

static const double *
find_regimes(void)
{
	static CmStretch stretches[MOST_PERIODS + 1];
	static double unrest[MOST_PERIODS];
	static double regimes[MOST_PERIODS];
	CmRegimeRoom room = {stretches, unrest};

	cm_find_regimes(periods, series.count, 2, room, no_interrupt, regimes);
	return regimes;
}

/* The share of the periods after so many that lie within their band of 95%. */
static double
share_in_band(const World *world, int before, int responses, int runs)
{
	int held = 0;

	srand48(SEED);
	for (int run = 0; run < runs; run++)
	{
		simulate(world, before + 1, responses);
		held += !is_out_of_band(before);
	}
	return (double) held / runs;
}

/* The same of a fixed level, where that last period is off by 4 standard errors. */
static double
share_of_seen_steps(int before, int responses, int runs)
{
	int seen = 0;

	srand48(SEED);
	for (int run = 0; run < runs; run++)
	{
		simulate(&worlds[0], before + 1, responses);
		periods[before] = random_period(4 * standard_error(responses), responses);
		seen += is_out_of_band(before);
	}
	return (double) seen / runs;
}

static double
share_of_changes(const World *world, int count, int responses, int runs)
{
	int changed = 0;

	srand48(SEED);
	for (int run = 0; run < runs; run++)
	{
		simulate(world, count, responses);
		changed += find_regimes()[count - 1] > 1;
	}
	return (double) changed / runs;
}

/* A fall in the middle of a fixed level, and a change that is found there or a period beside it. */
static double
share_of_found_changes(double fall, int count, int responses, int runs)
{
	int found = 0;

	srand48(SEED);
	for (int run = 0; run < runs; run++)
	{
		const double *regimes;
		int middle = count / 2;

		simulate(&worlds[0], count, responses);
		for (int t = middle; t < count; t++)
			periods[t] = random_period(-fall, responses);
		regimes = find_regimes();
		found += regimes[middle + 1] > regimes[middle - 2];
	}
	return (double) found / runs;
}

static CmSample
sample_of(int first, int last)
{
	CmSample sample = {0};

	sample.points = 3;
	for (int i = 0; i < 3; i++)
	{
		sample.value[i] = i - 1;
		for (int t = first; t <= last; t++)
			sample.responses[i] += responses_of[t].count[i];
		sample.weight[i] = sample.squared_weight[i] = sample.responses[i];
	}
	return sample;
}

/* The share of days that differ from the 28 before them by a test that knows nothing of wandering. */
static double
share_of_differing_days(const World *world, int before, int responses, int runs)
{
	int differing = 0;

	srand48(SEED);
	for (int run = 0; run < runs; run++)
	{
		CmSample day;
		CmSample days;
		CmComparison comparison;

		simulate(world, before + 1, responses);
		day = sample_of(before, before);
		days = sample_of(before - 28, before - 1);
		cm_compare(&day, &days, &cm_comparison_methods[0], 0.95, &comparison);
		differing += comparison.p_value < LOOKED_AT;
	}
	return (double) differing / runs;
}

static void
print_alarms(int runs)
{
	printf("| days a year on which p is below 0.05 | the day against four weeks before, `nps_p_value` | `nps_expected_p_value` |\n|---|---|---|\n");
	for (size_t w = 0; w < lengthof(worlds); w++)
		printf("| %s | %.0f | %.0f |\n", worlds[w].name,
			   365 * share_of_differing_days(&worlds[w], 200, 100, runs),
			   365 * (1 - share_in_band(&worlds[w], 200, 100, runs)));
}

static void
print_bands(int responses, int runs)
{
	printf("| periods before |");
	for (size_t i = 0; i < lengthof(lengths); i++)
		printf(" %d |", lengths[i]);
	printf("\n|---|---|---|---|---|---|---|---|\n");
	for (size_t w = 0; w < lengthof(worlds); w++)
	{
		printf("| %s |", worlds[w].name);
		for (size_t i = 0; i < lengthof(lengths); i++)
			printf(" %.1f |", 100 * share_in_band(&worlds[w], lengths[i], responses, runs));
		printf("\n");
		fflush(stdout);
	}
	printf("| seen: a step of 4 standard errors in the last one |");
	for (size_t i = 0; i < lengthof(lengths); i++)
		printf(" %.1f |", 100 * share_of_seen_steps(lengths[i], responses, runs));
	printf("\n");
}

static void
print_changes(int runs)
{
	static const int counts[] = {12, 24, 52, 104, 365};
	static const struct
	{
		const char *name;
		const World *world;
		double fall;
		int responses;
	} cases[] = {
		{"a fixed level: false changes", &worlds[0], 0, 30},
		{"a fixed level: false changes", &worlds[0], 0, 300},
		{"a fixed level: false changes", &worlds[0], 0, 3000},
		{"unrest of 1 standard error: false changes", &worlds[4], 0, 300},
		{"a walk of 0.3 standard errors: taken for changes", &worlds[1], 0, 300},
		{"a fall of 10 points: found", &worlds[0], 0.1, 200},
		{"a fall of 20 points: found", &worlds[0], 0.2, 200},
		{"a fall of 5 points: found", &worlds[0], 0.05, 1000},
		{"a fall of 10 points: found", &worlds[0], 0.1, 1000},
	};

	printf("| periods |");
	for (size_t i = 0; i < lengthof(counts); i++)
		printf(" %d |", counts[i]);
	printf("\n|---|---|---|---|---|---|\n");
	for (size_t k = 0; k < lengthof(cases); k++)
	{
		printf("| %s, %d responses a period |", cases[k].name, cases[k].responses);
		for (size_t i = 0; i < lengthof(counts); i++)
			printf(" %.1f |",
				   100 * (cases[k].fall > 0
							  ? share_of_found_changes(cases[k].fall, counts[i], cases[k].responses, runs)
							  : share_of_changes(cases[k].world, counts[i], cases[k].responses, runs)));
		printf("\n");
		fflush(stdout);
	}
}

static void
check_share(double share, double least, double most, const char *what)
{
	char text[200];

	snprintf(text, sizeof(text), "%s: %.1f%%", what, 100 * share);
	tap_ok(share >= least && share <= most, text);
}

/* With some room for chance: a share of 95% in 2000 runs has a standard error of 0.5%. */
static void
check_promises(void)
{
	check_share(share_in_band(&worlds[0], 50, 100, 2000), 0.935, 0.965, "band of 95%, fixed level");
	check_share(share_in_band(&worlds[1], 50, 100, 2000), 0.925, 0.965, "band of 95%, slow walk");
	check_share(share_in_band(&worlds[2], 50, 100, 2000), 0.925, 0.965, "band of 95%, walk");
	check_share(share_in_band(&worlds[2], 6, 100, 2000), 0.88, 0.94, "band of 95% after few periods, too narrow");
	check_share(share_in_band(&worlds[3], 50, 100, 2000), 0.91, 0.96, "band of 95%, steps");
	check_share(1 - share_in_band(&worlds[1], 200, 100, 1000), 0.03, 0.08, "p below 0.05 of a level that walks");
	check_share(share_of_differing_days(&worlds[1], 200, 100, 1000), 0.12, 0.2, "... and by the usual test");
	check_share(share_of_seen_steps(3, 100, 2000), 0.8, 0.9, "a step in the last of 4 periods is seen");
	check_share(share_of_changes(&worlds[0], 12, 100, 2000), 0, 0.04, "false changes in 12 periods");
	check_share(share_of_changes(&worlds[0], 52, 100, 1000), 0, 0.03, "false changes in 52 periods");
	check_share(share_of_found_changes(0.2, 24, 200, 1000), 0.96, 1, "a fall of 20 points is found");
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--test") == 0)
	{
		check_promises();
		return tap_finish();
	}
	print_bands(1000, 10000);
	print_changes(10000);
	print_alarms(10000);
	return 0;
}
