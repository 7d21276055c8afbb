/*
 * coverage.c
 *		How often each 95% interval covers the truth, by exact enumeration of all samples.
 *
 * For each number of responses and each truth of a grid, the coverage is the sum of the
 * probabilities of those samples whose interval contains the truth. Truths of a net share: all
 * shares of detractors, passives and promoters in steps of 1% in which each occurs, and apart from
 * those the ones in which one of the three never occurs. Truths of a share: steps of 0.05%.
 *
 * Without arguments it prints the table for doc/inference.md; with --test it checks what that
 * page promises.
 */
#include "tap.h"

#include <math.h>
#include <stdlib.h>

#include "mathematics/interval.h"

#define CONFIDENCE  0.95
#define LARGEST     100
#define NET_STEPS   100
#define SHARE_STEPS 2000

typedef struct Coverage
{
	double mean;
	double least;
	double least_at_edge; /* where one class never occurs */
} Coverage;

static double log_factorials[LARGEST + 1];

static void
prepare_factorials(void)
{
	for (int n = 1; n <= LARGEST; n++)
		log_factorials[n] = log_factorials[n - 1] + log(n);
}

/* count * log(share), where 0 of a share of 0 is certain */
static double
log_power(int count, double share)
{
	return count == 0 ? 0.0 : share == 0.0 ? -INFINITY : count * log(share);
}

typedef struct Interval
{
	int count[3];
	double low;
	double high;
} Interval;

/*
 * The intervals of all samples of n responses; of a share, `classes` is 2 and they leave out the
 * first count.
 */
static int
enumerate(const CmIntervalMethod *method, int classes, int n, Interval *intervals)
{
	int found = 0;

	for (int first = 0; first <= (classes == 3 ? n : 0); first++)
		for (int second = 0; second <= n - first; second++)
		{
			Interval *interval = &intervals[found++];
			CmSample sample = {0};

			sample.points = 3;
			interval->count[0] = first;
			interval->count[1] = second;
			interval->count[2] = n - first - second;
			for (int i = 0; i < 3; i++)
			{
				sample.value[i] = i - 1;
				sample.responses[i] = sample.weight[i] = sample.squared_weight[i] = interval->count[i];
			}
			interval->low = cm_interval_bound(&sample, method, CONFIDENCE, CM_LOW);
			interval->high = cm_interval_bound(&sample, method, CONFIDENCE, CM_HIGH);
		}
	return found;
}

static double
probability_covered(const Interval *intervals, int count, int n, const double *share)
{
	double truth = share[2] - share[0];
	double covered = 0.0;

	for (int i = 0; i < count; i++)
	{
		const Interval *interval = &intervals[i];
		double log_probability = log_factorials[n];

		/* bounds that equal the truth but for rounding cover it */
		if (!(interval->low <= truth + 1e-9 && interval->high >= truth - 1e-9))
			continue;
		for (int k = 0; k < 3; k++)
			log_probability += log_power(interval->count[k], share[k]) - log_factorials[interval->count[k]];
		covered += exp(log_probability);
	}
	return covered;
}

static Coverage
coverage_of(const CmIntervalMethod *method, int n)
{
	static Interval intervals[(LARGEST + 1) * (LARGEST + 2) / 2];
	bool net = method->kind == CM_NET_SHARE;
	int steps = net ? NET_STEPS : SHARE_STEPS;
	int count = enumerate(method, net ? 3 : 2, n, intervals);
	Coverage coverage = {0.0, 1.0, 1.0};
	int truths = 0;

	for (int first = 0; first <= (net ? steps : 0); first++)
		for (int second = 0; second <= steps - first; second++)
		{
			double share[3] = {first / (double) steps, second / (double) steps,
							   (steps - first - second) / (double) steps};
			double covered;

			if (first == steps || second == steps || first + second == 0)
				continue;
			covered = probability_covered(intervals, count, n, share);
			if (net && (first == 0 || second == 0 || first + second == steps))
			{
				coverage.least_at_edge = fmin(coverage.least_at_edge, covered);
				continue;
			}
			coverage.mean += covered;
			coverage.least = fmin(coverage.least, covered);
			truths++;
		}
	coverage.mean /= truths;
	return coverage;
}

