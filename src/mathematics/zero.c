/*
 * zero.c
 *	  Where a function of one variable is zero.
 */
#include "c.h"

#include <math.h>

#include "mathematics/zero.h"

#define LARGEST_STEPS 200

/*
 * Between two places where the function has different signs, as near as doubles can tell: Chandrupatla
 * 1997, A New Hybrid Quadratic/Bisection Algorithm for Finding the Zero of a Nonlinear Function
 * without Using Derivatives, Advances in Engineering Software 28.
 */
double
cm_find_zero(CmFunction function, const void *context, double low, double high)
{
	double newer = high;
	double other = low;
	double older = low;
	double newer_value = function(newer, context);
	double other_value = function(other, context);
	double older_value = other_value;
	double fraction = 0.5;

	for (int i = 0; i < LARGEST_STEPS; i++)
	{
		double next = newer + fraction * (other - newer);
		double value = function(next, context);
		double nearness;
		double xi;
		double phi;

		if ((value > 0.0) == (newer_value > 0.0))
		{
			older = newer;
			older_value = newer_value;
		}
		else
		{
			older = other;
			older_value = other_value;
			other = newer;
			other_value = newer_value;
		}
		newer = next;
		newer_value = value;
		nearness = 4e-16 * fabs(newer) / fabs(other - newer);
		if (nearness > 0.5 || newer_value == 0.0)
			break;
		xi = (newer - other) / (older - other);
		phi = (newer_value - other_value) / (older_value - other_value);
		if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi)
			fraction = newer_value / (other_value - newer_value) * older_value / (other_value - older_value) +
					   (older - newer) / (other - newer) * newer_value /
						   (older_value - newer_value) * other_value / (older_value - other_value);
		else
			fraction = 0.5;
		fraction = Min(1.0 - nearness, Max(nearness, fraction));
	}
	return newer;
}
