/*
 * comparison.c
 *		Tests of the difference between the metrics of two independent samples.
 */
#include "c.h"

#include <math.h>

#include "mathematics/always_valid.h"
#include "mathematics/comparison.h"
#include "mathematics/distributions.h"
#include "mathematics/interval.h"

/*
 * A difference of 0 with no error is no evidence; another with no error is certain.
 */
static double
standardise(double difference, double error)
{
	return difference == 0.0 ? 0.0 : difference / error;
}

/*
 * The interval of so many standard errors to each side, and the statistic.
 */
static void
compare_moments(const CmMoments *a, const CmMoments *b, double z, CmComparison *comparison)
{
	double difference = a->mean - b->mean;
	double error = sqrt(a->squared_error + b->squared_error);

	comparison->low = difference - z * error;
	comparison->high = difference + z * error;
	comparison->statistic = standardise(difference, error);
}

static void
compare_by_normal(const CmMoments *a, const CmMoments *b, double tail, CmComparison *comparison)
{
	compare_moments(a, b, cm_normal_upper_quantile(tail), comparison);
	comparison->p_value = 2.0 * cm_normal_upper_tail(fabs(comparison->statistic));
}

static void
compare_wald(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	CmMoments x = cm_sample_moments(a);
	CmMoments y = cm_sample_moments(b);

	compare_by_normal(&x, &y, tail, comparison);
}

/*
 * Wald's test with the pseudo-responses of the adjusted Wald interval added to each sample.
 */
static void
compare_adjusted_wald(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	CmMoments x = cm_adjusted_moments(a);
	CmMoments y = cm_adjusted_moments(b);

	compare_by_normal(&x, &y, tail, comparison);
}

/*
 * The same for any number of looks: time is the number of responses of both.
 */
static void
compare_always_valid(const CmSample *a, const CmSample *b, const CmCounts *added, double tail, CmComparison *comparison)
{
	CmMoments x = cm_padded_moments(a, added);
	CmMoments y = cm_padded_moments(b, added);
	double responses = x.effective + y.effective;

	compare_moments(&x, &y, cm_always_valid_z(responses, tail), comparison);
	comparison->p_value = cm_always_valid_p_value(responses, comparison->statistic);
}

static void
compare_net_always_valid(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	compare_always_valid(a, b, &cm_net_pseudo_responses, tail, comparison);
}

static void
compare_share_always_valid(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	compare_always_valid(a, b, &cm_share_pseudo_responses, tail, comparison);
}

/*
 * Welch 1947, The Generalization of "Student's" Problem When Several Different Population
 * Variances Are Involved, Biometrika 34. Samples of one response leave it undefined.
 */
static void
compare_welch(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	CmMoments x = cm_sample_moments(a);
	CmMoments y = cm_sample_moments(b);
	double x_square = cm_unbiased_squared_error(&x);
	double y_square = cm_unbiased_squared_error(&y);
	double square = x_square + y_square;
	double x_part = x_square / square;
	double y_part = y_square / square;
	double margin;

	if (isnan(square))
		return;
	if (square > 0.0)
		comparison->df =
			1.0 / (x_part * x_part / (x.responses - 1.0) + y_part * y_part / (y.responses - 1.0));
	margin = square > 0.0 ? cm_t_upper_quantile(tail, comparison->df) * sqrt(square) : 0.0;
	comparison->low = x.mean - y.mean - margin;
	comparison->high = x.mean - y.mean + margin;
	comparison->statistic = standardise(x.mean - y.mean, sqrt(square));
	/* without any variance, infinity has the p-value 0 for every number of degrees of freedom */
	comparison->p_value =
		2.0 * cm_t_upper_tail(fabs(comparison->statistic), square > 0.0 ? comparison->df : 1.0);
}

static double
distance(double x, double y)
{
	return sqrt(x * x + y * y);
}

/*
 * Interval: Newcombe 1998, Interval Estimation for the Difference between Independent Proportions,
 * Statistics in Medicine 17, method 10 (hybrid score, from both Wilson intervals).
 * Test: the "N - 1" chi-squared test as a z test: Campbell 2007, Chi-Squared and Fisher-Irwin Tests
 * of Two-by-Two Tables with Small Sample Recommendations, Statistics in Medicine 26.
 */
static void
compare_newcombe(const CmSample *a, const CmSample *b, double tail, CmComparison *comparison)
{
	CmCounts x = cm_sample_counts(a);
	CmCounts y = cm_sample_counts(b);
	double x_share = x.positive / x.total;
	double y_share = y.positive / y.total;
	double total = x.total + y.total;
	double positive = (x.positive + y.positive) / total;
	double others = (x.neutral + y.neutral) / total;
	double squared_error = positive * others * (1.0 / x.total + 1.0 / y.total);

	comparison->low = x_share - y_share -
					  distance(x_share - cm_share_wilson_bound(a, tail, CM_LOW),
							   cm_share_wilson_bound(b, tail, CM_HIGH) - y_share);
	comparison->high = x_share - y_share +
					   distance(cm_share_wilson_bound(a, tail, CM_HIGH) - x_share,
								y_share - cm_share_wilson_bound(b, tail, CM_LOW));
	comparison->statistic = standardise(x_share - y_share, sqrt(squared_error / (total - 1.0) * total));
	comparison->p_value = 2.0 * cm_normal_upper_tail(fabs(comparison->statistic));
}

const CmComparisonMethod cm_comparison_methods[] = {
	{CM_NET_SHARE, "adjusted_wald", compare_adjusted_wald},
	{CM_NET_SHARE, "wald", compare_wald},
	{CM_NET_SHARE, "welch", compare_welch},
	{CM_NET_SHARE, "always_valid", compare_net_always_valid},
	{CM_SHARE, "newcombe", compare_newcombe},
	{CM_SHARE, "always_valid", compare_share_always_valid},
	{CM_MEAN_SCORE, "welch", compare_welch},
};

const int cm_comparison_method_count = lengthof(cm_comparison_methods);

/*
 * NULL where the kind has no method of that name.
 */
const CmComparisonMethod *
cm_find_comparison_method(CmMetricKind kind, const char *name, size_t length)
{
	for (int i = 0; i < cm_comparison_method_count; i++)
	{
		const CmComparisonMethod *method = &cm_comparison_methods[i];

		if (method->kind == kind && strlen(method->name) == length && memcmp(method->name, name, length) == 0)
			return method;
	}
	return NULL;
}

static double
clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/*
 * False where a sample has no responses (or no weight), so that there is no difference at all.
 */
bool
cm_compare(const CmSample *a, const CmSample *b, const CmComparisonMethod *method,
		   double confidence, CmComparison *comparison)
{
	CmComparison undefined = {NAN, NAN, NAN, NAN, NAN, NAN};
	double a_low;
	double a_high;
	double b_low;
	double b_high;

	*comparison = undefined;
	comparison->difference = cm_sample_moments(a).mean - cm_sample_moments(b).mean;
	if (isnan(comparison->difference))
		return false;
	method->compare(a, b, 0.5 * (1.0 - confidence), comparison);
	cm_value_range(a, method->kind, &a_low, &a_high);
	cm_value_range(b, method->kind, &b_low, &b_high);
	comparison->low = clamp(comparison->low, a_low - b_high, a_high - b_low);
	comparison->high = clamp(comparison->high, a_low - b_high, a_high - b_low);
	return true;
}
