/*
 * looks.c
 *		How often an interval that is looked at after each response is ever wrong.
 *
 * Of a share exactly: the probability of each number of satisfied among the responses so far, without
 * the ways there on which an interval missed the truth. Of NPS and of differences by simulation.
 *
 * Without arguments it prints the table for doc/inference.md; with --test it checks, with fewer
 * simulations, what that page promises.
 */
#include "tap.h"

#include <math.h>
#include <stdlib.h>

#include "mathematics/comparison.h"
#include "mathematics/interval.h"

#define CONFIDENCE 0.95
#define LOOKS      10000
#define MOST_LOOKS 100000

static void
count_response(CmSample *sample, int class)
{
	sample->responses[class]++;
	sample->weight[class]++;
	sample->squared_weight[class]++;
}

static CmSample
no_responses(void)
{
	CmSample sample = {0};

	sample.points = 3;
	for (int i = 0; i < 3; i++)
		sample.value[i] = i - 1;
	return sample;
}

/* ---- A share, exactly ---- */

static bool
covers(const CmIntervalMethod *method, int satisfied, int responses, double truth)
{
	CmSample sample = no_responses();

	sample.responses[1] = sample.weight[1] = sample.squared_weight[1] = responses - satisfied;
	sample.responses[2] = sample.weight[2] = sample.squared_weight[2] = satisfied;
	return cm_interval_bound(&sample, method, CONFIDENCE, CM_LOW) <= truth &&
		   cm_interval_bound(&sample, method, CONFIDENCE, CM_HIGH) >= truth;
}

/*
 * Bounds rise with the number of satisfied: those whose interval covers the truth stand together,
 * from `least` to `most`, which move up by at most one with each response.
 */
static double
ever_wrong_share(const CmIntervalMethod *method, double truth, int looks)
{
	static double probability[MOST_LOOKS + 2];
	double right = 0.0;
	int least = 0;
	int most = 0;

	memset(probability, 0, sizeof(probability));
	probability[0] = 1.0;
	for (int n = 1; n <= looks; n++)
	{
		for (int k = most + 1; k > least; k--)
			probability[k] = probability[k] * (1.0 - truth) + probability[k - 1] * truth;
		probability[least] *= 1.0 - truth;
		most++;
		while (most >= least && !covers(method, most, n, truth))
			probability[most--] = 0.0;
		while (least <= most && !covers(method, least, n, truth))
			probability[least++] = 0.0;
	}
	for (int k = least; k <= most; k++)
		right += probability[k];
	return 1.0 - right;
}

/* ---- NPS and differences, simulated ---- */

/* Shares of the classes -1, 0 and 1. */
typedef struct Mix
{
	double share[3];
} Mix;

static int
random_class(const Mix *mix)
{
	double place = drand48();

	return place < mix->share[0] ? 0 : place < mix->share[0] + mix->share[1] ? 1 : 2;
}

static double
mean_of(const Mix *mix)
{
	return mix->share[2] - mix->share[0];
}

static bool
is_ever_wrong_net(const CmIntervalMethod *method, const Mix *mix)
{
	CmSample sample = no_responses();

	for (int look = 0; look < LOOKS; look++)
	{
		count_response(&sample, random_class(mix));
		if (cm_interval_bound(&sample, method, CONFIDENCE, CM_LOW) > mean_of(mix) ||
			cm_interval_bound(&sample, method, CONFIDENCE, CM_HIGH) < mean_of(mix))
			return true;
	}
	return false;
}

static double
ever_wrong_net(const CmIntervalMethod *method, const Mix *mix, int runs)
{
	int wrong = 0;

	for (int run = 0; run < runs; run++)
		wrong += is_ever_wrong_net(method, mix);
	return (double) wrong / runs;
}

/*
 * Two samples: the first has had some responses when the looks begin, then each response goes to
 * the second with a fixed probability.
 */
typedef struct Experiment
{
	const char *name;
	CmMetricKind kind;
	Mix mix[2];
	double to_second;
	int head_start;
} Experiment;

static bool
is_ever_wrong_difference(const CmComparisonMethod *method, const Experiment *experiment)
{
	double truth = mean_of(&experiment->mix[0]) - mean_of(&experiment->mix[1]);
	CmSample sample[2] = {no_responses(), no_responses()};

	for (int i = 0; i < experiment->head_start; i++)
		count_response(&sample[0], random_class(&experiment->mix[0]));
	for (int look = 0; look < LOOKS; look++)
	{
		int group = drand48() < experiment->to_second;
		CmComparison comparison;

		count_response(&sample[group], random_class(&experiment->mix[group]));
		if (cm_compare(&sample[0], &sample[1], method, CONFIDENCE, &comparison) &&
			(comparison.low > truth || comparison.high < truth))
			return true;
	}
	return false;
}

static double
ever_wrong_difference(const CmComparisonMethod *method, const Experiment *experiment, int runs)
{
	int wrong = 0;

	for (int run = 0; run < runs; run++)
		wrong += is_ever_wrong_difference(method, experiment);
	return (double) wrong / runs;
}

static const double shares[] = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999};

static const Mix mixes[] = {
	{{0.3, 0.3, 0.4}},    {{0.1, 0.2, 0.7}},    {{0.5, 0.0, 0.5}},
	{{0.02, 0.96, 0.02}}, {{0.01, 0.01, 0.98}},
};

