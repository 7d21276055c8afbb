/*
 * metric.c
 *	  What each point of a scale counts in each metric, and the figure that comes of it.
 */
#include "mathematics/metric.h"

/* Reichheld (2003), The One Number You Need to Grow: 9 and 10 promote, 0 to 6 detract. */
int
cm_nps_value(int index, int points)
{
	return index >= 9 ? 1 : index <= 6 ? -1 : 0;
}

/* The top box of 2 or 3 points, the top two of 4 to 10. */
int
cm_csat_value(int index, int points)
{
	return index >= points - (points <= 3 ? 1 : 2);
}

/* CES 2.0 (Dixon, Toman, DeLisi 2013, The Effortless Experience): a mean, high = easy. */
int
cm_ces_value(int index, int points)
{
	return index + 1;
}

/* From the low end, which cm_measure_metric() adds as the offset: values stay small. */
int
cm_mean_value(int index, int points)
{
	return index;
}

bool
cm_metric_fits(const CmMetric *metric, CmScale scale)
{
	return (metric->any_lo || scale.lo == metric->lo) && scale.points >= metric->fewest_points &&
		   scale.points <= metric->most_points;
}

void
cm_measure_metric(const CmMetric *metric, CmScale scale, CmMeasure *measure)
{
	measure->points = scale.points;
	measure->factor = metric->factor;
	measure->offset = metric->any_lo ? scale.lo : 0;
	for (int i = 0; i < scale.points; i++)
		measure->value[i] = metric->value(i, scale.points);
}

/* Percent in the top boxes minus percent in the bottom boxes. */
void
cm_measure_boxes(CmScale scale, int top, int bottom, CmMeasure *measure)
{
	measure->points = scale.points;
	measure->factor = 100;
	measure->offset = 0;
	for (int i = 0; i < scale.points; i++)
		measure->value[i] = (i >= scale.points - top) - (i < bottom);
}

/* The range of the metric, before its factor. */
int
cm_lowest_value(const CmMeasure *measure)
{
	int lowest = measure->value[0];

	for (int i = 1; i < measure->points; i++)
		lowest = Min(lowest, measure->value[i]);
	return lowest;
}

int
cm_highest_value(const CmMeasure *measure)
{
	int highest = measure->value[0];

	for (int i = 1; i < measure->points; i++)
		highest = Max(highest, measure->value[i]);
	return highest;
}

/*
 * The figure × 10^decimals, exact but for one rounding at the end.  False where no response has a
 * weight, so that there is no mean.
 */
bool
cm_evaluate(const CmHistogram *histogram, const CmMeasure *measure, int decimals, int128 *result)
{
	int128 total = 0;
	int128 sum = 0;

	/* Counts of any size sum in int64, and most summaries are plain: 128 bits only where needed. */
	if (histogram->weight == NULL)
	{
		int64 responses = 0;

		for (int i = 0; i < measure->points; i++)
		{
			responses += histogram->responses[i];
			sum += (int128) histogram->responses[i] * measure->value[i];
		}
		total = responses;
	}
	else
		for (int i = 0; i < measure->points; i++)
		{
			total += histogram->weight[i];
			sum += histogram->weight[i] * measure->value[i];
		}
	if (total == 0)
		return false;
	*result = cm_divide_rounded(measure->offset * total + measure->factor * sum, total, decimals);
	return true;
}
