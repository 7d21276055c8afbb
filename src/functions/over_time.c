/*
 * over_time.c
 *	  What window functions over a series of summaries have in common: a row as a period.
 */
#include "functions/over_time.h"

#include "functions/accessors.h"

/* The series has one scale, that of its first summary with a response. */
static void
check_scale(const CmSummary *summary, const CmMetric *metric, CmScale *scale)
{
	CmScale own = cm_scale_of(summary);

	if (scale->points == 0)
	{
		cm_check_metric_scale(metric, summary);
		*scale = own;
	}
	if (!cm_same_scale(own, *scale))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a series has summaries on the scales %s and %s", cm_describe_scale(*scale),
					   cm_describe_scale(own)),
				errhint("Use PARTITION BY what tells the scales apart."));
}

static void
take_period(const CmSummary *summary, const CmMeasure *measure, CmPeriod *period)
{
	CmHistogram histogram;

	cm_view_summary(summary, &histogram);
	cm_fill_period(&histogram, measure, period);
}

/* All rows, in their order.  A row whose summary is NULL or empty is a period without responses. */
CmPeriods
cm_take_periods(CmPartition *partition, CmMetricId metric)
{
	CmPeriods periods = {MemoryContextAllocHuge(CurrentMemoryContext, partition->rows * sizeof(CmPeriod))};
	CmScale scale = {0, 0};
	CmMeasure measure;

	for (int row = 0; row < partition->rows; row++)
	{
		bool is_null;
		const CmSummary *summary = DatumGetSummary(cm_partition_argument(partition, 0, row, &is_null));

		periods.period[row] = cm_period_without_responses;
		if (is_null || cm_is_empty(summary))
			continue;
		check_scale(summary, &cm_metrics[metric], &scale);
		cm_measure_metric(&cm_metrics[metric], scale, &measure);
		take_period(summary, &measure, &periods.period[row]);
	}
	if (scale.points > 0)
	{
		periods.lowest = measure.offset + measure.factor * cm_lowest_value(&measure);
		periods.highest = measure.offset + measure.factor * cm_highest_value(&measure);
	}
	return periods;
}

int
cm_integer_parameter(CmPartition *partition, int argument, const char *name, int least, int most)
{
	int value = DatumGetInt32(cm_partition_parameter(partition, argument, name));

	if (value < least || value > most)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s %d is not from %d to %d", name, value, least, most),
				errhint("It is a number of periods, which are the rows."));
	return value;
}
