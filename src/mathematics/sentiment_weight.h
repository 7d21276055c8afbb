/*
 * sentiment_weight.h
 *	  Sentiments as fixed-point numbers, and weighing a response by how far its comment bears it out.
 */
#ifndef CM_SENTIMENT_WEIGHT_H
#define CM_SENTIMENT_WEIGHT_H

#include "mathematics/metric.h"

/* Sentiments are -1..1, kept to 6 decimals, and classed after rounding. */
#define CM_SENTIMENT_DECIMALS 6
#define CM_SENTIMENT_UNIT     INT64CONST(1000000)
#define CM_POSITIVE_SENTIMENT INT64CONST(50000) /* 0.05; -0.05 and less is negative */

/* The sums over the responses at one point of the scale. */
typedef struct CmSentimentSums
{
	int64 responses;
	int64 sentiment;
	int128 squared_sentiment;
} CmSentimentSums;

extern bool cm_sentiment_weight(const CmSentimentSums *sums, const CmMeasure *measure, int index,
								int128 *weight, int128 *squared_weight);

#endif /* CM_SENTIMENT_WEIGHT_H */
