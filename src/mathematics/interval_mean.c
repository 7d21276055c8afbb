/*
 * interval_mean.c
 *		Intervals that need the mean and its standard error alone.
 */
#include "c.h"

#include <math.h>

#include "mathematics/distributions.h"
#include "mathematics/interval.h"

double
cm_wald_bound(const CmSample *sample, double tail, CmSide side)
{
	CmMoments moments = cm_sample_moments(sample);

	return moments.mean + side * cm_normal_upper_quantile(tail) * sqrt(moments.squared_error);
}

/*
 * Student's t with the sample variance: not defined for one response.
 */
double
cm_t_bound(const CmSample *sample, double tail, CmSide side)
{
	CmMoments moments = cm_sample_moments(sample);
	double squared_error = cm_unbiased_squared_error(&moments);

	if (isnan(squared_error))
		return NAN;
	return moments.mean + side * cm_t_upper_quantile(tail, moments.responses - 1.0) * sqrt(squared_error);
}

/*
 * Rocks 2016, Interval Estimation for the "Net Promoter Score", The American Statistician 70:
 * Wald's interval with 3/4, 3/2 and 3/4 responses added to detractors, passives and promoters.
 */
double
cm_net_adjusted_wald_bound(const CmSample *sample, double tail, CmSide side)
{
	CmMoments moments = cm_adjusted_moments(sample);

	return moments.mean + side * cm_normal_upper_quantile(tail) * sqrt(moments.squared_error);
}
