/*
 * over_time_regime.c
 *	  Window functions: when a metric changed.
 */
#include "functions/over_time.h"

#include "mathematics/regime.h"
#include "types/check_interrupts.h"

static void
fill_regimes(CmPartition *partition, const void *metric, double *regimes)
{
	int shortest = cm_integer_parameter(partition, 1, "shortest", 1, PG_INT32_MAX);
	CmPeriods periods = cm_take_periods(partition, *(const CmMetricId *) metric);
	CmRegimeRoom room;

	room.stretches = MemoryContextAllocHuge(CurrentMemoryContext, (partition->rows + 1) * sizeof(CmStretch));
	room.unrest = MemoryContextAllocHuge(CurrentMemoryContext, partition->rows * sizeof(double));
	cm_find_regimes(periods.period, partition->rows, shortest, room, cm_check_interrupts, regimes);
}

#define REGIME(name, id)                                                             \
	PG_FUNCTION_INFO_V1(cm_##name##_regime);                                         \
	Datum cm_##name##_regime(PG_FUNCTION_ARGS)                                       \
	{                                                                                \
		static const CmMetricId metric = id;                                         \
                                                                                     \
		PG_RETURN_INT32((int32) cm_partition_number(fcinfo, fill_regimes, &metric)); \
	}

REGIME(nps, CM_NPS)
REGIME(csat, CM_CSAT)
REGIME(ces, CM_CES)
REGIME(mean, CM_MEAN)
