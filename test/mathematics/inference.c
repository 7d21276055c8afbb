/*
 * inference.c
 *		Intervals, tests and sample sizes against a table of reference values (inference.tsv, by R).
 */
#include "table.h"

#include "mathematics/change.h"
#include "mathematics/comparison.h"
#include "mathematics/interval.h"
#include "mathematics/p_values.h"
#include "mathematics/posterior.h"
#include "mathematics/sample_size.h"

static int
read_numbers(const char *text, double *numbers)
{
	int count = 0;
	const char *start = text;

	while (count < CM_MAX_POINTS)
	{
		char *end;

		numbers[count++] = strtod(start, &end);
		if (*end != ',')
			break;
		start = end + 1;
	}
	return count;
}

static CmMetricKind
read_kind(const char *name)
{
	return strcmp(name, "net") == 0     ? CM_NET_SHARE
		   : strcmp(name, "share") == 0 ? CM_SHARE
										: CM_MEAN_SCORE;
}

static CmSample
read_sample(CmMetricKind kind, const char *counts, const char *weights, const char *squares)
{
	CmSample sample = {0};

	sample.points = read_numbers(counts, sample.responses);
	sample.weighted = strcmp(weights, "-") != 0;
	read_numbers(sample.weighted ? weights : counts, sample.weight);
	read_numbers(sample.weighted ? squares : counts, sample.squared_weight);
	for (int i = 0; i < sample.points; i++)
		sample.value[i] = kind == CM_NET_SHARE ? i - 1 : kind == CM_SHARE ? i : i + 1;
	return sample;
}

static double
clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* interval kind method confidence counts weights squares low high */
static void
check_interval(char **cell, const char *line)
{
	CmMetricKind kind = read_kind(cell[1]);
	const CmIntervalMethod *method = cm_find_interval_method(kind, cell[2], strlen(cell[2]));
	double confidence = atof(cell[3]);
	CmSample sample = read_sample(kind, cell[4], cell[5], cell[6]);
	bool iterative = strcmp(cell[2], "score") == 0 || strcmp(cell[2], "bayes") == 0 ||
					 strcmp(cell[2], "exact") == 0 || strcmp(cell[2], "jeffreys") == 0;
	double scale = kind == CM_MEAN_SCORE ? 1.0 : 100.0;
	char name[96];
	double low;
	double high;

	snprintf(name, sizeof(name), "%s interval of a %s%s", cell[2], cell[1], sample.weighted ? ", weighted" : "");
	cm_value_range(&sample, kind, &low, &high);
	note(name, iterative ? 1e-6 : 1e-9, cm_interval_bound(&sample, method, confidence, CM_LOW),
		 clamp(atof(cell[7]), low, high), scale, line);
	note(name, iterative ? 1e-6 : 1e-9, cm_interval_bound(&sample, method, confidence, CM_HIGH),
		 clamp(atof(cell[8]), low, high), scale, line);
	note(name, iterative ? 1e-6 : 1e-9, cm_interval_margin(&sample, method, confidence),
		 0.5 * (atof(cell[8]) - atof(cell[7])), scale, line);
}

static void
note_comparison(char **cell, const CmSample *a, const CmSample *b, char **expected, const char *line)
{
	CmMetricKind kind = read_kind(cell[1]);
	const CmComparisonMethod *method = cm_find_comparison_method(kind, cell[2], strlen(cell[2]));
	double most = kind == CM_MEAN_SCORE ? a->points - 1.0 : kind == CM_NET_SHARE ? 2.0 : 1.0;
	double scale = kind == CM_MEAN_SCORE ? 1.0 : 100.0;
	double p_value = atof(expected[5]);
	CmComparison found;
	char name[96];

	snprintf(name, sizeof(name), "%s comparison of a %s%s", cell[2], cell[1], a->weighted ? ", weighted" : "");
	cm_compare(a, b, method, atof(cell[3]), &found);
	note(name, 1e-9, found.difference, atof(expected[0]), scale, line);
	note(name, 1e-9, found.low, clamp(atof(expected[1]), -most, most), scale, line);
	note(name, 1e-9, found.high, clamp(atof(expected[2]), -most, most), scale, line);
	note(name, 1e-9, found.statistic, atof(expected[3]), 1.0, line);
	note(name, 1e-9, found.df, atof(expected[4]), 1.0, line);
	note(name, 1e-9, found.p_value, p_value, 1.0 / p_value, line);
}

/* compare kind method confidence counts counts difference low high statistic df p */
static void
check_comparison(char **cell, const char *line)
{
	CmSample a = read_sample(read_kind(cell[1]), cell[4], "-", "-");
	CmSample b = read_sample(read_kind(cell[1]), cell[5], "-", "-");

	note_comparison(cell, &a, &b, cell + 6, line);
}

