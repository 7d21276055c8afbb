/*
 * summary_kinds.c
 *	  What is true of the sums that each kind of summary holds.
 */
#include "types/summary.h"

const char *
cm_plain_flaw(const CmSummary *summary, int point)
{
	return cm_field64(summary, CM_RESPONSES)[point] < 0 ? "a count is negative" : NULL;
}

/*
 * What holds for the sums n, Σw and Σw² of n weights, each 0 or from 1 to CM_MAX_WEIGHT units.
 * (Σw)² <= n Σw² and Σw² <= (Σw)² are tested in floating point, with room for its rounding.
 */
const char *
cm_weighted_flaw(const CmSummary *summary, int point)
{
	int128 most = (int128) CM_MAX_WEIGHT * CM_WEIGHT_UNIT;
	int128 count = cm_field64(summary, CM_RESPONSES)[point];
	int128 weight = cm_field128(summary, CM_WEIGHT)[point];
	int128 squares = cm_field128(summary, CM_SQUARED_WEIGHT)[point];

	if (count < 0)
		return "a count is negative";
	if (weight < 0 || squares < 0)
		return "a sum of weights is negative";
	if (weight > count * most)
		return "a sum of weights is larger than its responses can have";
	if (squares < weight || squares / most > weight ||
		(double) weight * (double) weight > (double) count * (double) squares * (1 + 1e-9) ||
		(double) squares > (double) weight * (double) weight * (1 + 1e-9))
		return "a sum of squared weights does not fit its sum of weights";
	return NULL;
}

/*
 * Σs² can't be too large either.  With d = 1 - s, the distance of a sentiment from 1 (or from -1, where
 * the sum is negative), which is a whole number of units: Σd <= Σd² <= (Σd)²; and Σs² <= n.  From
 * sums beyond that, cm_sentiment_weight() would make sums of weights that no weights have.
 */
static bool
squares_fit_end_of_range(int128 count, int128 sum, int128 squares)
{
	int128 most = count * CM_SENTIMENT_UNIT * CM_SENTIMENT_UNIT;
	int128 distance = count * CM_SENTIMENT_UNIT - sum;
	int128 squared_distances = squares + most - 2 * CM_SENTIMENT_UNIT * sum;

	return squares <= most && squared_distances >= distance &&
		   (double) squared_distances <= (double) distance * (double) distance * (1 + 1e-9);
}

/*
 * What holds for the sums n, n positive, n negative, Σs and Σs² of n sentiments: each class has its
 * range of sentiment, and (Σs)² <= n Σs².  The sums of 64 bits are four fields, of which the first is given.
 */
static const char *
flaw_of_comments(const CmSummary *summary, int first, int point)
{
	const int128 edge = CM_POSITIVE_SENTIMENT;
	int128 count = cm_field64(summary, first)[point];
	int128 positive = cm_field64(summary, first + 1)[point];
	int128 negative = cm_field64(summary, first + 2)[point];
	int128 neutral = count - positive - negative;
	int128 sum = cm_field64(summary, first + 3)[point];
	int128 squares = cm_field128(summary, CM_SQUARED_SENTIMENT)[point];

	if (positive < 0 || negative < 0 || neutral < 0)
		return "the counts of comments do not fit one another";
	if (sum < positive * edge - negative * CM_SENTIMENT_UNIT - neutral * (edge - 1) ||
		sum > positive * CM_SENTIMENT_UNIT - negative * edge + neutral * (edge - 1))
		return "a sum of sentiment does not fit its counts of comments";
	if (squares < 0 || (count > 0 && squares < (sum * sum + count - 1) / count) ||
		!squares_fit_end_of_range(count, sum < 0 ? -sum : sum, squares))
		return "a sum of squared sentiment does not fit its sum of sentiment";
	return NULL;
}

const char *
cm_comments_flaw(const CmSummary *summary, int point)
{
	return flaw_of_comments(summary, 0, point);
}

const char *
cm_sentiment_flaw(const CmSummary *summary, int point)
{
	if (cm_field64(summary, CM_RESPONSES)[point] < cm_field64(summary, CM_COMMENTED)[point])
		return "there are more comments than responses";
	return flaw_of_comments(summary, CM_COMMENTED, point);
}
