/*
 * driver.c
 *	  Correlations from exact sums of products.
 */
#include "mathematics/driver.h"

#include <math.h>

/* 256 bits, in two's complement. */
typedef struct Wide
{
	int128 high;
	uint128 low;
} Wide;

static Wide
negated(Wide value)
{
	Wide result;

	result.low = -value.low;
	result.high = (int128) (~(uint128) value.high + (result.low == 0));
	return result;
}

/* By halves of 64 bits, as on paper. */
static Wide
multiply_unsigned(uint128 a, uint128 b)
{
	uint128 a_low = (uint64) a;
	uint128 a_high = a >> 64;
	uint128 b_low = (uint64) b;
	uint128 b_high = b >> 64;
	uint128 low = a_low * b_low;
	uint128 middle = a_high * b_low + (low >> 64);
	uint128 other_middle = a_low * b_high + (uint64) middle;
	Wide result;

	result.low = other_middle << 64 | (uint64) low;
	result.high = (int128) (a_high * b_high + (middle >> 64) + (other_middle >> 64));
	return result;
}

static uint128
magnitude(int128 value)
{
	return value < 0 ? -(uint128) value : (uint128) value;
}

static Wide
multiply(int128 a, int128 b)
{
	Wide product = multiply_unsigned(magnitude(a), magnitude(b));

	return (a < 0) != (b < 0) ? negated(product) : product;
}

static Wide
subtract(Wide a, Wide b)
{
	Wide difference;

	difference.low = a.low - b.low;
	difference.high = (int128) ((uint128) a.high - (uint128) b.high - (a.low < b.low));
	return difference;
}

static double
double_of(Wide value)
{
	if (value.high < 0)
		return -double_of(negated(value));
	return ldexp((double) value.high, 128) + (double) value.low;
}

/*
 * n Σxy − Σx Σy, which is n times the sum of products about the means.  Each term needs up to 195 bits;
 * their difference is exact, and rounded only then.
 */
double
cm_centred_product(const CmProducts *products, int larger, int smaller)
{
	return double_of(subtract(multiply(products->responses, products->product[cm_pair(larger, smaller)]),
							  multiply(products->sum[larger], products->sum[smaller])));
}

static double
correlation(double centred, double square, double other_square)
{
	if (square <= 0 || other_square <= 0)
		return 0;
	return fmin(1, fmax(-1, centred / sqrt(square) / sqrt(other_square)));
}

void
cm_correlate(const CmProducts *products, CmCorrelations *correlations)
{
	double *squares = correlations->squares;

	correlations->variables = products->variables;
	correlations->responses = products->responses;
	for (int i = 0; i < products->variables; i++)
		squares[i] = cm_centred_product(products, i, i);
	for (int i = 0; i < products->variables; i++)
	{
		correlations->r[i][i] = squares[i] > 0 ? 1 : 0;
		for (int j = 0; j < i; j++)
			correlations->r[i][j] = correlations->r[j][i] =
				correlation(cm_centred_product(products, i, j), squares[i], squares[j]);
	}
}