/* compare_weighted: the same, where each sample has counts weights squares */
static void
check_weighted_comparison(char **cell, const char *line)
{
	CmSample a = read_sample(read_kind(cell[1]), cell[4], cell[5], cell[6]);
	CmSample b = read_sample(read_kind(cell[1]), cell[7], cell[8], cell[9]);

	note_comparison(cell, &a, &b, cell + 10, line);
}

static CmTotal
read_total(CmMetricKind kind, const char *weights)
{
	CmSample sample = read_sample(kind, weights, "-", "-");
	CmTotal total = {0};

	for (int i = 0; i < sample.points; i++)
	{
		total.weight += sample.weight[i];
		total.sum += sample.weight[i] * sample.value[i];
	}
	return total;
}

/*
 * change kind set counts weights squares counts weights squares weights weights from-share from-score:
 * a segment before and after, the weights of all segments before and after
 */
static void
check_change(char **cell, const char *line)
{
	CmMetricKind kind = read_kind(cell[1]);
	double scale = kind == CM_MEAN_SCORE ? 1.0 : 100.0;
	CmChange change = cm_segment_change(read_total(kind, cell[4]), read_total(kind, cell[7]),
										read_total(kind, cell[9]), read_total(kind, cell[10]));
	char name[96];

	snprintf(name, sizeof(name), "change of a %s by segment, weighted", cell[1]);
	note(name, 1e-9, change.from_share, atof(cell[11]), scale, line);
	note(name, 1e-9, change.from_score, atof(cell[12]), scale, line);
}

/* above kind counts counts probability */
static void
check_above(char **cell, const char *line)
{
	CmMetricKind kind = read_kind(cell[1]);
	CmSample a = read_sample(kind, cell[2], "-", "-");
	CmSample b = read_sample(kind, cell[3], "-", "-");
	char name[96];

	snprintf(name, sizeof(name), "probability that a %s is above", cell[1]);
	note(name, 1e-9,
		 kind == CM_NET_SHARE ? cm_net_probability_above(&a, &b) : cm_share_probability_above(&a, &b),
		 atof(cell[4]), 1.0, line);
	note(name, 1e-9,
		 kind == CM_NET_SHARE ? cm_net_probability_above(&b, &a) : cm_share_probability_above(&b, &a),
		 1.0 - atof(cell[4]), 1.0, line);
}

static int
by_falling_value(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x < y) - (x > y);
}

/* adjust method p-values adjusted */
static void
check_adjustment(char **cell, const char *line)
{
	double found[CM_MAX_POINTS];
	double expected[CM_MAX_POINTS];
	int count = read_numbers(cell[2], found);

	read_numbers(cell[3], expected);
	qsort(found, count, sizeof(double), by_falling_value);
	/* both methods keep the order */
	qsort(expected, count, sizeof(double), by_falling_value);
	for (int i = 0; i < cm_adjustment_method_count; i++)
		if (strcmp(cm_adjustment_methods[i].name, cell[1]) == 0)
		{
			cm_adjustment_methods[i].adjust(found, count);
			for (int k = 0; k < count; k++)
				note(cell[1], 1e-14, found[k], expected[k], 1.0, line);
		}
}

/* size kind confidence margin variance-or-share population responses */
static void
check_size(char **cell, const char *line)
{
	double (*size)(double, double, double, double) =
		read_kind(cell[1]) == CM_NET_SHARE ? cm_net_sample_size : cm_share_sample_size;

	note("sample size for a margin", 0.0,
		 size(atof(cell[3]), atof(cell[2]), atof(cell[4]), atof(cell[5])), atof(cell[6]), 1.0, line);
}

/* groups kind confidence power x y responses: shares x and y, or difference x and variance y */
static void
check_groups(char **cell, const char *line)
{
	double confidence = atof(cell[2]);
	double power = atof(cell[3]);
	double x = atof(cell[4]);
	double y = atof(cell[5]);

	note("sample size of groups", 0.0,
		 read_kind(cell[1]) == CM_NET_SHARE ? cm_net_comparison_size(x, confidence, power, y)
											: cm_share_comparison_size(x, y, confidence, power),
		 atof(cell[6]), 1.0, line);
}

static const Row rows[] = {
	{"interval", 9, check_interval},
	{"compare", 12, check_comparison},
	{"compare_weighted", 16, check_weighted_comparison},
	{"change", 13, check_change},
	{"above", 5, check_above},
	{"adjust", 4, check_adjustment},
	{"size", 7, check_size},
	{"groups", 7, check_groups},
};

static double
bound(CmMetricKind kind, const char *method, const char *counts, double confidence, CmSide side)
{
	CmSample sample = read_sample(kind, counts, "-", "-");

	return cm_interval_bound(&sample, cm_find_interval_method(kind, method, strlen(method)), confidence, side);
}

static bool
is_near(double found, double expected, double error)
{
	return fabs(found - expected) <= error;
}

