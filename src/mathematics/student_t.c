/*
 * student_t.c
 *		Student's t distribution.
 *
 * Both tails beyond t hold the probability that a beta(df/2, 1/2) is below df / (df + t^2). The
 * beta density is computed from t itself, because df / (df + t^2) has too few digits left when
 * there are many degrees of freedom.
 */
#include "c.h"

#include <math.h>

#include "mathematics/beta.h"
#include "mathematics/distributions.h"

#define LARGEST_STEPS 200
#define SQRT_PI       1.77245385090551602730

typedef struct TValue
{
	double tail;    /* above t */
	double central; /* between 0 and t */
	double density; /* of log(t), that is t times the density of t */
} TValue;

/*
 * gamma(a + 1/2) / gamma(a)
 */
static double
gamma_ratio(double a)
{
	double half = 0.5 / a;

	return sqrt(a) * exp(cm_stirling_error(a + 0.5) - cm_stirling_error(a) -
						 a * cm_excess_over_log(half, 1.0 + half));
}

/*
 * For t > 0. `ratio` is gamma_ratio(df / 2).
 */
static TValue
evaluate_t(double t, double df, double ratio)
{
	double a = 0.5 * df;
	double odds = t < 1e100 ? t * t / df : INFINITY;
	double log_root = log(t) - 0.5 * log(df);
	CmBetaPosition position;
	TValue value;

	/* (1 + odds)^-a sqrt(odds / (1 + odds)), where nothing underflows before the density does */
	value.density = ratio / SQRT_PI;
	if (isinf(odds))
		value.density *= exp(-2.0 * a * log_root);
	else
		value.density *= exp(-a * log1p(odds)) * sqrt(odds / (1.0 + odds));
	position.x = 1.0 / (1.0 + odds);
	position.y = isinf(odds) ? 1.0 : odds / (1.0 + odds);
	position.deviation = isinf(odds) ? -a : (0.5 - a * odds) / (1.0 + odds);
	if (position.deviation <= 0.0)
	{
		value.tail = 0.5 * value.density * cm_beta_fraction(a, 0.5, position);
		value.central = 0.5 - value.tail;
	}
	else
	{
		CmBetaPosition mirrored = {position.y, position.x, -position.deviation};

		value.central = 0.5 * value.density * cm_beta_fraction(0.5, a, mirrored);
		value.tail = 0.5 - value.central;
	}
	return value;
}

double
cm_t_upper_tail(double t, double df)
{
	if (isnan(t) || !(df > 0.0))
		return NAN;
	if (isinf(df))
		return cm_normal_upper_tail(t);
	if (isinf(t) || t == 0.0)
		return t > 0.0 ? 0.0 : t < 0.0 ? 1.0 : 0.5;
	if (t > 0.0)
		return evaluate_t(t, df, gamma_ratio(0.5 * df)).tail;
	return 0.5 + evaluate_t(-t, df, gamma_ratio(0.5 * df)).central;
}

double
cm_t_probability(double t, double df)
{
	return cm_t_upper_tail(-t, df);
}

/*
 * In the middle: the probability between 0 and t is a concave function of t, so Newton's steps
 * from below stay below and converge.
 */
static double
central_quantile(double central, double df, double ratio)
{
	double t = central * sqrt(df) * SQRT_PI / ratio;

	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		TValue value = evaluate_t(t, df, ratio);
		double step = (central - value.central) / value.density;

		t += t * step;
		if (fabs(step) < 1e-8)
			break;
	}
	return t;
}

/*
 * Cornish and Fisher's expansion in 1 / df (Abramowitz and Stegun 1964, Handbook of Mathematical
 * Functions, 26.7.5), from the quantile of the normal.
 */
static double
expand_from_normal(double z, double df)
{
	double square = z * z;
	double first = (square + 1.0) / 4.0;
	double second = ((5.0 * square + 16.0) * square + 3.0) / 96.0;
	double third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
	double fourth = ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0) / 92160.0;

	return z + z / df * (first + (second + (third + fourth / df) / df) / df);
}

/*
 * In the tail: its logarithm is a concave function of log(t), so after one step Newton's stay
 * above and converge.
 */
static double
tail_quantile(double tail, double df, double ratio)
{
	double z = cm_normal_upper_quantile(tail);
	double low = log(z); /* the normal's tail is lighter */
	double log_t;

	/* far out the tail is that of a power */
	if (z * z > df)
		log_t = 0.5 * log(df) - log(tail * df * SQRT_PI / ratio) / df;
	else
		log_t = log(expand_from_normal(z, df));
	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		TValue value = evaluate_t(exp(log_t), df, ratio);
		double step;

		if (value.tail == 0.0)
		{
			/* so far out that the tail underflows */
			log_t = 0.5 * (low + log_t);
			continue;
		}
		step = log(value.tail / tail) * value.tail / value.density;
		log_t += step;
		/* The error left is about the square of the step. */
		if (fabs(step) < 1e-7)
			break;
	}
	return exp(log_t);
}

double
cm_t_upper_quantile(double tail, double df)
{
	double ratio;

	if (!(tail >= 0.0 && tail <= 1.0 && df > 0.0))
		return NAN;
	if (tail == 0.0 || tail == 1.0)
		return tail == 0.0 ? INFINITY : -INFINITY;
	if (isinf(df))
		return cm_normal_upper_quantile(tail);
	if (tail == 0.5)
		return 0.0;
	if (tail > 0.5)
		return -cm_t_upper_quantile(1.0 - tail, df);
	ratio = gamma_ratio(0.5 * df);
	return tail > 0.25 ? central_quantile(0.5 - tail, df, ratio) : tail_quantile(tail, df, ratio);
}

double
cm_t_quantile(double probability, double df)
{
	return -cm_t_upper_quantile(probability, df);
}
