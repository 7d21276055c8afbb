/*
 * fixed_point.c
 *	  Exact decimal arithmetic on scaled integers.
 */
#include "mathematics/fixed_point.h"

/* clang-format off */
static const int64 powers_of_ten[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
	1000000000000000000};
/* clang-format on */

int128
cm_power_of_ten(int exponent)
{
	int most = lengthof(powers_of_ten) - 1;

	return exponent <= most ? powers_of_ten[exponent] : powers_of_ten[most] * cm_power_of_ten(exponent - most);
}

/*
 * floor(numerator / denominator × 10^decimals) for a numerator >= 0 and 0 < denominator < 10^34.
 *
 * The remainder is extended digit by digit, as on paper, since numerator × 10^decimals need not fit
 * 128 bits: at once where the denominator is that of an unweighted metric, else by three digits.
 */
int128
cm_divide_floor(int128 numerator, int128 denominator, int decimals, int128 *remainder)
{
	int128 quotient = numerator / denominator;
	int128 rest = numerator % denominator;
	int step = denominator <= PG_INT64_MAX ? 16 : 3;

	while (decimals > 0)
	{
		int digits = Min(decimals, step);
		int128 power = cm_power_of_ten(digits);

		rest *= power;
		quotient = quotient * power + rest / denominator;
		rest %= denominator;
		decimals -= digits;
	}
	*remainder = rest;
	return quotient;
}

/* The same for a numerator of either sign, rounded half away from zero, as numeric rounds. */
int128
cm_divide_rounded(int128 numerator, int128 denominator, int decimals)
{
	int128 remainder;
	int128 quotient =
		cm_divide_floor(numerator < 0 ? -numerator : numerator, denominator, decimals, &remainder);

	if (remainder >= denominator - remainder)
		quotient++;
	return numerator < 0 ? -quotient : quotient;
}

/* Prints value / 10^decimals without trailing zeros; returns the length. */
int
cm_print_decimal(int128 value, int decimals, char *buffer)
{
	char reversed[CM_DECIMAL_BUFFER];
	uint128 rest = value < 0 ? -(uint128) value : (uint128) value;
	int count = 0;
	int length = 0;

	while (decimals > 0 && rest % 10 == 0)
	{
		rest /= 10;
		decimals--;
	}
	do
	{
		reversed[count++] = '0' + (int) (rest % 10);
		rest /= 10;
		if (count == decimals)
			reversed[count++] = '.';
	} while (rest > 0 || count < decimals);
	if (reversed[count - 1] == '.')
		reversed[count++] = '0';
	if (value < 0)
		buffer[length++] = '-';
	while (count > 0)
		buffer[length++] = reversed[--count];
	buffer[length] = '\0';
	return length;
}

/* value × 10 + digit, or false where that does not fit. */
static bool
append_digit(int128 *value, int digit)
{
	if (*value > (CM_INT128_MAX - digit) / 10)
		return false;
	*value = *value * 10 + digit;
	return true;
}

/*
 * Reads a decimal number as value × 10^decimals and moves the cursor behind it.  Digits beyond the
 * decimals kept are refused, even zeros: what is read is what would be printed.
 */
CmDecimalStatus
cm_parse_decimal(const char **cursor, int decimals, int128 *value)
{
	const char *c = *cursor;
	bool negative = (*c == '-');
	int128 result = 0;

	if (negative)
		c++;
	if (!cm_is_digit(*c))
		return CM_DECIMAL_NOT_A_NUMBER;
	while (cm_is_digit(*c))
		if (!append_digit(&result, *c++ - '0'))
			return CM_DECIMAL_TOO_LARGE;
	/* A point that no digit follows is not ours: "1..5" is a scale. */
	if (*c == '.' && cm_is_digit(c[1]))
	{
		c++;
		while (cm_is_digit(*c))
		{
			if (decimals-- == 0)
				return CM_DECIMAL_TOO_PRECISE;
			if (!append_digit(&result, *c++ - '0'))
				return CM_DECIMAL_TOO_LARGE;
		}
	}
	while (decimals-- > 0)
		if (!append_digit(&result, 0))
			return CM_DECIMAL_TOO_LARGE;
	*value = negative ? -result : result;
	*cursor = c;
	return CM_DECIMAL_OK;
}
