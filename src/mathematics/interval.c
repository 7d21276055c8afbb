/*
 * interval.c
 *		Confidence intervals: the table of methods and what they have in common.
 */
#include "c.h"

#include <math.h>

#include "mathematics/interval.h"

const CmIntervalMethod cm_interval_methods[] = {
	/* finite population: the correction is that of one look, and would break a promise for all looks */
	{CM_NET_SHARE, "adjusted_wald", cm_net_adjusted_wald_bound, true},
	{CM_NET_SHARE, "wald", cm_wald_bound, true},
	{CM_NET_SHARE, "score", cm_net_score_bound, true},
	{CM_NET_SHARE, "t", cm_t_bound, true},
	{CM_NET_SHARE, "bayes", cm_net_bayes_bound, true},
	{CM_NET_SHARE, "always_valid", cm_net_always_valid_bound, false},
	{CM_SHARE, "wilson", cm_share_wilson_bound, true},
	{CM_SHARE, "adjusted_wald", cm_share_adjusted_wald_bound, true},
	{CM_SHARE, "exact", cm_share_exact_bound, true},
	{CM_SHARE, "jeffreys", cm_share_jeffreys_bound, true},
	{CM_SHARE, "wald", cm_wald_bound, true},
	{CM_SHARE, "always_valid", cm_share_always_valid_bound, false},
	{CM_MEAN_SCORE, "t", cm_t_bound, true},
	{CM_MEAN_SCORE, "wald", cm_wald_bound, true},
};

const int cm_interval_method_count = lengthof(cm_interval_methods);

/*
 * NULL where the kind has no method of that name.
 */
const CmIntervalMethod *
cm_find_interval_method(CmMetricKind kind, const char *name, size_t length)
{
	for (int i = 0; i < cm_interval_method_count; i++)
	{
		const CmIntervalMethod *method = &cm_interval_methods[i];

		if (method->kind == kind && strlen(method->name) == length && memcmp(method->name, name, length) == 0)
			return method;
	}
	return NULL;
}

/*
 * The lowest and highest value that the metric can have.
 */
void
cm_value_range(const CmSample *sample, CmMetricKind kind, double *low, double *high)
{
	*low = kind == CM_NET_SHARE ? -1.0 : 0.0;
	*high = 1.0;
	if (kind != CM_MEAN_SCORE)
		return;
	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < sample->points; i++)
	{
		*low = Min(*low, sample->value[i]);
		*high = Max(*high, sample->value[i]);
	}
}

static double
sum_of_weights(const CmSample *sample)
{
	double sum = 0.0;

	for (int i = 0; i < sample->points; i++)
		sum += sample->weight[i];
	return sum;
}

static double
unclamped_bound(const CmSample *sample, const CmIntervalMethod *method, double confidence, CmSide side)
{
	if (!(sum_of_weights(sample) > 0.0))
		return NAN;
	return method->bound(sample, 0.5 * (1.0 - confidence), side);
}

double
cm_interval_bound(const CmSample *sample, const CmIntervalMethod *method, double confidence, CmSide side)
{
	double bound = unclamped_bound(sample, method, confidence, side);
	double low;
	double high;

	cm_value_range(sample, method->kind, &low, &high);
	return bound < low ? low : bound > high ? high : bound;
}

/*
 * Half the interval before it is clamped.
 */
double
cm_interval_margin(const CmSample *sample, const CmIntervalMethod *method, double confidence)
{
	return 0.5 * (unclamped_bound(sample, method, confidence, CM_HIGH) -
				  unclamped_bound(sample, method, confidence, CM_LOW));
}

/*
 * Of a mean by the sample variance (n - 1), of the others by the population variance (n).
 */
double
cm_standard_error(const CmSample *sample, CmMetricKind kind)
{
	CmMoments moments = cm_sample_moments(sample);

	return sqrt(kind == CM_MEAN_SCORE ? cm_unbiased_squared_error(&moments) : moments.squared_error);
}

/*
 * What a sample from a finite population multiplies its standard error by (Cochran 1977,
 * Sampling Techniques, chapter 2).
 */
double
cm_population_factor(double responses, double population)
{
	if (population <= responses)
		return 0.0;
	return sqrt((population - responses) / (population - 1.0));
}