static const Experiment experiments[] = {
	{"NPS 10 and 10", CM_NET_SHARE, {{{0.3, 0.3, 0.4}}, {{0.3, 0.3, 0.4}}}, 0.5, 0},
	{"NPS 10 and 20", CM_NET_SHARE, {{{0.3, 0.3, 0.4}}, {{0.25, 0.3, 0.45}}}, 0.5, 0},
	{"NPS 60 and 60, a tenth to the second", CM_NET_SHARE, {{{0.1, 0.2, 0.7}}, {{0.1, 0.2, 0.7}}}, 0.1, 0},
	{"NPS 10 and 10, the first 5,000 ahead", CM_NET_SHARE, {{{0.3, 0.3, 0.4}}, {{0.3, 0.3, 0.4}}}, 0.5, 5000},
	{"NPS 10 and 10, the first finished at 5,000", CM_NET_SHARE, {{{0.3, 0.3, 0.4}}, {{0.3, 0.3, 0.4}}}, 1.0, 5000},
	{"CSAT 70 and 70", CM_SHARE, {{{0.0, 0.3, 0.7}}, {{0.0, 0.3, 0.7}}}, 0.5, 0},
	{"CSAT 90 and 95", CM_SHARE, {{{0.0, 0.1, 0.9}}, {{0.0, 0.05, 0.95}}}, 0.5, 0},
	{"CSAT 99 and 99, a tenth to the second", CM_SHARE, {{{0.0, 0.01, 0.99}}, {{0.0, 0.01, 0.99}}}, 0.1, 0},
};

static const CmIntervalMethod *
interval_method(CmMetricKind kind, const char *name)
{
	return cm_find_interval_method(kind, name, strlen(name));
}

static const CmComparisonMethod *
comparison_method(CmMetricKind kind, const char *name)
{
	return cm_find_comparison_method(kind, name, strlen(name));
}

static void
print_row(const char *name, double always_valid, double usual)
{
	printf("| %s | %.1f | %.1f |\n", name, 100.0 * always_valid, 100.0 * usual);
	fflush(stdout);
}

static void
print_shares(int looks)
{
	char name[80];

	for (size_t i = 0; i < lengthof(shares); i++)
	{
		snprintf(name, sizeof(name), "CSAT %g, %d looks", 100.0 * shares[i], looks);
		print_row(name, ever_wrong_share(interval_method(CM_SHARE, "always_valid"), shares[i], looks),
				  ever_wrong_share(interval_method(CM_SHARE, "wilson"), shares[i], looks));
	}
}

static void
print_simulations(int runs)
{
	char name[80];

	for (size_t i = 0; i < lengthof(mixes); i++)
	{
		snprintf(name, sizeof(name), "NPS %g: %g, %g, %g", 100.0 * mean_of(&mixes[i]),
				 100.0 * mixes[i].share[0], 100.0 * mixes[i].share[1], 100.0 * mixes[i].share[2]);
		print_row(name, ever_wrong_net(interval_method(CM_NET_SHARE, "always_valid"), &mixes[i], runs),
				  ever_wrong_net(interval_method(CM_NET_SHARE, "adjusted_wald"), &mixes[i], runs));
	}
	for (size_t i = 0; i < lengthof(experiments); i++)
	{
		CmMetricKind kind = experiments[i].kind;
		const char *usual = kind == CM_SHARE ? "newcombe" : "adjusted_wald";

		print_row(experiments[i].name,
				  ever_wrong_difference(comparison_method(kind, "always_valid"), &experiments[i], runs),
				  ever_wrong_difference(comparison_method(kind, usual), &experiments[i], runs));
	}
}

static void
check_at_most(const char *name, double wrong)
{
	char text[120];

	snprintf(text, sizeof(text), "%s: ever wrong in %.2f%%", name, 100.0 * wrong);
	tap_ok(wrong <= 1.0 - CONFIDENCE, text);
}

static void
check_shares(void)
{
	double usual = ever_wrong_share(interval_method(CM_SHARE, "wilson"), 0.7, LOOKS);
	char name[80];

	for (size_t i = 0; i < lengthof(shares); i++)
	{
		snprintf(name, sizeof(name), "a share of %g%%, %d looks", 100.0 * shares[i], MOST_LOOKS);
		check_at_most(name, ever_wrong_share(interval_method(CM_SHARE, "always_valid"), shares[i], MOST_LOOKS));
	}
	snprintf(name, sizeof(name), "Wilson's interval of 70%% is ever wrong in %.1f%%", 100.0 * usual);
	tap_ok(usual > 0.6, name);
}

static void
check_mixes(int runs)
{
	double wrong = 0.0;

	for (size_t i = 0; i < lengthof(mixes); i++)
		wrong += ever_wrong_net(interval_method(CM_NET_SHARE, "always_valid"), &mixes[i], runs);
	check_at_most("NPS of several mixes", wrong / lengthof(mixes));
}

/* The promise is for two samples that begin together. */
static void
check_differences(int runs)
{
	double wrong = 0.0;
	int checked = 0;

	for (size_t i = 0; i < lengthof(experiments); i++)
	{
		const Experiment *experiment = &experiments[i];

		if (experiment->head_start > 0)
			continue;
		wrong += ever_wrong_difference(comparison_method(experiment->kind, "always_valid"), experiment, runs);
		checked++;
	}
	check_at_most("differences", wrong / checked);
}

int
main(int argc, char **argv)
{
	srand48(2024); /* the same on every machine: POSIX */
	if (argc > 1 && strcmp(argv[1], "--test") == 0)
	{
		check_shares();
		check_mixes(200);
		check_differences(200);
		return tap_finish();
	}
	print_shares(LOOKS);
	print_shares(MOST_LOOKS);
	print_simulations(argc > 1 ? atoi(argv[1]) : 10000);
	return 0;
}
