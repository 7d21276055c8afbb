/*
 * fuzz_inference.c
 *		libFuzzer target: intervals, tests and sample sizes of any two samples. Bounds lie in the
 *		metric's range and on their side of one another, probabilities in 0..1, and every loop ends.
 */
#include "input.h"
#include "properties.h"

#include <math.h>

#include "mathematics/comparison.h"
#include "mathematics/interval.h"
#include "mathematics/posterior.h"
#include "mathematics/sample_size.h"

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

/* Not defined, or in this range. */
static void
require_between(double value, double low, double high)
{
	require(isnan(value) || (value >= low && value <= high));
}

static void
check_interval(const CmSample *sample, const CmIntervalMethod *method, double confidence)
{
	double low;
	double high;
	double lower = cm_interval_bound(sample, method, confidence, CM_LOW);
	double upper = cm_interval_bound(sample, method, confidence, CM_HIGH);

	cm_value_range(sample, method->kind, &low, &high);
	require(isnan(lower) == isnan(upper));
	require_between(lower, low, high);
	require_between(upper, low, high);
	require_between(upper - lower, -1e-9 * (high - low), high - low);
	require_between(cm_interval_margin(sample, method, confidence), -1e-9 * (high - low), INFINITY);
	require_between(cm_standard_error(sample, method->kind), 0, high - low);
}

/* A small sample with pseudo-responses may lie on the other side of a large one. */
static bool
adjusts(const CmComparisonMethod *method)
{
	return strcmp(method->name, "adjusted_wald") == 0 || strcmp(method->name, "always_valid") == 0;
}

static void
check_comparison(const CmSample *a, const CmSample *b, const CmComparisonMethod *method, double confidence)
{
	CmComparison comparison;
	double low;
	double high;

	if (!cm_compare(a, b, method, confidence, &comparison))
		return;
	cm_value_range(a, method->kind, &low, &high);
	/* rounded; SQL shows the difference of the exact metrics */
	require(fabs(comparison.difference) <= (high - low) * (1 + 1e-12));
	require_between(comparison.low, -INFINITY, comparison.high);
	require_between(comparison.p_value, 0, 1);
	require_between(comparison.df, 0, INFINITY);
	require(isnan(comparison.statistic) || comparison.difference == 0 || adjusts(method) ||
			(comparison.statistic > 0) == (comparison.difference > 0));
}

static bool
has_weight(const CmSample *sample)
{
	for (int i = 0; i < sample->points; i++)
		if (sample->weight[i] > 0)
			return true;
	return false;
}

static void
check_probability(const CmSample *a, const CmSample *b, CmMetricKind kind)
{
	double above;
	double below;

	if (kind == CM_MEAN_SCORE || !has_weight(a) || !has_weight(b))
		return;
	above = kind == CM_SHARE ? cm_share_probability_above(a, b) : cm_net_probability_above(a, b);
	below = kind == CM_SHARE ? cm_share_probability_above(b, a) : cm_net_probability_above(b, a);
	require_between(above, 0, 1);
	require_between(below, 0, 1);
	require_between(above + below, 1 - 1e-6, 1 + 1e-6);
}

static bool
is_slow(const CmIntervalMethod *method)
{
	return method->bound == cm_net_bayes_bound;
}

static void
check_quick_questions(const CmSample *a, const CmSample *b, CmMetricKind kind, double confidence)
{
	for (int i = 0; i < cm_interval_method_count; i++)
		if (cm_interval_methods[i].kind == kind && !is_slow(&cm_interval_methods[i]))
			check_interval(a, &cm_interval_methods[i], confidence);
	for (int i = 0; i < cm_comparison_method_count; i++)
		if (cm_comparison_methods[i].kind == kind)
			check_comparison(a, b, &cm_comparison_methods[i], confidence);
}

/* Posteriors take a thousand times as long. */
static void
check_slow_question(bool compare, const CmSample *a, const CmSample *b, CmMetricKind kind, double confidence)
{
	if (compare)
		check_probability(a, b, kind);
	else
		for (int i = 0; i < cm_interval_method_count; i++)
			if (cm_interval_methods[i].kind == kind && is_slow(&cm_interval_methods[i]))
				check_interval(a, &cm_interval_methods[i], confidence);
}

/*
 * One input in so many has a slow question. All its bytes decide, so that those which the fuzzer
 * makes of it are mostly quick again.
 */
static bool
has_slow_question(const uint8 *data, size_t size)
{
	uint32 hash = 2166136261u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return (hash >> 16) % 64 == 0;
}

static void
check_sizes(Input *input)
{
	double margin = take_fraction(input);
	double confidence = take_fraction(input);
	double variance = take_fraction(input);
	double power = take_fraction(input);
	double population = take(input, 1) % 2 ? 1 + take_number(input, PG_INT64_MAX - 1) : INFINITY;

	require(cm_net_sample_size(margin, confidence, variance, population) >= 1);
	require(cm_net_sample_size(margin, confidence, variance, population) <= population);
	require(cm_share_sample_size(margin, confidence, variance, population) >= 1);
	require(cm_net_comparison_size(margin, confidence, power, variance) >= 1);
	if (margin != variance)
		require(cm_share_comparison_size(margin, variance, confidence, power) >= 1);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	Input input = {data, size};
	const CmMetric *metric = &cm_metrics[take(&input, 1) % lengthof(cm_metrics)];
	int points = metric->fewest_points +
				 (int) (take(&input, 1) % (metric->most_points - metric->fewest_points + 1));
	CmScale scale = {metric->lo, points};
	double confidence = take_fraction(&input);
	bool weighted = take(&input, 1) % 2;
	bool compare = take(&input, 1) % 4 == 0;
	static OwnHistogram a;
	static OwnHistogram b;
	CmMeasure measure;
	CmSample x;
	CmSample y;

	check_sizes(&input);
	take_histogram(&input, scale, &a);
	take_histogram(&input, scale, &b);
	cm_measure_metric(metric, scale, &measure);
	cm_fill_sample(weighted ? &a.weighted : &a.plain, &measure, &x);
	cm_fill_sample(weighted ? &b.weighted : &b.plain, &measure, &y);
	check_quick_questions(&x, &y, metric->kind, confidence);
	if (has_slow_question(data, size))
		check_slow_question(compare, &x, &y, metric->kind, confidence);
	return 0;
}
