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

#define LARGEST_STEPS 200

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
score_gap(const ScoreProblem *problem, double step)
{
	double net = (problem->more - problem->fewer) / problem->total + step;
	double variance = likely_variance(problem->more, problem->fewer, problem->total, Min(net, 1.0));

	return step * sqrt(problem->total) - problem->z * sqrt(variance);
}

/*
 * Chandrupatla 1997, A New Hybrid Quadratic/Bisection Algorithm for Finding the Zero of a
 * Nonlinear Function without Using Derivatives, Advances in Engineering Software 28.
 */
static double
solve_score(const ScoreProblem *problem, double low, double high)
{
	double newer = high;
	double other = low;
	double older = low;
	double newer_gap = score_gap(problem, newer);
	double other_gap = score_gap(problem, other);
	double older_gap = other_gap;
	double fraction = 0.5;

	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		double next = newer + fraction * (other - newer);
		double gap = score_gap(problem, next);
		double nearness;
		double xi;
		double phi;

		if ((gap > 0.0) == (newer_gap > 0.0))
		{
			older = newer;
			older_gap = newer_gap;
		}
		else
		{
			older = other;
			older_gap = other_gap;
			other = newer;
			other_gap = newer_gap;
		}
		newer = next;
		newer_gap = gap;
		nearness = 4e-16 * fabs(newer) / fabs(other - newer);
		if (nearness > 0.5 || newer_gap == 0.0)
			break;
		xi = (newer - other) / (older - other);
		phi = (newer_gap - other_gap) / (older_gap - other_gap);
		if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi)
			fraction = newer_gap / (other_gap - newer_gap) * older_gap / (other_gap - older_gap) +
					   (older - newer) / (other - newer) * newer_gap / (older_gap - newer_gap) *
						   other_gap / (older_gap - other_gap);
		else
			fraction = 0.5;
		fraction = Min(1.0 - nearness, Max(nearness, fraction));
	}
	return newer;
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
	return net + solve_score(problem, 0.0, 1.0 - net);
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
