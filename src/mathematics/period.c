/*
 * period.c
 *	  A histogram as a period of a series.
 */
#include "mathematics/period.h"

static int
first_weighted_index(const CmHistogram *histogram)
{
	int i = 0;

	while (cm_weight_at(histogram, i) == 0)
		i++;
	return i;
}

/*
 * Values are counted from that of the first response, so that responses which all agree have the
 * variance 0, whatever their weights.
 */
void
cm_fill_period(const CmHistogram *histogram, const CmMeasure *measure, CmPeriod *period)
{
	double total = (double) cm_total_weight(histogram);
	double mean = 0;
	double variance = 0;
	int first;

	*period = cm_period_without_responses;
	if (total == 0)
		return;
	first = measure->value[first_weighted_index(histogram)];
	for (int i = 0; i < measure->points; i++)
		mean += (measure->value[i] - first) * ((double) cm_weight_at(histogram, i) / total);
	for (int i = 0; i < measure->points; i++)
	{
		double distance = measure->value[i] - first - mean;

		variance += distance * distance * ((double) cm_weight_at(histogram, i) / total);
	}
	period->metric = measure->offset + measure->factor * (first + mean);
	period->degrees = cm_effective_degrees(histogram);
	period->responses = 1 + period->degrees;
	period->variance = (double) measure->factor * measure->factor * variance;
}
