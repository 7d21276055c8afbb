/*
 * sample_size.c
 *		How many responses a wanted precision or power needs.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/sample_size.h"

/* Responses that the adjusted Wald interval adds by itself. */
#define ADDED_RESPONSES 3.0

static double
whole_responses(double responses)
{
	return Max(ceil(responses), 1.0);
}

/*
 * Cochran 1977, Sampling Techniques, chapter 4: the correction for a finite population, which may
 * be infinite. Never more than all of them, whatever the rounding.
 */
static double
for_population(double responses, double population)
{
	if (isinf(population))
		return responses;
	return Min(responses / (1.0 + (responses - 1.0) / population), population);
}

static double
two_sided_quantile(double confidence)
{
	return cm_normal_upper_quantile(0.5 * (1.0 - confidence));
}

double
cm_net_sample_size(double margin, double confidence, double variance, double population)
{
	double ratio = two_sided_quantile(confidence) / margin;
	double responses = Max(ratio * ratio * variance - ADDED_RESPONSES, 1.0);

	return whole_responses(for_population(responses, population));
}

double
cm_share_sample_size(double margin, double confidence, double share, double population)
{
	double ratio = two_sided_quantile(confidence) / margin;
	double responses = Max(ratio * ratio * share * (1.0 - share), 1.0);

	return whole_responses(for_population(responses, population));
}

/*
 * Responses in each of two groups, so that Wald's test finds a true difference with the given
 * power.
 */
double
cm_net_comparison_size(double difference, double confidence, double power, double variance)
{
	double ratio = (two_sided_quantile(confidence) + cm_normal_upper_quantile(1.0 - power)) / difference;

	return whole_responses(2.0 * variance * ratio * ratio);
}

/*
 * The same for two shares, with the pooled variance under the null hypothesis (Fleiss, Levin and
 * Paik 2003, Statistical Methods for Rates and Proportions, chapter 4; without continuity
 * correction).
 */
double
cm_share_comparison_size(double a, double b, double confidence, double power)
{
	double pooled = 0.5 * (a + b);
	double null_part = two_sided_quantile(confidence) * sqrt(2.0 * pooled * (1.0 - pooled));
	double power_part = cm_normal_upper_quantile(1.0 - power) * sqrt(a * (1.0 - a) + b * (1.0 - b));
	double ratio = (null_part + power_part) / (a - b);

	return whole_responses(ratio * ratio);
}
