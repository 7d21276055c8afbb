/*
 * metric_sample.c
 *	  The responses of a histogram as intervals and tests of a metric see them.
 */
#include "mathematics/metric.h"

/* Values without the measure's offset and factor: bounds get those at the end. */
void
cm_fill_sample(const CmHistogram *histogram, const CmMeasure *measure, CmSample *sample)
{
	sample->points = measure->points;
	sample->weighted = histogram->weight != NULL;
	for (int i = 0; i < measure->points; i++)
	{
		double responses = (double) histogram->responses[i];

		sample->value[i] = measure->value[i];
		sample->responses[i] = sample->weight[i] = sample->squared_weight[i] = responses;
	}
	if (!sample->weighted)
		return;
	for (int i = 0; i < measure->points; i++)
	{
		sample->weight[i] = (double) histogram->weight[i] / 1e9;
		sample->squared_weight[i] = (double) histogram->squared_weight[i] / 1e18;
	}
}
