/*
 * result.h
 *	  Numbers on their way to SQL.
 */
#ifndef CM_RESULT_H
#define CM_RESULT_H

#include "compat.h"

#include "mathematics/fixed_point.h"

/* Exact ratios have as many decimals as avg() of integers shows. */
#define CM_EXACT_DECIMALS 16

/* What is computed in double precision is rounded to fewer than a double has. */
#define CM_ROUNDED_DECIMALS 12

extern Datum cm_numeric_of_fixed(int128 value, int decimals);
extern Datum cm_numeric_of_double(double value);

#endif /* CM_RESULT_H */