static void
print_table(void)
{
	static const int sizes[] = {5, 10, 20, 30, 50, 100};

	printf("| metric, method |");
	for (size_t i = 0; i < lengthof(sizes); i++)
		printf(" n = %d |", sizes[i]);
	printf(" least of n = 20..100 | at the edge |\n|---|---|---|---|---|---|---|---|---|\n");
	for (int i = 0; i < cm_interval_method_count; i++)
	{
		const CmIntervalMethod *method = &cm_interval_methods[i];
		double least = 1.0;
		double least_at_edge = 1.0;

		if (method->kind == CM_MEAN_SCORE)
			continue;
		printf("| %s, `%s` |", method->kind == CM_NET_SHARE ? "NPS" : "CSAT", method->name);
		for (size_t k = 0; k < lengthof(sizes); k++)
		{
			Coverage coverage = coverage_of(method, sizes[k]);

			printf(" %.1f, %.1f |", 100.0 * coverage.mean, 100.0 * coverage.least);
		}
		for (int n = 20; n <= LARGEST; n++)
		{
			Coverage coverage = coverage_of(method, n);

			least = fmin(least, coverage.least);
			least_at_edge = fmin(least_at_edge, coverage.least_at_edge);
		}
		printf(" %.1f | ", 100.0 * least);
		if (method->kind == CM_NET_SHARE)
			printf("%.1f ", 100.0 * least_at_edge);
		printf("|\n");
		fflush(stdout);
	}
}

static Coverage
coverage_between(CmMetricKind kind, const char *name, int from, int to)
{
	const CmIntervalMethod *method = cm_find_interval_method(kind, name, strlen(name));
	Coverage all = {0.0, 1.0, 1.0};

	for (int n = from; n <= to; n++)
	{
		Coverage coverage = coverage_of(method, n);

		all.mean += coverage.mean / (to - from + 1);
		all.least = fmin(all.least, coverage.least);
		all.least_at_edge = fmin(all.least_at_edge, coverage.least_at_edge);
	}
	return all;
}

static void
check_promises(void)
{
	Coverage net = coverage_between(CM_NET_SHARE, "adjusted_wald", 20, 100);
	Coverage wilson = coverage_between(CM_SHARE, "wilson", 5, 100);
	Coverage exact = coverage_between(CM_SHARE, "exact", 5, 100);
	Coverage wald = coverage_between(CM_SHARE, "wald", 20, 20);
	char text[200];

	snprintf(text, sizeof(text), "default NPS interval, n = 20 to 100: mean %.4f, least %.4f, at the edge %.4f",
			 net.mean, net.least, net.least_at_edge);
	tap_ok(fabs(net.mean - 0.95) < 0.01 && net.least >= 0.91 && net.least_at_edge >= 0.89, text);
	snprintf(text, sizeof(text), "Wilson, n = 5 to 100: mean %.4f, least %.4f", wilson.mean, wilson.least);
	tap_ok(fabs(wilson.mean - 0.95) < 0.01 && fabs(wilson.least - 0.83) < 0.01, text);
	snprintf(text, sizeof(text), "Clopper-Pearson never covers less than it says: %.4f", exact.least);
	tap_ok(exact.least >= CONFIDENCE, text);
	snprintf(text, sizeof(text), "Wald's for a share covers far less than it says: %.4f", wald.least);
	tap_ok(wald.least < 0.1, text);
}

int
main(int argc, char **argv)
{
	prepare_factorials();
	if (argc > 1 && strcmp(argv[1], "--test") == 0)
	{
		check_promises();
		return tap_finish();
	}
	print_table();
	return 0;
}
