/*
 * interval_share.c
 *		Intervals of one proportion. Weighted samples count by their effective number of responses.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/interval.h"

/*
 * Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22.
 */
double
cm_share_wilson_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);
	double z = cm_normal_upper_quantile(tail);
	double square = z * z;
	double spread = counts.positive / counts.total * counts.neutral;

	return (counts.positive + 0.5 * square + side * z * sqrt(spread + 0.25 * square)) / (counts.total + square);
}

/*
 * Agresti and Coull 1998, Approximate Is Better than "Exact" for Interval Estimation of Binomial
 * Proportions, The American Statistician 52: z^2/2 responses are added to each side.
 */
double
cm_share_adjusted_wald_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);
	double z = cm_normal_upper_quantile(tail);
	double added = 0.5 * z * z;
	double total = counts.total + 2.0 * added;
	double share = (counts.positive + added) / total;
	double other = (counts.neutral + added) / total;

	return share + side * z * sqrt(share * other / total);
}

/*
 * The share whose beta posterior or beta tail, with these parameters, leaves `tail` on that side.
 */
static double
beta_bound(double a, double b, double tail, CmSide side)
{
	return side == CM_LOW ? cm_beta_quantile(tail, a, b) : cm_beta_upper_quantile(tail, a, b);
}

/*
 * Clopper and Pearson 1934, The Use of Confidence or Fiducial Limits, Biometrika 26.
 */
double
cm_share_exact_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);

	if (side == CM_LOW)
		return counts.positive == 0.0 ? 0.0 : beta_bound(counts.positive, counts.neutral + 1.0, tail, side);
	return counts.neutral == 0.0 ? 1.0 : beta_bound(counts.positive + 1.0, counts.neutral, tail, side);
}

/*
 * Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion, Statistical
 * Science 16: quantiles of the posterior with the prior beta(1/2, 1/2), with 0 at none and 1 at all.
 */
double
cm_share_jeffreys_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);

	if (side == CM_LOW && counts.positive == 0.0)
		return 0.0;
	if (side == CM_HIGH && counts.neutral == 0.0)
		return 1.0;
	return beta_bound(counts.positive + 0.5, counts.neutral + 0.5, tail, side);
}
