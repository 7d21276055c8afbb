/*
 * fixed_point.h
 *	  Exact decimal arithmetic on scaled integers.
 *
 * Weights and sentiments are summed as integers, never as floats, so that a sum does not depend on
 * the order of its terms and a term taken out leaves no trace.
 */
#ifndef CM_FIXED_POINT_H
#define CM_FIXED_POINT_H

#include "c.h"

/* Numbers must not depend on the compiler. The second macro is all that tells of -Ofast beside PostgreSQL's flags. */
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "customer_metrics can't be compiled with -ffast-math or -Ofast"
#endif

#ifndef HAVE_INT128
#error "customer_metrics needs a compiler with 128-bit integers"
#endif

#define CM_INT128_MAX ((int128) (((uint128) 1 << 127) - 1))

/* "-" and 39 digits and "." and NUL, and room for a leading zero */
#define CM_DECIMAL_BUFFER 48

typedef enum CmDecimalStatus
{
	CM_DECIMAL_OK,
	CM_DECIMAL_NOT_A_NUMBER,
	CM_DECIMAL_TOO_LARGE,
	CM_DECIMAL_TOO_PRECISE
} CmDecimalStatus;

/*
 * The nearest integer to a double of at most 2^51, ties to even.  Adding and subtracting 1.5 · 2^52
 * leaves a double without its fraction, and takes less time than a call of rint().
 */
static inline int64
cm_round_to_int64(double value)
{
	const double shift = 6755399441055744.0;

	return (int64) ((value + shift) - shift);
}

/* False where the sum does not fit; within 2^64 of the least int128 neither, so that each has its counterpart. */
static inline bool
cm_add_int128(int128 *sum, int128 term)
{
	return !__builtin_add_overflow(*sum, term, sum) && (int64) (*sum >> 64) != PG_INT64_MIN;
}

static inline bool
cm_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

extern int128 cm_power_of_ten(int exponent);
extern int128 cm_divide_floor(int128 numerator, int128 denominator, int decimals, int128 *remainder);
extern int128 cm_divide_rounded(int128 numerator, int128 denominator, int decimals);
extern int cm_print_decimal(int128 value, int decimals, char *buffer);
extern CmDecimalStatus cm_parse_decimal(const char **cursor, int decimals, int128 *value);

#endif /* CM_FIXED_POINT_H */
