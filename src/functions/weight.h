/*
 * weight.h
 *	  Reading a survey weight from an argument.
 */
#ifndef CM_WEIGHT_H
#define CM_WEIGHT_H

#include "types/summary.h"

pg_noreturn extern void cm_bad_weight(double weight);

/* A weight in units of 10^-9, rounded to the nearest; all of them are below 2^51. */
static inline int64
cm_weight_units(double weight)
{
	int64 units;

	if (unlikely(!(weight >= 0 && weight <= CM_MAX_WEIGHT)))
		cm_bad_weight(weight);
	units = cm_round_to_int64(weight * CM_WEIGHT_UNIT);
	if (unlikely(units == 0 && weight > 0))
		cm_bad_weight(weight);
	return units;
}

#endif /* CM_WEIGHT_H */
