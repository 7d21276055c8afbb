/*
 * sentiment_value.h
 *	  Reading the sentiment of a comment from an argument.
 */
#ifndef CM_SENTIMENT_VALUE_H
#define CM_SENTIMENT_VALUE_H

#include "types/summary.h"

pg_noreturn extern void cm_bad_sentiment(double sentiment);

/* A sentiment in units of 10^-6, rounded to the nearest: see cm_weight_units(). */
static inline int64
cm_sentiment_units(double sentiment)
{
	if (unlikely(!(sentiment >= -1 && sentiment <= 1)))
		cm_bad_sentiment(sentiment);
	return cm_round_to_int64(sentiment * CM_SENTIMENT_UNIT);
}

/* What one comment adds to the sums of comments, which begin at its own count. */
static inline void
cm_read_sentiment(double value, int64 *field64, int128 *field128)
{
	int64 sentiment = cm_sentiment_units(value);

	field64[0] = 1;
	field64[CM_POSITIVE - CM_COMMENTED] = sentiment >= CM_POSITIVE_SENTIMENT;
	field64[CM_NEGATIVE - CM_COMMENTED] = sentiment <= -CM_POSITIVE_SENTIMENT;
	field64[CM_SUM_OF_SENTIMENT - CM_COMMENTED] = sentiment;
	field128[CM_SQUARED_SENTIMENT] = (int128) sentiment * sentiment;
}

#endif /* CM_SENTIMENT_VALUE_H */
