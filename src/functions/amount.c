/*
 * amount.c
 *	  Amounts of money on their way from SQL.
 */
#include "functions/amount.h"

#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#define NUMERIC_BASE     10000
#define NUMERIC_POSITIVE 0

/* A numeric as it goes over the wire, in network byte order: digits to the base of 10^4, the first times 10^(4 · weight). */
typedef struct WireNumeric
{
	int16 digits;
	int16 weight;
	int16 sign;
	int16 decimals; /* that are shown */
	int16 digit[FLEXIBLE_ARRAY_MEMBER];
} WireNumeric;

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

static pg_always_inline int16
from_network(int16 value)
{
	return (int16) pg_ntoh16((uint16) value);
}

/* Digits down to that of 10^-4, which are all that is kept; the next one decides how it is rounded. */
static pg_always_inline int128
units_of_digits(const WireNumeric *wire)
{
	int digits = from_network(wire->digits);
	int kept = from_network(wire->weight) + 2;
	int128 units = 0;

	for (int i = 0; i < kept; i++)
		units = units * NUMERIC_BASE + (i < digits ? from_network(wire->digit[i]) : 0);
	if (kept >= 0 && kept < digits && from_network(wire->digit[kept]) >= NUMERIC_BASE / 2)
		units++;
	return units;
}

/* By numeric's binary form, whose digits are what is wanted. */
int64
cm_units_of_numeric(Datum amount, const char *what)
{
	const WireNumeric *wire =
		(const WireNumeric *) VARDATA(DatumGetByteaP(DirectFunctionCall1(numeric_send, amount)));
	int128 units = CM_INT128_MAX;

	if (likely(from_network(wire->sign) == NUMERIC_POSITIVE && from_network(wire->weight) <= 3))
		units = units_of_digits(wire);
	if (unlikely(units > (int128) CM_LARGEST_AMOUNT * CM_AMOUNT_UNIT))
		bad_amount(DatumGetCString(DirectFunctionCall1(numeric_out, amount)), what);
	return (int64) units;
}
