/*
 * sentiment_weight.c
 *	  Weighing a response by how far its comment bears it out.
 *
 * The weight of a response is w = 1 + φs, with s the sentiment of its comment and φ the value of its
 * score in the metric, laid linearly on -1..1.  With the sums of s and s² at each point of the
 * scale, Σw and Σw² follow exactly.  φ is a ratio; so that all stays whole, weights are multiplied
 * by its denominator, which changes no metric.
 */
#include "mathematics/sentiment_weight.h"

/* Factors that turn sentiments of 6 decimals into weights of 9. */
#define WEIGHT_FACTOR  (CM_WEIGHT_UNIT / CM_SENTIMENT_UNIT)
#define SQUARED_FACTOR (WEIGHT_FACTOR * WEIGHT_FACTOR)

/*
 * Σw and Σw² at one point, in units of 10^-9 and 10^-18, times the denominator and its square.  False
 * where there are too many responses for Σw² to fit, beyond 10^15 on the widest scale.
 */
bool
cm_sentiment_weight(const CmSentimentSums *sums, const CmMeasure *measure, int index,
					int128 *weight, int128 *squared_weight)
{
	int lowest = cm_lowest_value(measure);
	int highest = cm_highest_value(measure);
	int128 phi = 2 * measure->value[index] - lowest - highest;
	int128 one = (int128) (highest - lowest) * CM_SENTIMENT_UNIT;

	if (sums->responses > CM_INT128_MAX / (4 * one * one * SQUARED_FACTOR))
		return false;
	*weight = (sums->responses * one + phi * sums->sentiment) * WEIGHT_FACTOR;
	*squared_weight =
		(sums->responses * one * one + 2 * one * phi * sums->sentiment + phi * phi * sums->squared_sentiment) *
		SQUARED_FACTOR;
	return true;
}