/*
 * What no table can hold: closed forms of extreme samples.
 */
static void
check_extremes(void)
{
	double z = 1.959963984540054;
	double square = z * z;

	/* (1 - d) n = z^2 (1 + d): Tango's equation with promoters alone */
	tap_ok(is_near(bound(CM_NET_SHARE, "score", "0,0,9", 0.95, CM_LOW), (9 - square) / (9 + square), 1e-14) &&
			   bound(CM_NET_SHARE, "score", "0,0,9", 0.95, CM_HIGH) == 1.0,
		   "score interval of promoters alone");
	tap_ok(is_near(bound(CM_NET_SHARE, "score", "0,9,0", 0.95, CM_HIGH), square / (9 + square), 1e-14),
		   "score interval of passives alone");
	tap_ok(isnan(bound(CM_NET_SHARE, "bayes", "0,0,0", 0.95, CM_HIGH)), "no responses: not defined");
	/* with p passives alone the posterior above d is (1 - d)^(p + 2) / 2 */
	tap_ok(is_near(bound(CM_NET_SHARE, "bayes", "0,8,0", 0.95, CM_HIGH), 1.0 - pow(0.05, 0.1), 1e-10) &&
			   is_near(bound(CM_NET_SHARE, "bayes", "0,8,0", 1.0 - 1e-10, CM_LOW),
					   pow(1.0 - (1.0 - 1e-10), 0.1) - 1.0, 1e-10),
		   "posterior of passives alone has a closed form");
	tap_ok(isnan(bound(CM_MEAN_SCORE, "t", "0,1,0", 0.95, CM_LOW)) &&
			   bound(CM_MEAN_SCORE, "t", "0,2,0", 0.95, CM_LOW) == 2.0,
		   "Student's t: one response, two the same");
	tap_ok(is_near(bound(CM_NET_SHARE, "score", "3e14,4e14,3e14", 0.95, CM_HIGH), z * sqrt(0.6e-15), 1e-13) &&
			   is_near(bound(CM_NET_SHARE, "bayes", "3e14,4e14,3e14", 0.95, CM_HIGH), z * sqrt(0.6e-15), 1e-13) &&
			   is_near(bound(CM_NET_SHARE, "t", "3e14,4e14,3e14", 0.95, CM_HIGH), z * sqrt(0.6e-15), 1e-13) &&
			   is_near(bound(CM_SHARE, "exact", "5e14,5e14", 0.95, CM_HIGH), 0.5 + z * sqrt(0.25e-15), 1e-13) &&
			   is_near(bound(CM_SHARE, "jeffreys", "5e14,5e14", 0.95, CM_LOW), 0.5 - z * sqrt(0.25e-15), 1e-13),
		   "1e15 responses: every method is normal's to 1e-13");
	tap_ok(bound(CM_NET_SHARE, "bayes", "0,0,1e15", 0.95, CM_LOW) > 1.0 - 1e-14,
		   "1e15 promoters: the posterior stays next to 1");
}

/*
 * Lopsided samples, where one of two integrals would be too coarse: both orders must add up to 1.
 */
static void
check_probabilities(void)
{
	static const char *pairs[][2] = {
		{"5,1e10,0", "5,10010000000,1"},
		{"300,1,5", "0,1e7,5"},
		{"1e15,1,0", "1e15,1,0"},
		{"0,0,1", "1e15,0,1e15"},
		{"1,0,0", "0,0,1"},
		{"300,1e15,1e15", "302,1e15,1e15"},
		{"5,300,0", "6,300,2"},
		{"12000,0,12000", "1,1,1"},
		{"0,1e15,5", "1e10,1e7,12000"},
	};

	for (size_t i = 0; i < lengthof(pairs); i++)
	{
		CmSample a = read_sample(CM_NET_SHARE, pairs[i][0], "-", "-");
		CmSample b = read_sample(CM_NET_SHARE, pairs[i][1], "-", "-");
		double sum = cm_net_probability_above(&a, &b) + cm_net_probability_above(&b, &a);
		char text[120];

		snprintf(text, sizeof(text), "%s or %s is above: 1 %+.1e", pairs[i][0], pairs[i][1], sum - 1.0);
		tap_ok(fabs(sum - 1.0) < 1e-9, text);
	}
	/* Few detractors move the net share far less than chance between the others does. */
	tap_ok(is_near(bound(CM_NET_SHARE, "bayes", "300,1e15,1e15", 0.95, CM_HIGH),
				   0.5 + 1.959963984540054 * sqrt(0.125e-15), 1e-12),
		   "posterior of 300 detractors in 2e15 responses");
}

int
main(int argc, char **argv)
{
	check_extremes();
	check_probabilities();
	check_table(argc > 1 ? argv[1] : "test/mathematics/inference.tsv", rows, lengthof(rows));
	return tap_finish();
}
