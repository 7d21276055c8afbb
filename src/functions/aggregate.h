/*
 * aggregate.h
 *	  When a support function of an aggregate may change its state in place.
 */
#ifndef CM_AGGREGATE_H
#define CM_AGGREGATE_H

#include "types/summary.h"

#include "nodes/execnodes.h"

/* AggCheckCallContext() without its call, for functions that run once a row. */
static inline bool
cm_called_by_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context && (IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState));
}

/* The summary itself where it is an aggregate's state; somebody else's value is copied. */
static inline CmSummary *
cm_writable_summary(FunctionCallInfo fcinfo, CmSummary *summary)
{
	return likely(cm_called_by_aggregate(fcinfo)) ? summary : cm_copy_summary(summary);
}

#endif /* CM_AGGREGATE_H */
