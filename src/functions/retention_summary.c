/*
 * retention_summary.c
 *	  The transition functions of retention_summary().
 */
#include "functions/aggregate.h"

#include "functions/amount.h"

enum
{
	STATE,
	BEFORE,
	AFTER,
	EARNED
};

/* A row: what a customer paid in both periods, in units; 0 for nothing. */
typedef struct Customer
{
	int64 before;
	int64 after;
	bool earned;
} Customer;

typedef int64 (*AmountReader)(Datum amount, const char *what);

static int64
read_int2(Datum amount, const char *what)
{
	return cm_units_of_integer(DatumGetInt16(amount), what);
}

static int64
read_int4(Datum amount, const char *what)
{
	return cm_units_of_integer(DatumGetInt32(amount), what);
}

static int64
read_int8(Datum amount, const char *what)
{
	return cm_units_of_integer(DatumGetInt64(amount), what);
}

static pg_always_inline int64
read_amount(FunctionCallInfo fcinfo, int argument, AmountReader read, const char *what)
{
	return PG_ARGISNULL(argument) ? 0 : read(PG_GETARG_DATUM(argument), what);
}

static pg_always_inline Customer
read_customer(FunctionCallInfo fcinfo, AmountReader read)
{
	Customer customer;

	customer.before = read_amount(fcinfo, BEFORE, read, "the revenue before");
	customer.after = read_amount(fcinfo, AFTER, read, "the revenue after");
	customer.earned = PG_NARGS() > EARNED && !PG_ARGISNULL(EARNED) && PG_GETARG_BOOL(EARNED);
	return customer;
}

/* By the known kind, whose one point has all its fields of 128 bits side by side. */
static pg_always_inline int128 *
revenue_of(CmSummary *state)
{
	return cm_field128_of_kind(state, &cm_kinds[CM_RETENTION], 0);
}

static pg_always_inline void
count_customer(CmSummary *state, int customers, int sign)
{
	state->fields[customers] += sign;
	if (unlikely(!cm_within_limit(state->fields[customers])))
		cm_field_overflow();
}

static pg_always_inline void
add_customer_before(CmSummary *state, const Customer *customer, int sign)
{
	int128 *revenue = revenue_of(state);

	count_customer(state, CM_CUSTOMERS_BEFORE, sign);
	revenue[CM_REVENUE_BEFORE] += sign * customer->before;
	if (customer->after == 0)
		return;
	count_customer(state, CM_CUSTOMERS_KEPT, sign);
	revenue[CM_REVENUE_KEPT] += sign * Min(customer->before, customer->after);
	revenue[CM_REVENUE_OF_KEPT] += sign * customer->after;
}

static pg_always_inline void
add_new_customer(CmSummary *state, const Customer *customer, int sign)
{
	int128 *revenue = revenue_of(state);

	count_customer(state, CM_CUSTOMERS_NEW, sign);
	revenue[CM_REVENUE_NEW] += sign * customer->after;
	if (!customer->earned)
		return;
	count_customer(state, CM_CUSTOMERS_EARNED, sign);
	revenue[CM_REVENUE_EARNED] += sign * customer->after;
}

/* The state, or a new one: who is a customer in neither period leaves it as it is. */
static pg_always_inline CmSummary *
add_customer(FunctionCallInfo fcinfo, AmountReader read, int sign)
{
	CmSummary *state = PG_ARGISNULL(STATE) ? cm_empty_summary() : PG_GETARG_SUMMARY(STATE);
	Customer customer = read_customer(fcinfo, read);

	if (customer.before == 0 && customer.after == 0)
		return state;
	state = cm_is_empty(state) ? cm_create_summary(cm_no_scale, CM_RETENTION)
							   : cm_writable_summary(fcinfo, state);
	if (customer.before > 0)
		add_customer_before(state, &customer, sign);
	else
		add_new_customer(state, &customer, sign);
	return state;
}

/* What is left has to be a summary again. */
static pg_always_inline CmSummary *
take_customer_out(FunctionCallInfo fcinfo, AmountReader read)
{
	CmSummary *state = add_customer(fcinfo, read, -1);

	if (cm_summary_flaw(state))
		cm_no_such_part();
	return cm_canonical_summary(state);
}

/* For each type of amount in sql/install/amount_type.records, with `earned` and without. */
#define RETENTION_SUMMARY(type, read)                              \
	PG_FUNCTION_INFO_V1(cm_accumulate_retention_##type);           \
	Datum cm_accumulate_retention_##type(PG_FUNCTION_ARGS)         \
	{                                                              \
		PG_RETURN_SUMMARY(add_customer(fcinfo, read, 1));          \
	}                                                              \
	PG_FUNCTION_INFO_V1(cm_accumulate_retention_inverse_##type);   \
	Datum cm_accumulate_retention_inverse_##type(PG_FUNCTION_ARGS) \
	{                                                              \
		PG_RETURN_SUMMARY(take_customer_out(fcinfo, read));        \
	}

RETENTION_SUMMARY(int2, read_int2)
RETENTION_SUMMARY(int4, read_int4)
RETENTION_SUMMARY(int8, read_int8)
RETENTION_SUMMARY(numeric, cm_units_of_numeric)
