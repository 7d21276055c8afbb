/*
 * posterior.c
 *		The posterior distribution of a net share, by numerical integration.
 *
 * The net share is s(2r - 1) with independent betas s and r (see the header). For a net share at
 * or above zero, it is above d exactly where s > d and r > (1 + d / s) / 2: the upper tail is an
 * integral over s of beta densities times beta tails. Below zero, promoters and detractors change
 * places. Positions are kept as deviations from the mean in units of counts, as beta.h explains.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/interval.h"
#include "mathematics/posterior.h"
#include "mathematics/quadrature.h"

#define LARGEST_STEPS 60
/* With so many responses densities are smooth, and flat at their ends. */
#define MANY_RESPONSES 5000.0

void
cm_prepare_net_posterior(CmNetPosterior *posterior, const CmCounts *counts)
{
	double a = counts->negative + CM_NET_PRIOR;
	double b = counts->neutral + CM_NET_PRIOR;
	double c = counts->positive + CM_NET_PRIOR;
	double total = a + b + c;

	posterior->negative = a;
	posterior->neutral = b;
	posterior->positive = c;
	posterior->total = total;
	/* The variance of one value, by its three pairs, so that nothing cancels. */
	posterior->deviance =
		sqrt((a * (b / total) + b * (c / total) + 4.0 * a * (c / total)) / (total + 1.0) * total);
	cm_prepare_beta(&posterior->outspoken, a + c, b);
	cm_prepare_beta(&posterior->positive_part, c, a);
	cm_prepare_beta(&posterior->negative_part, a, c);
}

typedef struct TailSums
{
	const CmNetPosterior *posterior;
	const CmBeta *part;
	double difference; /* of the parameters of `part` */
	double deviation;  /* of the net share, with the sign that `part` counts up */
	double below;
	double above;
	double density;
} TailSums;

/*
 * One value of s, given as its deviation.
 */
static void
add_outspoken(double outspoken_deviation, double weight, void *context)
{
	TailSums *sums = (TailSums *) context;
	const CmBeta *outspoken = &sums->posterior->outspoken;
	const CmBeta *part = sums->part;
	CmBetaPosition s = cm_beta_position_at(outspoken, outspoken_deviation);
	double density = cm_beta_density(outspoken, s);
	double size = part->total + outspoken_deviation;
	double mass;
	CmBetaPosition r;
	CmBetaValue value;

	if (density == 0.0)
		return;
	mass = weight * density / (s.x * s.y * outspoken->total);
	r = cm_beta_position_at(part, 0.5 * (part->total * sums->deviation - sums->difference * outspoken_deviation) / size);
	value = cm_evaluate_beta(part, r);
	sums->below += mass * value.lower;
	sums->above += mass * value.upper;
	if (value.density > 0.0)
		sums->density += mass * value.density / (r.x * r.y) / (2.0 * size);
}

/*
 * Integrate over the values of s from `least` up, in units of deviation.
 */
static void
integrate_outspoken(TailSums *sums, double least)
{
	const CmBeta *s = &sums->posterior->outspoken;
	double deviance = sqrt(s->a / s->total * s->b);
	/* The density falls as a normal's does, then as an exponential's with these scales. */
	double low_scale = s->a / s->total;
	double high_scale = s->b / s->total;
	double low = Max(-s->a, -(CM_NORMAL_WIDTH * deviance + CM_EXPONENTIAL_WIDTH * low_scale));
	double high = Min(s->b, CM_NORMAL_WIDTH * deviance + CM_EXPONENTIAL_WIDTH * high_scale);
	double middle = 0.0;

	if (low > least && Min(s->a, s->b) > MANY_RESPONSES)
	{
		cm_visit_nodes(add_outspoken, sums, low, high);
		return;
	}
	low = Max(low, least);
	if (low >= high)
		high = Min(s->b, low + CM_EXPONENTIAL_WIDTH * deviance);
	if (low > 0.0)
		middle = low + 0.25 * (high - low);
	cm_visit_side(add_outspoken, sums, middle, low, 3.0 * deviance + 3.0 * low_scale);
	cm_visit_side(add_outspoken, sums, middle, high, 3.0 * deviance + 3.0 * high_scale);
}

/*
 * Tails of the net share and its density, at a deviation (total times net share, less its mean).
 */
CmPosteriorValue
cm_evaluate_net_posterior(const CmNetPosterior *posterior, double deviation)
{
	double mean = posterior->positive - posterior->negative;
	bool mirrored = mean + deviation < 0.0;
	TailSums sums = {0};
	CmPosteriorValue value;
	double least;
	double outspoken_below = 0.0;

	sums.posterior = posterior;
	sums.part = mirrored ? &posterior->negative_part : &posterior->positive_part;
	sums.difference = mirrored ? -mean : mean;
	sums.deviation = mirrored ? -deviation : deviation;
	/* s must exceed the net share */
	least = sums.difference + sums.deviation - posterior->outspoken.a;
	if (least >= posterior->outspoken.b)
		sums.below = 1.0;
	else
	{
		outspoken_below =
			cm_evaluate_beta(&posterior->outspoken, cm_beta_position_at(&posterior->outspoken, least))
				.lower;
		integrate_outspoken(&sums, least);
	}
	sums.below += outspoken_below;
	value.lower = mirrored ? sums.above : sums.below;
	value.upper = mirrored ? sums.below : sums.above;
	value.density = sums.density;
	return value;
}

/*
 * Cornish and Fisher's expansion of a quantile to the first order. A Dirichlet distribution's
 * skewness is twice that of the mean of as many responses.
 */
static double
expanded_quantile(const CmNetPosterior *posterior, double z)
{
	double mean = (posterior->positive - posterior->negative) / posterior->total;
	double up = 1.0 - mean;
	double down = 1.0 + mean;
	double third = posterior->positive * up * up * up - posterior->neutral * mean * mean * mean -
				   posterior->negative * down * down * down;
	double deviance = posterior->deviance;

	return deviance * z + (z * z - 1.0) / 3.0 * third / (deviance * deviance);
}

/*
 * The net share that leaves `tail` on the given side. The tail, taken through the normal quantile,
 * is nearly a straight line: Newton's steps on it converge in two or three.
 */
double
cm_net_posterior_quantile(const CmNetPosterior *posterior, double tail, int side)
{
	double mean = posterior->positive - posterior->negative;
	double wanted = cm_normal_upper_quantile(tail);
	double low = -posterior->total - mean;
	double high = posterior->total - mean;
	double deviation = expanded_quantile(posterior, side * wanted);

	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		CmPosteriorValue value;
		double found;
		double z;
		double step;

		if (!(deviation > low && deviation < high))
			deviation = 0.5 * (low + high);
		value = cm_evaluate_net_posterior(posterior, deviation);
		found = side > 0 ? value.upper : value.lower;
		z = cm_normal_upper_quantile(Min(found, 1.0));
		if ((z < wanted) == (side > 0))
			low = deviation;
		else
			high = deviation;
		step = side * (wanted - z) * exp(-0.5 * z * z) / 2.50662827463100050242 / value.density;
		if (fabs(step) < 1e-5 * posterior->deviance)
			return (mean + deviation + step) / posterior->total;
		/* not finite where the tail underflows: the check above then halves the range */
		deviation += step;
	}
	return (mean + deviation) / posterior->total;
}

/*
 * Quantiles of the posterior with one pseudo-response of each kind as the prior.
 */
double
cm_net_bayes_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);
	CmNetPosterior posterior;

	cm_prepare_net_posterior(&posterior, &counts);
	return cm_net_posterior_quantile(&posterior, tail, side);
}
