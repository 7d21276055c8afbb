/*
 * level_expected.c
 *	  How far the metric of a period may lie, and lies, from what was expected.
 */
#include "mathematics/distributions.h"
#include "mathematics/level.h"

/*
 * Half the interval that holds the period's own metric with this confidence; without responses, that
 * of the level.
 */
double
cm_expected_margin(const CmExpectation *expectation, const CmPeriod *period, double confidence)
{
	double error = cm_has_responses(period) ? 1 / period->responses : 0;

	return cm_normal_upper_quantile(0.5 * (1 - confidence)) *
		   sqrt(expectation->noise * (expectation->variance + error));
}

/* Two-sided.  A difference of 0 without a variance is no evidence, another one is certain. */
double
cm_expected_p_value(const CmExpectation *expectation, const CmPeriod *period)
{
	double difference = fabs(period->metric - expectation->metric);
	double variance = expectation->noise * (expectation->variance + 1 / period->responses);

	return difference == 0 ? 1 : 2 * cm_normal_upper_tail(difference / sqrt(variance));
}
