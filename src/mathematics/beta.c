/*
 * beta.c
 *		The beta distribution: probabilities in both tails.
 *
 * The density is written as exp(-D), with D a sum of two positive terms that are zero at the mean
 * (Loader 2000, Fast and Accurate Computation of Binomial Probabilities), so that no digits cancel
 * for large parameters or far tails. A tail is that density times a continued fraction (Didonato
 * and Morris 1992, Algorithm 708, ACM TOMS 18). Near the mean the fraction needs about as many
 * steps as the square root of the smaller parameter; where that is too many, the tail is
 * integrated numerically.
 */
#include "c.h"

#include <math.h>

#include "mathematics/beta.h"
#include "mathematics/distributions.h"
#include "mathematics/quadrature.h"

#define FRACTION_STEPS  20000
#define LARGE_PARAMETER 6000.0
#define LOG_SQRT_TWO_PI 0.91893853320467274178

/*
 * log(gamma(a)) - [(a - 1/2)log(a) - a + log(sqrt(2 pi))]
 */
double
cm_stirling_error(double a)
{
	double shifted = a;
	double product = 1.0;
	double inverse;
	double square;
	double series;

	/* The series needs a large argument: gamma(a + 1) = a gamma(a) leads there. */
	while (shifted < 10.0)
		product *= shifted++;
	inverse = 1.0 / shifted;
	square = inverse * inverse;
	series = 1.0 / 156.0 - square * (3617.0 / 122400.0 - square * (43867.0 / 244188.0));
	series = 1.0 / 1188.0 - square * (691.0 / 360360.0 - square * series);
	series = 1.0 / 1260.0 - square * (1.0 / 1680.0 - square * series);
	series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * series));
	if (shifted == a)
		return series;
	return series + (shifted - 0.5) * log(shifted) - (shifted - a) - log(product) - (a - 0.5) * log(a);
}

/*
 * u - log(1 + u) for u neither near -1 nor large.
 *
 * With r = u / (2 + u), log(1 + u) = 2 atanh(r) and u = 2r / (1 - r).
 */
static double
excess_series(double u)
{
	static const double coefficients[] = {1.0 / 3.0,  1.0 / 5.0,  1.0 / 7.0,  1.0 / 9.0,
										  1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0, 1.0 / 17.0,
										  1.0 / 19.0, 1.0 / 21.0, 1.0 / 23.0, 1.0 / 25.0,
										  1.0 / 27.0};
	double r = u / (2.0 + u);
	double square = r * r;
	double sum = 0.0;

	for (int i = square < 0.003 ? 6 : (int) lengthof(coefficients) - 1; i >= 0; i--)
		sum = sum * square + coefficients[i];
	return r * (u - 2.0 * square * sum);
}

/*
 * u - log(1 + u) for u = `difference`, given `ratio` = 1 + u as well; never negative.
 */
double
cm_excess_over_log(double difference, double ratio)
{
	if (difference < -0.4 || difference > 0.6)
		return difference - log(ratio);
	return excess_series(difference);
}

void
cm_prepare_beta(CmBeta *beta, double a, double b)
{
	double total = a + b;
	double from_b = total - a;

	beta->a = a;
	beta->b = b;
	beta->total = total;
	beta->total_error = (a - (total - from_b)) + (b - from_b);
	beta->scale = sqrt(a / total * b) * exp(cm_stirling_error(total) - cm_stirling_error(a) -
											cm_stirling_error(b) - LOG_SQRT_TWO_PI);
}

CmBetaPosition
cm_beta_position(const CmBeta *beta, double x)
{
	CmBetaPosition position;

	position.x = x;
	position.y = 1.0 - x;
	position.deviation = fma(x, beta->total, -beta->a) + x * beta->total_error;
	return position;
}

/*
 * The position at a distance from the mean.
 */
CmBetaPosition
cm_beta_position_at(const CmBeta *beta, double deviation)
{
	CmBetaPosition position;

	position.x = (beta->a + deviation) / beta->total;
	position.y = (beta->b - deviation) / beta->total;
	position.deviation = deviation;
	return position;
}

/*
 * D: how much the logarithm of the density lies below its value at the mean.
 */
static double
depth(const CmBeta *beta, CmBetaPosition position)
{
	double a = beta->a;
	double b = beta->b;

	return a * cm_excess_over_log(position.deviation / a, position.x * (beta->total / a)) +
		   b * cm_excess_over_log(-position.deviation / b, position.y * (beta->total / b));
}

double
cm_beta_density(const CmBeta *beta, CmBetaPosition position)
{
	if (position.x <= 0.0 || position.y <= 0.0)
		return 0.0;
	return beta->scale * exp(-depth(beta, position));
}

