/*
 * posterior.c
 *		The posterior distribution of a net share, by numerical integration.
 *
 * The net share is s(2r - 1) with independent betas s and r (see the header). For d at or above zero,
 * it is above d exactly where r > (1 + d / s) / 2, or s > d / (2r - 1): the upper tail is an integral
 * over one of both of its density times the other's tail. Below zero, promoters and detractors
 * change places. Positions are kept as deviations from the mean in units of counts, as beta.h
 * explains.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/interval.h"
#include "mathematics/posterior.h"
#include "mathematics/quadrature.h"

#define LARGEST_STEPS 60
#define NEGLIGIBLE    1e-19
/* From here on, an exponential's part of a density's width does not matter. */
#define MANY_RESPONSES 2000.0

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
	posterior->rule = &cm_fine_rule;
}

/*
 * An integral over one of the two betas, the outer, of tails of the other, the inner.
 */
typedef struct TailSums
{
	const CmRule *rule;
	const CmBeta *outer;
	const CmBeta *inner;
	double (*place)(const struct TailSums *sums, double outer_deviation, double *slope);
	double difference; /* of the parameters of r: positive minus negative */
	double deviation;  /* of the net share */
	bool with_tails;   /* or else the density alone */
	double below;
	double above;
	double density;
} TailSums;

/*
 * Where r must be for the net share at hand, given s; `slope` is how fast it moves with the share.
 */
static double
place_part(const TailSums *sums, double outer_deviation, double *slope)
{
	double total = sums->inner->total;
	double size = total + outer_deviation;

	*slope = 0.5 * total / size;
	return 0.5 * (total * sums->deviation - sums->difference * outer_deviation) / size;
}

/*
 * Where s must be, given r.
 */
static double
place_outspoken(const TailSums *sums, double outer_deviation, double *slope)
{
	double difference = sums->difference + 2.0 * outer_deviation;

	*slope = sums->outer->total / difference;
	return *slope * (sums->deviation - 2.0 * outer_deviation);
}

static void
add_node(double outer_deviation, double weight, void *context)
{
	TailSums *sums = (TailSums *) context;
	const CmBeta *inner = sums->inner;
	CmBetaPosition outer_position = cm_beta_position_at(sums->outer, outer_deviation);
	double mass = cm_beta_density(sums->outer, outer_position);
	double slope;
	CmBetaPosition position;
	CmBetaValue value;

	if (mass == 0.0)
		return;
	mass *= weight / (outer_position.x * outer_position.y * sums->outer->total);
	position = cm_beta_position_at(inner, sums->place(sums, outer_deviation, &slope));
	value.density = cm_beta_density(inner, position);
	value.upper = position.deviation < 0.0;
	value.lower = 1.0 - value.upper;
	/* Most nodes are far from the inner mean, where a tail that can't matter need not be known. */
	if (sums->with_tails && value.density > NEGLIGIBLE * inner->scale)
		value = cm_evaluate_beta(inner, position);
	sums->below += mass * value.lower;
	sums->above += mass * value.upper;
	if (value.density > 0.0)
		sums->density += mass * slope * value.density / (position.x * position.y * inner->total);
}

static double
beta_deviance(const CmBeta *beta)
{
	return sqrt(beta->a / beta->total * beta->b);
}

/*
 * Where the integrand is as smooth as that, half the nodes make no difference above 1e-11.
 */
static const CmRule *
choose_rule(const TailSums *sums)
{
	return Min(sums->outer->a, sums->outer->b) > MANY_RESPONSES ? &cm_rough_rule : sums->rule;
}

/*
 * Integrate over the outer beta from `least` up, in units of deviation.
 */
static void
integrate_outer(TailSums *sums, double least)
{
	const CmBeta *outer = sums->outer;
	const CmRule *rule = choose_rule(sums);
	double deviance = beta_deviance(outer);
	/* The density falls as a normal's does, then as an exponential's with these scales. */
	double low_scale = outer->a / outer->total;
	double high_scale = outer->b / outer->total;
	double low = Max(-outer->a, -(CM_NORMAL_WIDTH * deviance + CM_EXPONENTIAL_WIDTH * low_scale));
	double high = Min(outer->b, CM_NORMAL_WIDTH * deviance + CM_EXPONENTIAL_WIDTH * high_scale);
	double middle = 0.0;

	/* Where the density does not reach an end, it is smooth. */
	if (low > least && low > -outer->a && high < outer->b)
	{
		cm_visit_nodes(rule, add_node, sums, low, 0.0);
		cm_visit_nodes(rule, add_node, sums, 0.0, high);
		return;
	}
	low = Max(low, least);
	if (low >= high)
		high = Min(outer->b, low + CM_EXPONENTIAL_WIDTH * deviance);
	if (low > 0.0)
		middle = low + 0.25 * (high - low);
	cm_visit_side(rule, add_node, sums, middle, low, 3.0 * deviance + 3.0 * low_scale);
	cm_visit_side(rule, add_node, sums, middle, high, 3.0 * deviance + 3.0 * high_scale);
}

/*
 * Tails at a net share of zero or more. `part` is r.
 *
 * The inner tail must be a smooth function over the outer beta, so the outer one is that which moves
 * the net share less; but it is not r where r may be near 1/2, since s jumps there.
 */
