/*
 * probability_above.c
 *		The posterior probability that one sample's metric is above another's.
 *
 * It is the integral of one posterior's density times the other's tail. The density is taken from
 * the narrower of both, over which the other's tail is smooth.
 */
#include "c.h"

#include <math.h>

#include "mathematics/posterior.h"
#include "mathematics/quadrature.h"

/* With as many responses that are not passive, the density has no kink at a net share of 0. */
#define SMOOTH_RESPONSES 60.0

/*
 * a * b - c * d without the digits that cancel (Kahan).
 */
static double
difference_of_products(double a, double b, double c, double d)
{
	double product = c * d;
	double error = fma(-c, d, product);

	return fma(a, b, -product) + error;
}

/*
 * A sum of weights and values, each rounded, may be more than 1 by as much.
 */
static double
probability_of(double sum)
{
	return Min(sum, 1.0);
}

typedef struct NetComparison
{
	const CmNetPosterior *narrow;
	const CmNetPosterior *wide;
	bool wide_above; /* count where the wide one is above */
	double ratio;    /* of the totals */
	double shift;    /* between the means, in the wide one's counts */
	double sum;
	double mass; /* of the narrow one: 1, but for what the rule misses where a density is steep at an end */
} NetComparison;

static void
add_net_share(double deviation, double weight, void *context)
{
	NetComparison *comparison = (NetComparison *) context;
	double mass = weight * cm_net_posterior_density(comparison->narrow, deviation);
	CmPosteriorValue value;

	if (mass < 1e-18)
		return;
	comparison->mass += mass;
	value = cm_evaluate_net_posterior(comparison->wide, comparison->ratio * deviation + comparison->shift);
	comparison->sum += mass * (comparison->wide_above ? value.upper : value.lower);
}

/*
 * From the wide one's mean to the narrow one's, in the wide one's counts. Written in differences of
 * products, because the totals hold too few digits of small counts.
 */
static double
distance_of_means(const CmNetPosterior *narrow, const CmNetPosterior *wide)
{
	double ends = difference_of_products(wide->negative, narrow->positive, wide->positive, narrow->negative);
	double positive = difference_of_products(wide->neutral, narrow->positive, narrow->neutral, wide->positive);
	double negative = difference_of_products(wide->neutral, narrow->negative, narrow->neutral, wide->negative);

	return (2.0 * ends + positive - negative) / narrow->total;
}

/*
 * Integrate from the kink outwards.
 */
static void
visit_from_kink(NetComparison *comparison, double kink, double outer, double core)
{
	double step = Min(core, 0.5 * fabs(outer - kink));
	double edge = outer < kink ? kink - step : kink + step;

	cm_visit_nodes_from_end(&cm_fine_rule, add_net_share, comparison, kink, edge);
	cm_visit_side(&cm_fine_rule, add_net_share, comparison, edge, outer, core);
}

static double
compare_net_posteriors(const CmNetPosterior *narrow, const CmNetPosterior *wide, bool wide_above)
{
	double narrow_mean = narrow->positive - narrow->negative;
	NetComparison comparison = {narrow, wide, wide_above, wide->total / narrow->total};
	double width = CM_NORMAL_WIDTH * narrow->deviance + 2.0 * CM_EXPONENTIAL_WIDTH;
	double low = Max(-width, -(narrow->neutral + 2.0 * narrow->positive));
	double high = Min(width, narrow->neutral + 2.0 * narrow->negative);
	double core = 3.0 * narrow->deviance + 6.0;
	double kink = -narrow_mean;
	double outspoken = Min(narrow->outspoken.a, wide->outspoken.a);

	comparison.shift = distance_of_means(narrow, wide);
	if (outspoken < SMOOTH_RESPONSES && kink > low && kink < high)
	{
		visit_from_kink(&comparison, kink, low, 0.5 * core);
		visit_from_kink(&comparison, kink, high, 0.5 * core);
	}
	else
	{
		cm_visit_side(&cm_fine_rule, add_net_share, &comparison, 0.0, low, core);
		cm_visit_side(&cm_fine_rule, add_net_share, &comparison, 0.0, high, core);
	}
	return probability_of(comparison.sum / comparison.mass);
}

