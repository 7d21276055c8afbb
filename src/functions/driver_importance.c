/*
 * driver_importance.c
 *	  What can be asked of a driver_products_summary: importance, regression, R².
 */
#include "functions/accessors.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "functions/inference.h"
#include "functions/result.h"
#include "mathematics/driver.h"
#include "types/check_interrupts.h"

/* Columns of driver_importance(). */
enum
{
	DRIVER,
	IMPORTANCE,
	CORRELATION,
	COEFFICIENT,
	STDERR,
	P_VALUE,
	MEAN,
	COLUMNS
};

/* The first is the default. */
static const struct
{
	const char *name;
	CmImportance importance;
} methods[] = {
	{"shapley", cm_shapley_importance},
	{"johnson", cm_relative_weights},
};

static CmImportance
method_of(text *name)
{
	char *allowed = NULL;

	for (int i = 0; i < lengthof(methods); i++)
	{
		if (strlen(methods[i].name) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(methods[i].name, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			return methods[i].importance;
		allowed = cm_list_names(allowed, methods[i].name);
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("unknown importance method \"%.*s\"", (int) VARSIZE_ANY_EXHDR(name), VARDATA_ANY(name)),
			errhint("The methods are %s.", allowed));
}

/* One for each driver, from an array that somebody gave. */
static void
check_names(ArrayType *names, int drivers)
{
	const char *hint = "Give an array with the name of each driver, in the order of driver_summary()'s arguments.";
	int count = ArrayGetNItems(ARR_NDIM(names), ARR_DIMS(names));

	if (ARR_NDIM(names) > 1)
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("names have %d dimensions, not 1", ARR_NDIM(names)), errhint("%s", hint));
	if (count != drivers)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there are %d names for %d drivers", count, drivers), errhint("%s", hint));
	if (array_contains_nulls(names))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the name of a driver is NULL"), errhint("%s", hint));
}

/* Texts, from 1; "driver 1" and so on where nobody gave any. */
static Datum *
names_of_drivers(FunctionCallInfo fcinfo, int argument, int drivers)
{
	Datum *names = palloc((drivers + 1) * sizeof(Datum));
	ArrayType *array;
	Datum *elements;
	int count;

	for (int i = 1; i <= drivers; i++)
		names[i] = CStringGetTextDatum(psprintf("driver %d", i));
	if (PG_ARGISNULL(argument))
		return names;
	array = PG_GETARG_ARRAYTYPE_P(argument);
	check_names(array, drivers);
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	memcpy(names + 1, elements, count * sizeof(Datum));
	return names;
}

/* Percent of R², for all drivers; NaN where the outcome is constant. */
static void
fill_importance(const CmCorrelations *correlations, CmImportance importance, double *percent)
{
	double sum = 0;

	importance(correlations, cm_check_interrupts, percent);
	for (int i = 1; i < correlations->variables; i++)
		sum += percent[i];
	for (int i = 1; i < correlations->variables; i++)
	{
		if (correlations->squares[0] <= 0)
			percent[i] = NAN;
		else if (sum > 0)
			percent[i] *= 100 / sum;
	}
}

/* The places of drivers, the most important first; equal ones stay in their order. */
static void
sort_by_importance(const double *percent, int drivers, int *order)
{
	for (int i = 0; i < drivers; i++)
	{
		int place = i;

		while (place > 0 && percent[i + 1] > percent[order[place - 1]])
		{
			order[place] = order[place - 1];
			place--;
		}
		order[place] = i + 1;
	}
}

static void
put_double(double value, int column, Datum *values, bool *nulls)
{
	nulls[column] = isnan(value);
	if (!nulls[column])
		values[column] = cm_numeric_of_double(value);
}

static Datum
mean_of(const CmProducts *products, int variable)
{
	return cm_numeric_of_fixed(cm_divide_rounded(products->sum[variable], products->responses,
												 CM_EXACT_DECIMALS - CM_DRIVER_DECIMALS),
							   CM_EXACT_DECIMALS);
}

static void
fill_regression(const CmCoefficient *coefficient, Datum *values, bool *nulls)
{
	bool is_determined = coefficient->is_determined;

	put_double(is_determined ? coefficient->value : NAN, COEFFICIENT, values, nulls);
	put_double(is_determined ? coefficient->standard_error : NAN, STDERR, values, nulls);
	nulls[P_VALUE] = !is_determined || isnan(coefficient->p_value);
	if (!nulls[P_VALUE])
		values[P_VALUE] = Float8GetDatum(coefficient->p_value);
}

static void
put_rows(ReturnSetInfo *result, const CmProducts *products, CmImportance importance, Datum *names)
{
	double percent[CM_MOST_VARIABLES];
	int order[CM_MOST_DRIVERS];
	CmCorrelations correlations;
	CmRegression regression;

	cm_correlate(products, &correlations);
	cm_regress(&correlations, &regression);
	fill_importance(&correlations, importance, percent);
	sort_by_importance(percent, products->variables - 1, order);
	for (int i = 0; i < products->variables - 1; i++)
	{
		int driver = order[i];
		bool varies = correlations.squares[0] > 0 && correlations.squares[driver] > 0;
		Datum values[COLUMNS];
		bool nulls[COLUMNS] = {false};

		values[DRIVER] = names[driver];
		put_double(percent[driver], IMPORTANCE, values, nulls);
		put_double(varies ? correlations.r[driver][0] : NAN, CORRELATION, values, nulls);
		fill_regression(&regression.coefficient[driver], values, nulls);
		values[MEAN] = mean_of(products, driver);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* No rows of a summary without complete responses. */
PG_FUNCTION_INFO_V1(cm_driver_importance);
Datum
cm_driver_importance(PG_FUNCTION_ARGS)
{
	const CmSummary *summary;
	CmImportance importance;
	CmProducts products;
	Datum *names;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		return (Datum) 0;
	importance = method_of(PG_GETARG_TEXT_PP(2));
	summary = PG_GETARG_SUMMARY(0);
	if (cm_is_empty(summary))
		return (Datum) 0;
	cm_view_products(summary, &products);
	names = names_of_drivers(fcinfo, 1, products.variables - 1);
	if (products.responses > 0)
		put_rows((ReturnSetInfo *) fcinfo->resultinfo, &products, importance, names);
	return (Datum) 0;
}

/* False without complete responses. */
static bool
regress(const CmSummary *summary, CmRegression *regression)
{
	CmProducts products;
	CmCorrelations correlations;

	if (cm_is_empty(summary))
		return false;
	cm_view_products(summary, &products);
	cm_correlate(&products, &correlations);
	cm_regress(&correlations, regression);
	return true;
}

#define OF_REGRESSION(name)                                                        \
	PG_FUNCTION_INFO_V1(cm_##name);                                                \
	Datum cm_##name(PG_FUNCTION_ARGS)                                              \
	{                                                                              \
		CmRegression regression;                                                   \
                                                                                   \
		if (!regress(PG_GETARG_SUMMARY(0), &regression) || isnan(regression.name)) \
			PG_RETURN_NULL();                                                      \
		return cm_numeric_of_double(regression.name);                              \
	}

OF_REGRESSION(r_squared)
OF_REGRESSION(adjusted_r_squared)
