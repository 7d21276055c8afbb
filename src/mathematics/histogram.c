/*
 * histogram.c
 *	  Totals, moments and order statistics of a histogram.
 */
#include "mathematics/histogram.h"

/* Responses at the points of index first..last.  The fields' limit keeps any such sum in int64. */
int64
cm_responses_between(const CmHistogram *histogram, int first, int last)
{
	int64 sum = 0;

	for (int i = first; i <= last; i++)
		sum += histogram->responses[i];
	return sum;
}

int128
cm_total_weight(const CmHistogram *histogram)
{
	int128 sum = 0;

	for (int i = 0; i < histogram->scale.points; i++)
		sum += cm_weight_at(histogram, i);
	return sum;
}

/* The same in units of 10^-9 for every kind. */
int128
cm_sum_of_weights(const CmHistogram *histogram)
{
	return cm_total_weight(histogram) * (histogram->weight ? 1 : CM_WEIGHT_UNIT);
}

static double
sum_of_squared_weights(const CmHistogram *histogram)
{
	double squares = 0;

	for (int i = 0; i < histogram->scale.points; i++)
		squares += cm_squared_weight_at(histogram, i);
	return squares;
}

/* Kish (1965), Survey Sampling: (Σw)² / Σw²; 0 where no response has a weight. */
double
cm_effective_responses(const CmHistogram *histogram)
{
	double total = (double) cm_total_weight(histogram);
	double squares = sum_of_squared_weights(histogram);

	return squares > 0 ? total / squares * total : 0;
}

/*
 * The population variance of the score.  Deviations are taken from the mean rather than by the
 * difference of two large sums, which would cancel.
 */
double
cm_variance(const CmHistogram *histogram)
{
	double total = (double) cm_total_weight(histogram);
	double mean = 0;
	double variance = 0;

	for (int i = 0; i < histogram->scale.points; i++)
		mean += i * ((double) cm_weight_at(histogram, i) / total);
	for (int i = 0; i < histogram->scale.points; i++)
		variance += (i - mean) * (i - mean) * ((double) cm_weight_at(histogram, i) / total);
	return variance;
}

/*
 * (Σw)² - Σw² of one point's responses: exactly where the square fits, and else from so many
 * responses, by the limit of a weight, that nothing cancels.
 */
static double
weight_of_pairs_at(const CmHistogram *histogram, int index)
{
	int128 weight = cm_weight_at(histogram, index);
	int128 squares = histogram->squared_weight ? histogram->squared_weight[index] : weight;

	if (weight <= PG_INT64_MAX)
		return (double) (weight * weight - squares);
	return (double) weight * (double) weight - (double) squares;
}

/*
 * (Σw)² - Σw² of all responses.  The two sums are almost equal where one response outweighs all
 * others; so it is summed as what it is, the products of the weights of any two responses.
 */
static double
weight_of_pairs(const CmHistogram *histogram)
{
	double below = 0;
	double pairs = 0;

	for (int i = 0; i < histogram->scale.points; i++)
	{
		double weight = (double) cm_weight_at(histogram, i);

		pairs += 2 * below * weight + weight_of_pairs_at(histogram, i);
		below += weight;
	}
	return pairs;
}

/* Kish's effective number - 1, and exactly 0 for one response with a weight, which there must be. */
double
cm_effective_degrees(const CmHistogram *histogram)
{
	return weight_of_pairs(histogram) / sum_of_squared_weights(histogram);
}

/*
 * The sample variance: with n - 1 below, and with weights Σw(x-m)² / (Σw - Σw²/Σw), of which that
 * is the case of equal weights (R: cov.wt, method "unbiased").  Negative where it is undefined.
 */
double
cm_sample_variance(const CmHistogram *histogram)
{
	double total = (double) cm_total_weight(histogram);
	double pairs = weight_of_pairs(histogram);

	/* One response, or one with a weight. */
	if (pairs <= 0)
		return -1;
	return cm_variance(histogram) * (total / pairs * total);
}

/* The index of the response at a position (from 0) of all responses in order of their score. */
static int
index_at(const CmHistogram *histogram, int128 position)
{
	int128 cumulative = 0;
	int i = 0;

	while ((cumulative += histogram->responses[i]) <= position)
		i++;
	return i;
}

/* The next point above that has a weight, or the same one where there is none. */
static int
next_weighted_index(const CmHistogram *histogram, int index)
{
	for (int i = index + 1; i < histogram->scale.points; i++)
		if (histogram->weight[i] > 0)
			return i;
	return index;
}

/*
 * SQL's percentile_cont: interpolates between the two responses around fraction × (n - 1), exactly,
 * since the fraction is a decimal.
 */
static int64
percentile_of_responses(const CmHistogram *histogram, int64 fraction)
{
	int64 last = cm_responses_between(histogram, 0, histogram->scale.points - 1) - 1;
	int128 position = (int128) fraction * last;
	int below = index_at(histogram, position / CM_FRACTION_UNIT);
	int64 part = (int64) (position % CM_FRACTION_UNIT);
	int above = part == 0 ? below : index_at(histogram, position / CM_FRACTION_UNIT + 1);

	return below * CM_FRACTION_UNIT + (above - below) * part;
}

/*
 * The lowest score whose cumulative weight reaches the fraction of all weight, averaged with the
 * next one on equality.
 */
static int64
percentile_of_weights(const CmHistogram *histogram, int64 fraction)
{
	int128 total = cm_total_weight(histogram);
	int128 cumulative = 0;

	for (int i = 0; i < histogram->scale.points; i++)
	{
		int128 remainder;
		int128 reached;

		if (histogram->weight[i] == 0)
			continue;
		cumulative += histogram->weight[i];
		reached = cm_divide_floor(cumulative, total, CM_FRACTION_DECIMALS, &remainder);
		if (reached == fraction && remainder == 0)
			return (i + next_weighted_index(histogram, i)) * (CM_FRACTION_UNIT / 2);
		if (reached >= fraction)
			return i * CM_FRACTION_UNIT;
	}
	pg_unreachable(); /* the last weight reaches 1 */
}

/* In units of 10^-12.  There must be a response, and where there are weights, one above 0. */
int64
cm_percentile(const CmHistogram *histogram, int64 fraction)
{
	return histogram->scale.lo * CM_FRACTION_UNIT +
		   (histogram->weight ? percentile_of_weights(histogram, fraction)
							  : percentile_of_responses(histogram, fraction));
}
