/*
 * inference_comparison.c
 *	  Tests of the difference between two summaries, and posterior probabilities.
 *
 * Arguments of the tests: both summaries, the confidence, and the method for metrics that have more
 * than one.  Each column of a test's row is a function of its own too, for tools that see scalars.
 */
#include "functions/inference.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "functions/result.h"
#include "mathematics/comparison.h"
#include "mathematics/posterior.h"

#define NO_ARGUMENT (-1)

static const CmComparisonMethod *
default_method(CmMetricKind kind)
{
	const CmComparisonMethod *method = cm_comparison_methods;

	while (method->kind != kind)
		method++;
	return method;
}

static const CmComparisonMethod *
method_argument(FunctionCallInfo fcinfo, int argument, int metric)
{
	CmMetricKind kind = cm_question_kind(metric);
	const CmComparisonMethod *method;
	char *allowed = NULL;
	text *name;

	if (argument == NO_ARGUMENT || argument >= PG_NARGS())
		return default_method(kind);
	name = PG_GETARG_TEXT_PP(argument);
	method = cm_find_comparison_method(kind, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	if (method)
		return method;
	for (int i = 0; i < cm_comparison_method_count; i++)
		if (cm_comparison_methods[i].kind == kind)
			allowed = cm_list_names(allowed, cm_comparison_methods[i].name);
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown test method \"%.*s\" for %s", (int) VARSIZE_ANY_EXHDR(name),
				   VARDATA_ANY(name), cm_question_name(metric)),
			errhint("The methods are %s.", allowed));
}

/*
 * Compares the first two arguments, in the metric's own points.  False where one has no responses.
 */
static bool
compare_arguments(FunctionCallInfo fcinfo, int metric, int confidence_argument,
				  int method_argument_, CmComparison *comparison)
{
	double confidence =
		confidence_argument == NO_ARGUMENT ? 0.5 : cm_confidence_argument(fcinfo, confidence_argument);
	const CmComparisonMethod *method = method_argument(fcinfo, method_argument_, metric);
	CmQuestion a;
	CmQuestion b;
	bool a_answers = cm_ask(PG_GETARG_SUMMARY(0), metric, 0, &a);
	bool b_answers = cm_ask(PG_GETARG_SUMMARY(1), metric, 0, &b);

	if (!a_answers || !b_answers || !cm_compare(&a.sample, &b.sample, method, confidence, comparison))
		return false;
	comparison->low *= a.factor;
	comparison->high *= a.factor;
	return true;
}

/* Both figures are exact; so is their difference. */
static Datum
difference_of_metrics(FunctionCallInfo fcinfo, int metric)
{
	Datum a = cm_metric_result(fcinfo, PG_GETARG_SUMMARY(0), metric);
	Datum b;

	if (fcinfo->isnull)
		return (Datum) 0;
	b = cm_metric_result(fcinfo, PG_GETARG_SUMMARY(1), metric);
	if (fcinfo->isnull)
		return (Datum) 0;
	return DirectFunctionCall2(numeric_sub, a, b);
}

static Datum
rounded_or_null(double value, bool *isnull)
{
	*isnull = isnan(value);
	return *isnull ? (Datum) 0 : cm_numeric_of_double(value);
}

static Datum
float_or_null(double value, bool *isnull)
{
	*isnull = isnan(value);
	return *isnull ? (Datum) 0 : Float8GetDatum(value);
}

/* The row of a test; NULL where one of both has no responses. */
static Datum
test_result(FunctionCallInfo fcinfo, int metric)
{
	CmComparison comparison;
	TupleDesc row;
	Datum values[6];
	bool nulls[6];

	if (!compare_arguments(fcinfo, metric, 2, 3, &comparison))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = difference_of_metrics(fcinfo, metric);
	nulls[0] = false;
	values[1] = rounded_or_null(comparison.low, &nulls[1]);
	values[2] = rounded_or_null(comparison.high, &nulls[2]);
	values[3] = float_or_null(comparison.statistic, &nulls[3]);
	values[4] = float_or_null(comparison.df, &nulls[4]);
	values[5] = float_or_null(comparison.p_value, &nulls[5]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values, nulls)));
}

static Datum
difference_bound_result(FunctionCallInfo fcinfo, int metric, size_t field)
{
	CmComparison comparison;

	if (!compare_arguments(fcinfo, metric, 2, 3, &comparison))
		PG_RETURN_NULL();
	return rounded_or_null(*(double *) ((char *) &comparison + field), &fcinfo->isnull);
}

/* Numbers that do not depend on the confidence. */
static Datum
test_number_result(FunctionCallInfo fcinfo, int metric, size_t field)
{
	CmComparison comparison;

	if (!compare_arguments(fcinfo, metric, NO_ARGUMENT, 2, &comparison))
		PG_RETURN_NULL();
	return float_or_null(*(double *) ((char *) &comparison + field), &fcinfo->isnull);
}

#define TEST_FUNCTION(name, call)     \
	PG_FUNCTION_INFO_V1(cm_##name);   \
	Datum cm_##name(PG_FUNCTION_ARGS) \
	{                                 \
		return call;                  \
	}

#define TEST_FUNCTIONS(name, metric)                                                                       \
	TEST_FUNCTION(name##_test, test_result(fcinfo, metric))                                                \
	TEST_FUNCTION(name##_difference, difference_of_metrics(fcinfo, metric))                                \
	TEST_FUNCTION(name##_difference_ci_low,                                                                \
				  difference_bound_result(fcinfo, metric, offsetof(CmComparison, low)))                    \
	TEST_FUNCTION(name##_difference_ci_high,                                                               \
				  difference_bound_result(fcinfo, metric, offsetof(CmComparison, high)))                   \
	TEST_FUNCTION(name##_statistic, test_number_result(fcinfo, metric, offsetof(CmComparison, statistic))) \
	TEST_FUNCTION(name##_df, test_number_result(fcinfo, metric, offsetof(CmComparison, df)))               \
	TEST_FUNCTION(name##_p_value, test_number_result(fcinfo, metric, offsetof(CmComparison, p_value)))

TEST_FUNCTIONS(nps, CM_NPS)
TEST_FUNCTIONS(csat, CM_CSAT)
TEST_FUNCTIONS(ces, CM_CES)

static Datum
probability_above_result(FunctionCallInfo fcinfo, int metric,
						 double (*probability)(const CmSample *, const CmSample *))
{
	CmQuestion a;
	CmQuestion b;
	bool a_answers = cm_ask(PG_GETARG_SUMMARY(0), metric, 0, &a);
	bool b_answers = cm_ask(PG_GETARG_SUMMARY(1), metric, 0, &b);

	if (!a_answers || !b_answers)
		PG_RETURN_NULL();
	return float_or_null(probability(&a.sample, &b.sample), &fcinfo->isnull);
}

TEST_FUNCTION(nps_probability_above, probability_above_result(fcinfo, CM_NPS, cm_net_probability_above))
TEST_FUNCTION(csat_probability_above, probability_above_result(fcinfo, CM_CSAT, cm_share_probability_above))
