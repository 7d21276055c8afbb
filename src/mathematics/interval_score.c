/*
 * interval_score.c
 *		Score interval of a net share: Tango 1998, Equivalence Test and Confidence Interval for the
 *		Difference in Proportions for the Paired-Sample Design, Statistics in Medicine 17.
 *
 * Promoters and detractors take the places of the two kinds of discordant pairs. The bound is the
 * net share whose score statistic, with the variance that is most likely there, is z.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/interval.h"
#include "mathematics/zero.h"

typedef struct ScoreProblem
{
	double more; /* promoters, for an upper bound */
	double neutral;
	double fewer; /* detractors */
	double total;
	double z;
} ScoreProblem;

/*
 * The most likely variance of one response's value, given the net share.
 */
static double
likely_variance(double more, double fewer, double total, double net)
{
	double a = 2.0 * total;
	double b;
	double c;
	double root;
	double share; /* of the responses with value -1 */

	if (net < 0.0)
		return likely_variance(fewer, more, total, -net);
	b = (2.0 * total - more + fewer) * net - more - fewer;
	c = -fewer * net * (1.0 - net);
	root = sqrt(Max(b * b - 4.0 * a * c, 0.0));
	/* the larger solution of the quadratic equation, so that nothing cancels */
	if (b <= 0.0)
		share = (root - b) / (2.0 * a);
	else
		share = -2.0 * c / (root + b);
	return 2.0 * share + net * (1.0 - net);
}

/*
 * Rises from below 0 to above 0 as the bound moves up by `step` from the net share found.
 */
static double
score_gap(double step, const void *context)
{
	const ScoreProblem *problem = context;
	double net = (problem->more - problem->fewer) / problem->total + step;
	double variance = likely_variance(problem->more, problem->fewer, problem->total, Min(net, 1.0));

	return step * sqrt(problem->total) - problem->z * sqrt(variance);
}

/*
 * The upper bound. Where all responses have the same value, the equation has a second solution
 * at that value and the bound a closed form.
 */
static double
upper_bound(const ScoreProblem *problem)
{
	double n = problem->total;
	double square = problem->z * problem->z;
	double net = (problem->more - problem->fewer) / n;

	if (problem->neutral + problem->fewer == 0.0)
		return 1.0;
	if (problem->neutral + problem->more == 0.0)
		return (square - n) / (square + n);
	if (problem->more + problem->fewer == 0.0)
		return square / (square + n);
	return net + cm_find_zero(score_gap, problem, 0.0, 1.0 - net);
}

double
cm_net_score_bound(const CmSample *sample, double tail, CmSide side)
{
	CmCounts counts = cm_sample_counts(sample);
	bool high = side == CM_HIGH;
	ScoreProblem problem;

	problem.more = high ? counts.positive : counts.negative;
	problem.neutral = counts.neutral;
	problem.fewer = high ? counts.negative : counts.positive;
	problem.total = counts.total;
	problem.z = cm_normal_upper_quantile(tail);
	return side * upper_bound(&problem);
}
