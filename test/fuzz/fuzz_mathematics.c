/*
 * fuzz_mathematics.c
 *		libFuzzer target: histograms and numbers that keep to what the mathematics floor asks of them.
 *		Figures lie in their range, and division, decimals and sentiment weights are exact.
 */
#include "input.h"
#include "properties.h"

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

/*
 * n × 10^decimals = q × d + error with 2 |error| <= d. Computed modulo 2^128, which tells all of a
 * number as small as the error.
 */
static void
check_division(int128 numerator, int128 denominator, int decimals)
{
	int128 quotient = cm_divide_rounded(numerator, denominator, decimals);
	int128 error = (int128) ((uint128) numerator * (uint128) cm_power_of_ten(decimals) -
							 (uint128) quotient * (uint128) denominator);
	int128 magnitude = error < 0 ? -error : error;

	require(magnitude <= denominator - magnitude);
	/* A tie goes away from zero. */
	if (magnitude == denominator - magnitude)
		require((error < 0) == (numerator >= 0));
}

static void
check_decimal(int128 value, int decimals)
{
	char text[CM_DECIMAL_BUFFER];
	const char *cursor = text;
	int128 again;

	require(cm_print_decimal(value, decimals, text) == (int) strlen(text));
	require(cm_parse_decimal(&cursor, decimals, &again) == CM_DECIMAL_OK);
	require(*cursor == '\0' && again == value);
}

static void
check_numbers(Input *input)
{
	int128 denominator = 1 + (int128) take_number(input, PG_INT64_MAX - 1) *
								 (1 + take_number(input, INT64CONST(1000000000000000)));
	int128 whole = take_number(input, PG_INT64_MAX);
	int128 value = (int128) (((uint128) take(input, 8) << 64) | take(input, 8));
	bool negative = take(input, 1) % 2;

	/* Where the numerator fits, and the quotient with its decimals too. */
	if (denominator <= CM_INT128_MAX / (whole + 1) && denominator < cm_power_of_ten(34))
	{
		int128 numerator = whole * denominator + take_number(input, PG_INT64_MAX) % denominator;

		check_division(negative ? -numerator : numerator, denominator, 16);
		check_division(negative ? -numerator : numerator, denominator, (int) (take(input, 1) % 17));
	}
	if (value != -CM_INT128_MAX - 1)
		check_decimal(value, (int) (take(input, 1) % 19));
}

static void
check_weights(Input *input)
{
	CmScale scale = {(int16) take(input, 2), CM_MIN_POINTS + (int) (take(input, 1) % (CM_MAX_POINTS - 1))};
	static OwnHistogram own;

	if (!cm_scale_is_valid(scale.lo, cm_scale_hi(scale)))
		return;
	take_histogram(input, scale, &own);
	check_histogram(&own.plain);
	check_histogram(&own.weighted);
}

static void
check_sentiment_weight(Input *input)
{
	int points = CM_MIN_POINTS + (int) (take(input, 1) % (CM_MAX_POINTS - 1));
	CmScale scale = {1, points};
	CmMeasure measure;
	CmSentimentSums sums;
	int64 sentiment = take_number(input, CM_SENTIMENT_UNIT);
	int128 weight;
	int128 squares;

	/* All with the same sentiment, so that squares can be told. */
	sums.responses = 1 + take_number(input, INT64CONST(89999999999));
	sentiment = take(input, 1) % 2 ? -sentiment : sentiment;
	sums.sentiment = sums.responses * sentiment;
	sums.squared_sentiment = (int128) sums.sentiment * sentiment;
	cm_measure_metric(&cm_metrics[CM_CES], scale, &measure);
	if (!cm_sentiment_weight(&sums, &measure, (int) (take(input, 1) % points), &weight, &squares))
		return;
	require(weight >= 0 && squares >= 0);
	/* Of equal weights: (Σw)² = n Σw². */
	require((uint128) weight * (uint128) weight == (uint128) sums.responses * (uint128) squares);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	Input input = {data, size};

	check_numbers(&input);
	check_sentiment_weight(&input);
	check_weights(&input);
	return 0;
}
