/*
 * inference_planning.c
 *	  Sample sizes, and p-values of several tests at once.
 */
#include "functions/inference.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "mathematics/p_values.h"
#include "mathematics/sample_size.h"

/* Written so that NaN fails the test; `most` itself is allowed. */
static double
positive_argument(FunctionCallInfo fcinfo, int argument, const char *name, double most, const char *hint)
{
	double value = PG_GETARG_FLOAT8(argument);

	if (!(value > 0 && value <= most))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s %g is not above 0 and at most %g", name, value, most), errhint("%s", hint));
	return value;
}

/* A percentage whose ends would leave no variance. */
static double
percent_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	double value = PG_GETARG_FLOAT8(argument);

	if (!(value > 0 && value < 100))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s %g is not between 0 and 100", name, value),
				errhint("Give the expected CSAT in percent; 50 needs the most responses."));
	return value / 100;
}

static double
power_argument(FunctionCallInfo fcinfo, int argument)
{
	double power = PG_GETARG_FLOAT8(argument);

	if (!(power > 0 && power < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("power %g is not between 0 and 1", power),
				errhint("Use 0.8 to find a true difference 8 times in 10."));
	return power;
}

/* NULL is a population without bounds. */
static double
population_argument(FunctionCallInfo fcinfo, int argument)
{
	int64 population;

	if (PG_ARGISNULL(argument))
		return INFINITY;
	population = PG_GETARG_INT64(argument);
	if (population < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("population %lld is not at least 1", (long long) population),
				errhint("Give the number of all whom the responses are drawn from, or NULL for many."));
	return (double) population;
}

static Datum
size_result(double size)
{
	if (!(size < 9e18))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("so small a margin or difference needs more responses than a bigint can count"),
				errhint("Give it in points of the metric: 5 for five points of NPS or percent of CSAT."));
	return Int64GetDatum((int64) size);
}

#define VARIANCE_HINT \
	"The variance of the values -1, 0 and 1: 1 is the worst case, an NPS has about 0.6 to 0.8."

PG_FUNCTION_INFO_V1(cm_nps_sample_size);
Datum
cm_nps_sample_size(PG_FUNCTION_ARGS)
{
	double margin;
	double confidence;
	double variance;

	if (cm_any_argument_is_null(fcinfo, 3))
		PG_RETURN_NULL();
	margin = positive_argument(fcinfo, 0, "margin", 200, "Give it in points of NPS, such as 5.") / 100;
	confidence = cm_confidence_argument(fcinfo, 1);
	variance = positive_argument(fcinfo, 2, "variance", 1, VARIANCE_HINT);
	return size_result(cm_net_sample_size(margin, confidence, variance, population_argument(fcinfo, 3)));
}

PG_FUNCTION_INFO_V1(cm_csat_sample_size);
Datum
cm_csat_sample_size(PG_FUNCTION_ARGS)
{
	double margin;
	double confidence;
	double share;

	if (cm_any_argument_is_null(fcinfo, 3))
		PG_RETURN_NULL();
	margin = positive_argument(fcinfo, 0, "margin", 100, "Give it in percent, such as 5.") / 100;
	confidence = cm_confidence_argument(fcinfo, 1);
	share = percent_argument(fcinfo, 2, "expected CSAT");
	return size_result(cm_share_sample_size(margin, confidence, share, population_argument(fcinfo, 3)));
}

PG_FUNCTION_INFO_V1(cm_nps_comparison_sample_size);
Datum
cm_nps_comparison_sample_size(PG_FUNCTION_ARGS)
{
	double difference =
		positive_argument(fcinfo, 0, "difference", 200, "Give it in points of NPS, such as 10.") / 100;
	double confidence = cm_confidence_argument(fcinfo, 1);
	double power = power_argument(fcinfo, 2);
	double variance = positive_argument(fcinfo, 3, "variance", 1, VARIANCE_HINT);

	return size_result(cm_net_comparison_size(difference, confidence, power, variance));
}

PG_FUNCTION_INFO_V1(cm_csat_comparison_sample_size);
Datum
cm_csat_comparison_sample_size(PG_FUNCTION_ARGS)
{
	double a = percent_argument(fcinfo, 0, "expected CSAT");
	double b = percent_argument(fcinfo, 1, "expected CSAT");
	double confidence = cm_confidence_argument(fcinfo, 2);
	double power = power_argument(fcinfo, 3);

	if (a == b)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("two equal percentages can't be told apart by any number of responses"),
				errhint("Give the percentages that the test shall be able to tell apart, such as 80 and 85."));
	return size_result(cm_share_comparison_size(a, b, confidence, power));
}

static const CmAdjustmentMethod *
adjustment_argument(FunctionCallInfo fcinfo, int argument)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(argument));
	char *allowed = NULL;

	for (int i = 0; i < cm_adjustment_method_count; i++)
	{
		if (strcmp(cm_adjustment_methods[i].name, name) == 0)
			return &cm_adjustment_methods[i];
		allowed = cm_list_names(allowed, cm_adjustment_methods[i].name);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown adjustment method \"%s\"", name), errhint("The methods are %s.", allowed));
}

typedef struct PlacedValue
{
	double value;
	int place;
} PlacedValue;

static int
by_falling_value(const void *a, const void *b)
{
	double x = ((const PlacedValue *) a)->value;
	double y = ((const PlacedValue *) b)->value;

	return (x < y) - (x > y);
}

static void
check_p_value(double p_value)
{
	if (!(p_value >= 0 && p_value <= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("p-value %g is not between 0 and 1", p_value),
				errhint("Give the p-values of all tests that were made, NULL for those without one."));
}

/* Elements that are NULL stay NULL and are not counted. */
static void
adjust_elements(Datum *elements, const bool *nulls, int count, CmAdjustment adjust)
{
	PlacedValue *sorted = palloc(count * sizeof(PlacedValue));
	double *values = palloc(count * sizeof(double));
	int present = 0;

	for (int i = 0; i < count; i++)
		if (!nulls[i])
		{
			check_p_value(DatumGetFloat8(elements[i]));
			sorted[present].value = DatumGetFloat8(elements[i]);
			sorted[present++].place = i;
		}
	qsort(sorted, present, sizeof(PlacedValue), by_falling_value);
	for (int i = 0; i < present; i++)
		values[i] = sorted[i].value;
	adjust(values, present);
	for (int i = 0; i < present; i++)
		elements[sorted[i].place] = Float8GetDatum(values[i]);
}

PG_FUNCTION_INFO_V1(cm_adjust_p_values);
Datum
cm_adjust_p_values(PG_FUNCTION_ARGS)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(0);
	const CmAdjustmentMethod *method = adjustment_argument(fcinfo, 1);
	Datum *elements;
	bool *nulls;
	int count;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &elements,
					  &nulls, &count);
	if (count == 0)
		PG_RETURN_ARRAYTYPE_P(array);
	adjust_elements(elements, nulls, count, method->adjust);
	PG_RETURN_ARRAYTYPE_P(construct_md_array(elements, nulls, ARR_NDIM(array), ARR_DIMS(array),
											 ARR_LBOUND(array), FLOAT8OID, sizeof(float8),
											 FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
