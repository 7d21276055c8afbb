/*
 * amount.c
 *	  Amounts of money on their way from SQL.
 */
#include "functions/amount.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

pg_noreturn static pg_noinline void
bad_amount(const char *amount, const char *what)
{
	if (amount[0] == '-')
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("%s is %s, a negative amount", what, amount),
				errhint("Where refunds make a customer's sum negative, the customer paid nothing: give greatest(revenue, 0)."));
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("%s is %s, outside the range 0..%lld", what, amount, (long long) CM_LARGEST_AMOUNT),
			errhint("Leave such rows out with FILTER; where amounts are larger, give them in thousands: no percentage changes by that."));
}

int64
cm_units_of_integer(int64 amount, const char *what)
{
	if (unlikely(amount < 0 || amount > CM_LARGEST_AMOUNT))
		bad_amount(psprintf("%lld", (long long) amount), what);
	return amount * CM_AMOUNT_UNIT;
}

/*
 * Of text that begins with a digit.  Four decimals are kept, and the next one decides how they are rounded.
 * Where there are more digits than the largest amount has, reading ends before it could overflow.
 */
static int64
units_of_text(const char *c)
{
	int64 units = 0;

	while (cm_is_digit(*c) && units <= CM_LARGEST_AMOUNT)
		units = units * 10 + (*c++ - '0');
	if (*c == '.')
		c++;
	for (int i = 0; i < CM_AMOUNT_DECIMALS; i++)
		units = units * 10 + (cm_is_digit(*c) ? *c++ - '0' : 0);
	return units + (*c >= '5');
}

/* By numeric's text, which has all its digits and takes less time than the binary form. */
int64
cm_units_of_numeric(Datum amount, const char *what)
{
	const char *text = DatumGetCString(DirectFunctionCall1(numeric_out, amount));
	/* Else it begins with a sign, or is NaN or Infinity. */
	int64 units = cm_is_digit(text[0]) ? units_of_text(text) : PG_INT64_MAX;

	if (unlikely(units > CM_LARGEST_AMOUNT * CM_AMOUNT_UNIT))
		bad_amount(text, what);
	return units;
}
