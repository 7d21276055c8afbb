/*
 * input.c
 *		Numbers and histograms out of the bytes of a fuzzer; zeros after their end.
 */
#include "input.h"

#include <math.h>

uint64
take(Input *input, int bytes)
{
	uint64 value = 0;

	while (bytes-- > 0)
	{
		value = value << 8 | (input->size > 0 ? *input->data++ : 0);
		input->size -= input->size > 0;
	}
	return value;
}

/* 0..limit, small numbers as likely as large ones. */
int64
take_number(Input *input, int64 limit)
{
	int bits = (int) (take(input, 1) % 64);

	return (int64) ((take(input, 8) & ((UINT64CONST(1) << bits) - 1)) % ((uint64) limit + 1));
}

/* Between 0 and 1, either end as close as can be as likely as the middle. */
double
take_fraction(Input *input)
{
	int exponent = (int) (take(input, 1) % 200);
	double fraction = ldexp(1 + take(input, 6) / 281474976710656.0, -1 - exponent / 2);

	if (exponent % 2)
		fraction = 1 - fraction;
	return fraction > 0 && fraction < 1 ? fraction : 0.5;
}

/* Each point has responses of up to two weights, within what a summary may hold. */
void
take_histogram(Input *input, CmScale scale, OwnHistogram *own)
{
	int64 limit = take_number(input, INT64CONST(900000000000000));

	memset(own, 0, sizeof(*own));
	own->plain.scale = own->weighted.scale = scale;
	own->plain.responses = own->weighted.responses = own->responses;
	own->weighted.weight = own->weight;
	own->weighted.squared_weight = own->squared_weight;
	for (int i = 0; i < 2 * scale.points; i++)
	{
		int point = i / 2;
		int64 units = take_number(input, CM_MAX_WEIGHT * CM_WEIGHT_UNIT);
		int128 most = units ? CM_INT128_MAX / 2 / ((int128) units * units) : limit;
		int64 count = take_number(input, (int64) Min((int128) limit, most));

		own->responses[point] += count;
		own->weight[point] += (int128) count * units;
		own->squared_weight[point] += (int128) count * units * units;
	}
}
