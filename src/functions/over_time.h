/*
 * over_time.h
 *	  What window functions over a series of summaries have in common: a row as a period.
 */
#ifndef CM_OVER_TIME_H
#define CM_OVER_TIME_H

#include "functions/partition.h"
#include "mathematics/period.h"

/* The periods of a partition, and the range that the metric has on the scale of their summaries. */
typedef struct CmPeriods
{
	CmPeriod *period;
	double lowest;
	double highest;
} CmPeriods;

extern CmPeriods cm_take_periods(CmPartition *partition, CmMetricId metric);
extern int cm_integer_parameter(CmPartition *partition, int argument, const char *name, int least, int most);

#endif /* CM_OVER_TIME_H */
