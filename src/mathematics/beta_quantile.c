/*
 * beta_quantile.c
 *		Quantiles of the beta distribution.
 *
 * The logarithm of a tail is a concave function of the log odds, so Newton's steps on it can't run
 * away; Halley's term makes them converge faster.
 */
#include "c.h"

#include <math.h>

#include "mathematics/beta.h"
#include "mathematics/distributions.h"

#define LARGEST_STEPS  100
#define LEAST_LOG_ODDS (-745.0)

static CmBetaPosition
position_at_log_odds(const CmBeta *beta, double log_odds)
{
	CmBetaPosition position;

	position.x = 1.0 / (1.0 + exp(-log_odds));
	position.y = 1.0 / (1.0 + exp(log_odds));
	/* From the smaller of both, which has the more digits. */
	if (position.x < position.y)
		position.deviation = fma(position.x, beta->total, -beta->a) + position.x * beta->total_error;
	else
		position.deviation = beta->b - position.y * beta->total;
	return position;
}

/*
 * Far below the mean the lower tail is x^a / (a B(a, b)).
 */
static double
far_start(const CmBeta *beta, double tail)
{
	double a = beta->a;
	double b = beta->b;
	double total = beta->total;
	/* the density is scale (x total / a)^a (y total / b)^b */
	double log_factor = log(beta->scale / a) + a * log(total / a) + b * log1p(a / b);

	return (log(tail) - log_factor) / a;
}

static double
near_start(const CmBeta *beta, double tail)
{
	double a = Max(beta->a, 0.5);
	double b = Max(beta->b, 0.5);
	double spread = sqrt(1.0 / a + 1.0 / b);
	double z = cm_normal_upper_quantile(tail);

	/* the second term corrects for the skewness */
	return log(a / b) - z * spread + (z * z - 1.0) / 6.0 * (1.0 / a - 1.0 / b) - 0.5 * (1.0 / a - 1.0 / b);
}

/*
 * The log odds whose lower tail is `tail`, which is at most one half.
 */
static double
solve_log_odds(const CmBeta *beta, double tail)
{
	double low = LEAST_LOG_ODDS;
	double high = -LEAST_LOG_ODDS;
	double start = far_start(beta, tail);
	double log_odds;

	if (start < low)
		return -INFINITY;
	log_odds = Max(start, near_start(beta, tail));
	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		CmBetaPosition position = position_at_log_odds(beta, log_odds);
		CmBetaValue value = cm_evaluate_beta(beta, position);
		double gap = log(value.lower / tail);
		double slope = value.density / value.lower;
		double bend = 1.0 + gap * (position.deviation + slope) / (2.0 * slope);
		double next;

		if (gap < 0.0)
			low = log_odds;
		else
			high = log_odds;
		next = log_odds - gap / slope / (bend > 0.5 && bend < 2.0 ? bend : 1.0);
		/* Convergence is cubic: the error left is far below one in 1e15 of the spread. */
		if (fabs(gap) < 1e-5)
			return next;
		log_odds = next > low && next < high ? next : 0.5 * (low + high);
	}
	return log_odds;
}

static double
lower_quantile(double tail, double a, double b, bool complement)
{
	CmBeta beta;
	double log_odds;

	cm_prepare_beta(&beta, a, b);
	log_odds = solve_log_odds(&beta, tail);
	return 1.0 / (1.0 + exp(complement ? log_odds : -log_odds));
}

double
cm_beta_quantile(double probability, double a, double b)
{
	if (!(probability >= 0.0 && probability <= 1.0 && a > 0.0 && b > 0.0))
		return NAN;
	if (probability == 0.0 || probability == 1.0)
		return probability;
	if (probability <= 0.5)
		return lower_quantile(probability, a, b, false);
	return lower_quantile(1.0 - probability, b, a, true);
}

double
cm_beta_upper_quantile(double tail, double a, double b)
{
	if (!(tail >= 0.0 && tail <= 1.0 && a > 0.0 && b > 0.0))
		return NAN;
	if (tail == 0.0 || tail == 1.0)
		return 1.0 - tail;
	if (tail <= 0.5)
		return lower_quantile(tail, b, a, true);
	return lower_quantile(1.0 - tail, a, b, false);
}
