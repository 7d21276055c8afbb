/*
 * weight.h
 *	  Reading a survey weight from an argument.
 */
#ifndef CM_WEIGHT_H
#define CM_WEIGHT_H

#include "types/score_summary.h"

extern pg_attribute_noreturn() void cm_bad_weight(double weight);

/*
 * A weight in units of 10^-9, rounded to the nearest.  Adding and subtracting 1.5 · 2^52 leaves a
 * double without its fraction, and takes less time than a call of rint(); it is exact up to 2^51
 * units, beyond the largest weight.
 */
static inline int64
cm_weight_units(double weight)
{
	const double shift = 6755399441055744.0;
	double units = weight * CM_WEIGHT_UNIT;
	double rounded = (units + shift) - shift;

	if (unlikely(!(weight >= 0 && weight <= CM_MAX_WEIGHT) || (rounded == 0 && weight > 0)))
		cm_bad_weight(weight);
	return (int64) rounded;
}

#endif /* CM_WEIGHT_H */
