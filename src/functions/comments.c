/*
 * comments.c
 *	  What can be asked of a comment_summary.
 */
#include "types/summary.h"

#include <math.h>

#include "functions/result.h"

/* The sums of a summary that is not empty, by name. */
typedef struct Comments
{
	int64 count;
	int64 positive;
	int64 negative;
	int64 sentiment;
	int128 squares;
} Comments;

static Comments
comments_of(const CmSummary *summary)
{
	Comments comments = {summary->fields[0], summary->fields[1], summary->fields[2],
						 summary->fields[3], *cm_field128(summary, CM_SQUARED_SENTIMENT)};

	return comments;
}

/* Percent of comments that are positive minus percent that are negative. */
PG_FUNCTION_INFO_V1(cm_net_sentiment);
Datum
cm_net_sentiment(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	Comments comments;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	comments = comments_of(summary);
	return cm_numeric_of_fixed(cm_divide_rounded((int128) 100 * (comments.positive - comments.negative),
												 comments.count, CM_EXACT_DECIMALS),
							   CM_EXACT_DECIMALS);
}

PG_FUNCTION_INFO_V1(cm_mean_sentiment);
Datum
cm_mean_sentiment(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	Comments comments;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	comments = comments_of(summary);
	return cm_numeric_of_fixed(cm_divide_rounded(comments.sentiment, (int128) comments.count * CM_SENTIMENT_UNIT,
												 CM_EXACT_DECIMALS),
							   CM_EXACT_DECIMALS);
}

/*
 * Σ(s - m)² = Σs² - (Σs)² / n, over n - 1 or n.  Both terms are exact integers, so nothing cancels but
 * what the division leaves.
 */
static Datum
deviation(FunctionCallInfo fcinfo, int less)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	Comments comments;
	int128 square;
	double squares;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	comments = comments_of(summary);
	if (comments.count <= less)
		PG_RETURN_NULL();
	square = (int128) comments.sentiment * comments.sentiment;
	squares = (double) (comments.squares - square / comments.count) -
			  (double) (square % comments.count) / comments.count;
	return cm_numeric_of_double(sqrt(squares / (comments.count - less)) / CM_SENTIMENT_UNIT);
}

PG_FUNCTION_INFO_V1(cm_stddev_of_sentiment);
Datum
cm_stddev_of_sentiment(PG_FUNCTION_ARGS)
{
	return deviation(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(cm_stddev_pop_of_sentiment);
Datum
cm_stddev_pop_of_sentiment(PG_FUNCTION_ARGS)
{
	return deviation(fcinfo, 0);
}
