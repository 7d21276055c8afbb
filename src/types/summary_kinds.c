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

/* (Σxy)² <= Σx² Σy², in floating point, with room for its rounding. */
static bool
fits_squares(double product, double square, double other_square)
{
	return product * product <= square * other_square * (1 + 1e-9);
}

/*
 * What holds for the sum and the products of one variable: as those of n whole numbers, of which none is
 * larger than the largest.  Each such number has as many odd squares as it is odd.
 */
static bool
is_square_of_sum(const CmProducts *products, int variable)
{
	const int128 largest = (int128) CM_LARGEST_DRIVER * CM_DRIVER_UNIT;
	int128 sum = products->sum[variable];
	int128 square = products->product[cm_pair(variable, variable)];
	int128 size = sum < 0 ? -sum : sum;

	return square >= size && ((square ^ sum) & 1) == 0 &&
		   (square == 0 || (square - 1) / (largest * largest) < products->responses) &&
		   cm_centred_product(products, variable, variable) >= 0;
}

static bool
is_product_of(const CmProducts *products, int variable, int other)
{
	int128 product = products->product[cm_pair(variable, other)];
	int128 square = products->product[cm_pair(variable, variable)];
	int128 other_square = products->product[cm_pair(other, other)];

	return product >= -CM_INT128_MAX &&
		   fits_squares((double) product, (double) square, (double) other_square) &&
		   fits_squares(cm_centred_product(products, variable, other),
						cm_centred_product(products, variable, variable),
						cm_centred_product(products, other, other));
}

const char *
cm_drivers_flaw(const CmSummary *summary, int variable)
{
	CmProducts products;

	cm_view_products(summary, &products);
	if (products.responses < 0 || summary->fields[CM_INCOMPLETE] < 0)
		return "a count is negative";
	if (!is_square_of_sum(&products, variable))
		return "a sum of squares does not fit its sum";
	for (int other = 0; other < variable; other++)
		if (!is_product_of(&products, variable, other))
			return "a sum of products does not fit its sums of squares";
	return NULL;
}

/* The sum of as many amounts, of which none is 0. */
static bool
is_revenue_of(int128 revenue, int64 customers)
{
	return revenue >= customers && revenue <= customers * ((int128) CM_LARGEST_AMOUNT * CM_AMOUNT_UNIT);
}

const char *
cm_retention_flaw(const CmSummary *summary, int point)
{
	CmRetention retention;

	cm_view_retention(summary, &retention);
	if (retention.kept < 0 || retention.before < retention.kept || retention.earned < 0 ||
		retention.new < retention.earned)
		return "the counts of customers do not fit one another";
	if (!is_revenue_of(retention.revenue_kept, retention.kept) ||
		!is_revenue_of(retention.revenue_of_kept, retention.kept) ||
		!is_revenue_of(retention.revenue_before, retention.before) ||
		!is_revenue_of(retention.revenue_earned, retention.earned) ||
		!is_revenue_of(retention.revenue_new - retention.revenue_earned, retention.new - retention.earned))
		return "a revenue does not fit its number of customers";
	if (retention.revenue_of_kept < retention.revenue_kept ||
		retention.revenue_before - retention.revenue_kept < retention.before - retention.kept)
		return "the revenues do not fit one another";
	return NULL;
}
