/*
 * result.c
 *	  Numbers on their way to SQL.
 */
#include "functions/result.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* The value / 10^decimals, with that many decimals shown. */
Datum
cm_numeric_of_fixed(int128 value, int decimals)
{
	const int64 unit = INT64CONST(1000000000000000000); /* 10^18 */
	Datum high;

	if (likely(value >= PG_INT64_MIN && value <= PG_INT64_MAX))
		return NumericGetDatum(int64_div_fast_to_numeric((int64) value, decimals));

	/* In two halves, of which both fit in int64 up to 10^36; sums of weights are below 10^30. */
	high = DirectFunctionCall2(numeric_mul, NumericGetDatum(int64_to_numeric((int64) (value / unit))),
							   NumericGetDatum(int64_to_numeric((int64) cm_power_of_ten(18 - decimals))));
	return DirectFunctionCall2(numeric_add, high,
							   NumericGetDatum(int64_div_fast_to_numeric((int64) (value % unit), decimals)));
}

/* Rounded to CM_ROUNDED_DECIMALS, half away from zero. */
Datum
cm_numeric_of_double(double value)
{
	const double unit = 1e12;
	char *text;

	if (likely(fabs(value) < 9e6))
		return NumericGetDatum(int64_div_fast_to_numeric((int64) round(value * unit), CM_ROUNDED_DECIMALS));

	/* So large a double has fewer decimals than are kept, or all of them exactly. */
	text = psprintf("%.*f", CM_ROUNDED_DECIMALS, value);
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid),
							   Int32GetDatum(-1));
}