static TailSums
sum_tails(const CmNetPosterior *posterior, const CmBeta *part, double difference, double deviation, bool with_tails)
{
	const CmBeta *outspoken = &posterior->outspoken;
	double part_deviance = beta_deviance(part);
	bool part_is_outer = difference / part->total * beta_deviance(outspoken) > 2.0 * part_deviance &&
						 difference > 20.0 * part_deviance;
	TailSums sums = {0};
	double least; /* below it, the net share is lower whatever the inner beta is */

	sums.rule = posterior->rule;
	sums.outer = part_is_outer ? part : outspoken;
	sums.inner = part_is_outer ? outspoken : part;
	sums.place = part_is_outer ? place_outspoken : place_part;
	sums.difference = difference;
	sums.deviation = deviation;
	sums.with_tails = with_tails;
	if (part_is_outer)
		least = 0.5 * (part->total * deviation - difference * outspoken->b) / outspoken->total;
	else
		least = deviation - 2.0 * part->b;
	if (least >= sums.outer->b)
	{
		sums.below = 1.0;
		return sums;
	}
	integrate_outer(&sums, least);
	sums.below += cm_evaluate_beta(sums.outer, cm_beta_position_at(sums.outer, least)).lower;
	return sums;
}

static TailSums
sum_either_side(const CmNetPosterior *posterior, double deviation, bool *mirrored, bool with_tails)
{
	double mean = posterior->positive - posterior->negative;

	*mirrored = mean + deviation < 0.0;
	if (*mirrored)
		return sum_tails(posterior, &posterior->negative_part, -mean, -deviation, with_tails);
	return sum_tails(posterior, &posterior->positive_part, mean, deviation, with_tails);
}

/*
 * Tails of the net share and its density, at a deviation (total times net share, less its mean).
 */
CmPosteriorValue
cm_evaluate_net_posterior(const CmNetPosterior *posterior, double deviation)
{
	bool mirrored;
	TailSums sums = sum_either_side(posterior, deviation, &mirrored, true);
	CmPosteriorValue value;

	value.lower = mirrored ? sums.above : sums.below;
	value.upper = mirrored ? sums.below : sums.above;
	value.density = sums.density;
	return value;
}

double
cm_net_posterior_density(const CmNetPosterior *posterior, double deviation)
{
	bool mirrored;

	return sum_either_side(posterior, deviation, &mirrored, false).density;
}

/*
 * The third moment of one value, times the total.
 */
static double
third_moment(const CmNetPosterior *posterior)
{
	double mean = (posterior->positive - posterior->negative) / posterior->total;
	double up = 1.0 - mean;
	double down = 1.0 + mean;

	return posterior->positive * up * up * up - posterior->neutral * mean * mean * mean -
		   posterior->negative * down * down * down;
}

/*
 * The quantile, as a deviation, of the beta distribution over the whole range with the same mean and
 * variance.
 */
static double
beta_start(const CmNetPosterior *posterior, double least, double most, double tail, int side)
{
	double width = most - least;
	double share = -least / width;
	double other = most / width;
	double spread = posterior->deviance / width;
	double size = share * other / (spread * spread) - 1.0;

	if (side > 0)
		return most - width * cm_beta_quantile(tail, size * other, size * share);
	return least + width * cm_beta_quantile(tail, size * share, size * other);
}

/*
 * The net share that leaves `tail` on the given side. The tail, taken through the normal quantile, is
 * nearly a straight line, far from the ends over the net share and next to them over its log odds:
 * Newton's steps on the log odds converge in one to three.
 */
double
cm_net_posterior_quantile(const CmNetPosterior *posterior, double tail, int side)
{
	double mean = posterior->positive - posterior->negative;
	double wanted = cm_normal_upper_quantile(tail);
	/* net shares of -1 and 1 */
	double least = -(posterior->neutral + 2.0 * posterior->positive);
	double most = posterior->neutral + 2.0 * posterior->negative;
	double low = least;
	double high = most;
	double deviance = posterior->deviance;
	/* half the skewness, which is twice that of the mean of as many responses */
	double skewness = third_moment(posterior) / (deviance * deviance * deviance);
	/* Cornish and Fisher's expansion to the first order */
	double deviation = deviance * (side * wanted + (wanted * wanted - 1.0) / 3.0 * skewness);

	if (fabs(deviation) > 0.5 * (side > 0 ? most : -least))
		deviation = beta_start(posterior, least, most, tail, side);
	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		CmPosteriorValue value;
		double found;
		double z;
		double step;
		double bend;
		double above;
		double below;
		double factor;

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
		above = deviation - least;
		below = most - deviation;
		bend = fabs(skewness) / deviance + 1.0 / Min(above, below);
		factor = expm1(step * (1.0 / above + 1.0 / below));
		step = above * below * factor / (below + above * (1.0 + factor));
		/* Newton's error goes with the square of the step, and with how bent the line is. */
		if (step * step * bend < 1e-11 * posterior->total)
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
	/* 1e-6 of a standard deviation is enough where that is small */
	if (counts.total > 6000.0)
		posterior.rule = &cm_rough_rule;
	return cm_net_posterior_quantile(&posterior, tail, side);
}
