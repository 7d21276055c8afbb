/*
 * normal.c
 *		The standard normal distribution.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"

#define SQRT_HALF   0.70710678118654752440
#define SQRT_TWO_PI 2.50662827463100050242

double
cm_normal_probability(double z)
{
	return 0.5 * erfc(-z * SQRT_HALF);
}

double
cm_normal_upper_tail(double z)
{
	return 0.5 * erfc(z * SQRT_HALF);
}

/*
 * One step of Taylor's series of the inverse function, to the fourth order: `excess` is the
 * probability between z and the quantile, divided by the density at z.
 */
static double
refine_quantile(double z, double excess)
{
	double square = z * z;
	double fourth = z * (6.0 * square + 7.0) / 24.0;
	double third = (2.0 * square + 1.0) / 6.0;

	return z + excess * (1.0 + excess * (0.5 * z + excess * (third + excess * fourth)));
}

static double
density(double z)
{
	return exp(-0.5 * z * z) / SQRT_TWO_PI;
}

/*
 * Near the middle: the start is the power series of the quantile in the distance from one half.
 */
static double
central_quantile(double distance)
{
	double square = 2.0 * M_PI * distance * distance;
	double start = SQRT_TWO_PI * distance *
				   (1.0 + square * (1.0 / 6.0 + square * (7.0 / 120.0 + square * (127.0 / 5040.0))));
	double covered = 0.5 * erf(start * SQRT_HALF);

	return refine_quantile(start, (distance - covered) / density(start));
}

/*
 * In the tails: the start is right to 0.00045 (Hastings 1955, Approximations for Digital
 * Computers, sheet 68; Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.23).
 */
static double
tail_quantile(double tail)
{
	double t = sqrt(-2.0 * log(tail));
	double start = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
						   (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	return refine_quantile(start, (cm_normal_upper_tail(start) - tail) / density(start));
}

double
cm_normal_upper_quantile(double tail)
{
	if (!(tail >= 0.0 && tail <= 1.0))
		return NAN;
	if (tail == 0.0)
		return INFINITY;
	if (tail > 0.4 && tail < 0.6)
		return central_quantile(0.5 - tail);
	return tail < 0.5 ? tail_quantile(tail) : -cm_normal_upper_quantile(1.0 - tail);
}

double
cm_normal_quantile(double probability)
{
	return -cm_normal_upper_quantile(probability);
}
