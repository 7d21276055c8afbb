/*
 * sentiment_value.c
 *	  What is said of a sentiment that can't be one.
 */
#include "functions/sentiment_value.h"

#include "utils/float.h"

void
cm_bad_sentiment(double sentiment)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("sentiment %s is outside the range -1..1", float8out_internal(sentiment)),
			errhint("Lay the scores of another model on -1..1, such as 2 * probability_positive - 1."));
}
