/*
 * weight.c
 *	  What is said of a weight that can't be one, and the weight of a response by its age.
 */
#include "functions/weight.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/float.h"
#include "utils/timestamp.h"

void
cm_bad_weight(double weight)
{
	char *text = float8out_internal(weight);

	if (weight > 0 && weight <= CM_MAX_WEIGHT)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("weight %s is not 0, but vanishes: weights are kept to %d decimals", text, CM_WEIGHT_DECIMALS),
				errhint("Multiply all weights by a constant: metrics do not change."));
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("weight %s is outside the range 0..%d", text, CM_MAX_WEIGHT),
			errhint("Leave such rows out with FILTER; where weights are larger, divide all by a constant: metrics do not change."));
}

/* In seconds; a month has 30 days and a year 365.25, as EXTRACT(epoch FROM interval) has it. */
static double
seconds_of(Interval *interval)
{
	return DatumGetFloat8(DirectFunctionCall2(interval_part, CStringGetTextDatum("epoch"),
											  IntervalPGetDatum(interval)));
}

/*
 * 2^(-age / half-life), to 9 decimals: what is left of a weight of 1.  So old a response that it
 * would vanish gets a clean 0.
 */
static double
decayed(double age, Interval *half_life)
{
	double period = seconds_of(half_life);
	double weight;

	if (!(period > 0))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("half-life %s is not positive",
					   DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(half_life)))),
				errhint("Give the time after which a response counts half, such as interval '90 days'."));
	weight = exp2(-age / period);
	if (!(weight <= CM_MAX_WEIGHT))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("a response %g half-lives after as_of weighs more than %d", -age / period, CM_MAX_WEIGHT),
				errhint("Leave out responses after as_of, or choose a later as_of."));
	return rint(weight * CM_WEIGHT_UNIT) / CM_WEIGHT_UNIT;
}

static void
check_finite(bool finite)
{
	if (!finite)
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("the age of a response can't be infinite"),
				errhint("Leave out rows whose time is infinity or -infinity."));
}

/* For timestamp and timestamp with time zone, which both count microseconds. */
PG_FUNCTION_INFO_V1(cm_decay_weight_timestamp);
Datum
cm_decay_weight_timestamp(PG_FUNCTION_ARGS)
{
	Timestamp at = PG_GETARG_TIMESTAMP(0);
	Timestamp as_of = PG_GETARG_TIMESTAMP(1);

	check_finite(!TIMESTAMP_NOT_FINITE(at) && !TIMESTAMP_NOT_FINITE(as_of));
	PG_RETURN_FLOAT8(decayed(((double) as_of - (double) at) / USECS_PER_SEC, PG_GETARG_INTERVAL_P(2)));
}

PG_FUNCTION_INFO_V1(cm_decay_weight_date);
Datum
cm_decay_weight_date(PG_FUNCTION_ARGS)
{
	DateADT at = PG_GETARG_DATEADT(0);
	DateADT as_of = PG_GETARG_DATEADT(1);

	check_finite(!DATE_NOT_FINITE(at) && !DATE_NOT_FINITE(as_of));
	PG_RETURN_FLOAT8(decayed(((double) as_of - (double) at) * SECS_PER_DAY, PG_GETARG_INTERVAL_P(2)));
}