/*
 * Detractors, passives and promoters: a flat prior.
 */
double
cm_net_probability_above(const CmSample *a, const CmSample *b)
{
	CmCounts a_counts = cm_sample_counts(a);
	CmCounts b_counts = cm_sample_counts(b);
	CmNetPosterior a_posterior;
	CmNetPosterior b_posterior;

	if (!(a_counts.total > 0.0 && b_counts.total > 0.0))
		return NAN;
	cm_prepare_net_posterior(&a_posterior, &a_counts);
	cm_prepare_net_posterior(&b_posterior, &b_counts);
	if (a_posterior.deviance / a_posterior.total < b_posterior.deviance / b_posterior.total)
		return compare_net_posteriors(&a_posterior, &b_posterior, false);
	return compare_net_posteriors(&b_posterior, &a_posterior, true);
}

typedef struct ShareComparison
{
	CmBeta narrow;
	CmBeta wide;
	bool wide_above;
	double shift; /* between the means, in the wide one's counts */
	double sum;
} ShareComparison;

/*
 * The density is integrated over the log odds, where it has no poles at the ends. `step` is the
 * distance from the log odds of the mean.
 */
static void
add_share(double step, double weight, void *context)
{
	ShareComparison *comparison = (ShareComparison *) context;
	const CmBeta *narrow = &comparison->narrow;
	double factor = exp(step);
	double sum = narrow->a * factor + narrow->b;
	CmBetaPosition position;
	CmBetaValue value;

	position.x = narrow->a * factor / sum;
	position.y = narrow->b / sum;
	position.deviation = narrow->a / sum * narrow->b * expm1(step);
	weight *= cm_beta_density(narrow, position);
	position.deviation = position.deviation / narrow->total * comparison->wide.total + comparison->shift;
	value = cm_evaluate_beta(&comparison->wide, position);
	comparison->sum += weight * (comparison->wide_above ? value.upper : value.lower);
}

static double
compare_share_posteriors(ShareComparison *comparison)
{
	const CmBeta *narrow = &comparison->narrow;
	const CmBeta *wide = &comparison->wide;
	double low_scale = 1.0 / narrow->a;
	double high_scale = 1.0 / narrow->b;
	double deviance = sqrt(low_scale + high_scale);
	double width = CM_NORMAL_WIDTH * deviance;

	comparison->shift = difference_of_products(wide->b, narrow->a, narrow->b, wide->a) / narrow->total;
	comparison->sum = 0.0;
	cm_visit_side(&cm_fine_rule, add_share, comparison, 0.0,
				  -(width + CM_EXPONENTIAL_WIDTH * low_scale), 3.0 * (deviance + low_scale));
	cm_visit_side(&cm_fine_rule, add_share, comparison, 0.0,
				  width + CM_EXPONENTIAL_WIDTH * high_scale, 3.0 * (deviance + high_scale));
	return probability_of(comparison->sum);
}

/*
 * Satisfied and others: Jeffreys' prior.
 */
double
cm_share_probability_above(const CmSample *a, const CmSample *b)
{
	CmCounts a_counts = cm_sample_counts(a);
	CmCounts b_counts = cm_sample_counts(b);
	ShareComparison comparison;
	CmBeta a_posterior;
	CmBeta b_posterior;

	if (!(a_counts.total > 0.0 && b_counts.total > 0.0))
		return NAN;
	cm_prepare_beta(&a_posterior, a_counts.positive + CM_SHARE_PRIOR, a_counts.neutral + CM_SHARE_PRIOR);
	cm_prepare_beta(&b_posterior, b_counts.positive + CM_SHARE_PRIOR, b_counts.neutral + CM_SHARE_PRIOR);
	comparison.wide_above = a_counts.total < b_counts.total;
	comparison.narrow = comparison.wide_above ? b_posterior : a_posterior;
	comparison.wide = comparison.wide_above ? a_posterior : b_posterior;
	return compare_share_posteriors(&comparison);
}
