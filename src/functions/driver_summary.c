/*
 * driver_summary.c
 *	  The transition functions of driver_summary(), and what is counted in its summaries.
 */
#include "functions/aggregate.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/float.h"

#define STATE   0
#define OUTCOME 1
#define DRIVERS 2

/* The values of one row, in units of 10^-6: the outcome, then the drivers. */
typedef struct Row
{
	int variables;
	bool complete;
	int64 value[CM_MOST_VARIABLES];
} Row;

pg_noreturn static pg_noinline void
out_of_range(double value, int variable)
{
	char *name = variable == 0 ? pstrdup("the outcome") : psprintf("driver %d", variable);

	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("%s is %s, outside the range -%d..%d", name, float8out_internal(value),
				   CM_LARGEST_DRIVER, CM_LARGEST_DRIVER),
			errhint("Leave such rows out with FILTER; where values are larger, divide all by a constant: importance does not change."));
}

/* Written so that NaN fails the test. */
static pg_always_inline int64
units_of(double value, int variable)
{
	if (unlikely(!(fabs(value) <= CM_LARGEST_DRIVER)))
		out_of_range(value, variable);
	return cm_round_to_int64(value * CM_DRIVER_UNIT);
}

pg_noreturn static pg_noinline void
no_drivers(void)
{
	ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("the array of drivers is NULL"),
			errhint("Give an array with NULL for each driver that is missing, so that their number is known."));
}

pg_noreturn static pg_noinline void
bad_drivers(ArrayType *drivers)
{
	const char *hint = "Give 1 to 20 drivers, as arguments of their own or in an array of one dimension.";

	if (ARR_NDIM(drivers) > 1)
		ereport(ERROR, errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("the array of drivers has %d dimensions, not 1", ARR_NDIM(drivers)),
				errhint("%s", hint));
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("there are %d drivers, not 1 to %d",
				   ArrayGetNItems(ARR_NDIM(drivers), ARR_DIMS(drivers)), CM_MOST_DRIVERS),
			errhint("%s", hint));
}

/* Their number, from an array that has the right shape. */
static pg_always_inline int
number_of_drivers(ArrayType *drivers)
{
	if (unlikely(ARR_NDIM(drivers) != 1 || ARR_DIMS(drivers)[0] > CM_MOST_DRIVERS))
		bad_drivers(drivers);
	return ARR_DIMS(drivers)[0];
}

/* Without NULLs, PostgreSQL stores the elements as a C array. */
static pg_always_inline void
read_row(FunctionCallInfo fcinfo, Row *row)
{
	ArrayType *drivers;
	const double *value;

	if (unlikely(PG_ARGISNULL(DRIVERS)))
		no_drivers();
	drivers = PG_GETARG_ARRAYTYPE_P(DRIVERS);
	row->variables = 1 + number_of_drivers(drivers);
	row->complete = !PG_ARGISNULL(OUTCOME) && !(ARR_HASNULL(drivers) && array_contains_nulls(drivers));
	if (!row->complete)
		return;
	value = (const double *) ARR_DATA_PTR(drivers);
	row->value[0] = units_of(PG_GETARG_FLOAT8(OUTCOME), 0);
	for (int i = 1; i < row->variables; i++)
		row->value[i] = units_of(value[i - 1], i);
}

/* The state with the shape of the row: the first row of a group gives it. */
static pg_always_inline CmSummary *
state_for_row(FunctionCallInfo fcinfo, const Row *row)
{
	CmSummary *state = unlikely(PG_ARGISNULL(STATE)) ? NULL : PG_GETARG_SUMMARY(STATE);
	CmScale scale = {0, row->variables};

	if (unlikely(!state || cm_is_empty(state)))
		return cm_create_summary(scale, CM_DRIVERS);
	cm_check_same_shape(state->shape, cm_shape(scale, CM_DRIVERS));
	return cm_writable_summary(fcinfo, state);
}

static pg_always_inline void
count_row(CmSummary *state, int field, int sign)
{
	state->fields[field] += sign;
	if (unlikely(!cm_within_limit(state->fields[field])))
		cm_field_overflow();
}

/* So many products of at most 10^24 stay below 1.7 · 10^38: no sum wraps, and none has to be checked. */
#define MOST_RESPONSES INT64CONST(100000000000000)

static pg_always_inline void
add_products(CmSummary *state, const Row *row, int sign)
{
	int128 *sum = cm_elements128(state);
	int128 *product = sum + row->variables;

	for (int i = 0; i < row->variables; i++)
	{
		int64 signed_value = sign * row->value[i];

		sum[i] += signed_value;
		for (int j = 0; j <= i; j++)
			*product++ += (int128) signed_value * row->value[j];
	}
}

static pg_always_inline void
add_row(CmSummary *state, const Row *row, int sign)
{
	if (unlikely(state->fields[CM_RESPONSES] >= MOST_RESPONSES))
		cm_wide_field_overflow(&cm_kinds[CM_DRIVERS], cm_fields_of(&cm_kinds[CM_DRIVERS]) - 1);
	count_row(state, row->complete ? CM_RESPONSES : CM_INCOMPLETE, sign);
	if (row->complete)
		add_products(state, row, sign);
}

PG_FUNCTION_INFO_V1(cm_accumulate_driver_summary);
Datum
cm_accumulate_driver_summary(PG_FUNCTION_ARGS)
{
	CmSummary *state;
	Row row;

	read_row(fcinfo, &row);
	state = state_for_row(fcinfo, &row);
	add_row(state, &row, 1);
	PG_RETURN_SUMMARY(state);
}

/* What is left has to be a summary again. */
PG_FUNCTION_INFO_V1(cm_accumulate_driver_summary_inverse);
Datum
cm_accumulate_driver_summary_inverse(PG_FUNCTION_ARGS)
{
	CmSummary *state;
	Row row;

	read_row(fcinfo, &row);
	state = state_for_row(fcinfo, &row);
	add_row(state, &row, -1);
	if (cm_summary_flaw(state))
		cm_no_such_part();
	PG_RETURN_SUMMARY(cm_canonical_summary(state));
}

static Datum
count_of(const CmSummary *summary, int field)
{
	PG_RETURN_INT64(cm_is_empty(summary) ? 0 : summary->fields[field]);
}

PG_FUNCTION_INFO_V1(cm_complete_responses);
Datum
cm_complete_responses(PG_FUNCTION_ARGS)
{
	return count_of(PG_GETARG_SUMMARY(0), CM_RESPONSES);
}

PG_FUNCTION_INFO_V1(cm_incomplete_responses);
Datum
cm_incomplete_responses(PG_FUNCTION_ARGS)
{
	return count_of(PG_GETARG_SUMMARY(0), CM_INCOMPLETE);
}