/*
 * The lower tail divided by the density, for positions not above the mean: Lentz's method.
 */
double
cm_beta_fraction(double a, double b, CmBetaPosition position)
{
	double x = position.x;
	double above = 1.0 - position.deviation;
	double value = a / (a + 1.0) * above;
	double numerator = value;
	double denominator = 0.0;

	for (int m = 1; m < FRACTION_STEPS; m++)
	{
		double odd = a + 2.0 * m - 1.0;
		double share = m * (b - m) * x / odd;
		double alpha = (a + m - 1.0) * (a + b + m - 1.0) / odd * share * x;
		double beta = m + share + (a + m) / (odd + 2.0) * (above + m * (1.0 + position.y));
		double change;

		denominator = 1.0 / (beta + alpha * denominator);
		numerator = beta + alpha / numerator;
		change = numerator * denominator;
		value *= change;
		if (fabs(change - 1.0) < 4e-16)
			break;
	}
	return 1.0 / value;
}

typedef struct TailIntegral
{
	const CmBeta *beta;
	double reference; /* depth at the position whose tail it is */
	double per_total;
	double per_a;
	double per_b;
	double sum;
} TailIntegral;

/*
 * One node. Products instead of quotients save half of the time; nodes are so near the mean that
 * ratios are never far from 1.
 */
static void
add_tail_node(double deviation, double weight, void *context)
{
	TailIntegral *integral = (TailIntegral *) context;
	const CmBeta *beta = integral->beta;
	double x = (beta->a + deviation) * integral->per_total;
	double y = (beta->b - deviation) * integral->per_total;
	double node_depth = beta->a * excess_series(deviation * integral->per_a) +
						beta->b * excess_series(-deviation * integral->per_b);

	integral->sum += weight * exp(integral->reference - node_depth) / (x * y * beta->total);
}

/*
 * The tail beyond the position, on the side away from the mean, divided by the density.
 */
static double
integrate_tail(const CmBeta *beta, CmBetaPosition position, double position_depth)
{
	double deviation = position.deviation;
	double deviance = sqrt(beta->a / beta->total * beta->b);
	double length = sqrt(deviation * deviation + 74.0 * deviance * deviance);
	TailIntegral integral = {beta,          position_depth, 1.0 / beta->total,
							 1.0 / beta->a, 1.0 / beta->b,  0.0};

	/* Beyond this the density is below 1e-16 of what it is at the position. */
	cm_visit_nodes(&cm_rough_rule, add_tail_node, &integral, deviation, deviation > 0 ? length : -length);
	return fabs(integral.sum);
}

static double
tail_over_density(const CmBeta *beta, CmBetaPosition position, double position_depth)
{
	CmBetaPosition mirrored = {position.y, position.x, -position.deviation};

	if (Min(beta->a, beta->b) > LARGE_PARAMETER && position_depth < 12.5)
		return integrate_tail(beta, position, position_depth);
	if (position.deviation <= 0.0)
		return cm_beta_fraction(beta->a, beta->b, position);
	return cm_beta_fraction(beta->b, beta->a, mirrored);
}

CmBetaValue
cm_evaluate_beta(const CmBeta *beta, CmBetaPosition position)
{
	CmBetaValue value = {0.0, 1.0, 0.0};
	double position_depth;
	double tail;

	if (position.x <= 0.0)
		return value;
	if (position.y > 0.0)
	{
		position_depth = depth(beta, position);
		value.density = beta->scale * exp(-position_depth);
		tail = value.density == 0.0 ? 0.0 : value.density * tail_over_density(beta, position, position_depth);
	}
	else
		tail = 0.0;
	tail = Min(tail, 1.0);
	value.lower = position.deviation <= 0.0 ? tail : 1.0 - tail;
	value.upper = position.deviation <= 0.0 ? 1.0 - tail : tail;
	return value;
}

static CmBetaValue
evaluate_at(double x, double a, double b)
{
	CmBetaValue undefined = {NAN, NAN, NAN};
	CmBeta beta;

	if (!(x >= 0.0 && x <= 1.0 && a > 0.0 && b > 0.0))
		return undefined;
	cm_prepare_beta(&beta, a, b);
	return cm_evaluate_beta(&beta, cm_beta_position(&beta, x));
}

double
cm_beta_probability(double x, double a, double b)
{
	return evaluate_at(x, a, b).lower;
}

double
cm_beta_upper_tail(double x, double a, double b)
{
	return evaluate_at(x, a, b).upper;
}
