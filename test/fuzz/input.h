/*
 * input.h
 *		Numbers and histograms out of the bytes of a fuzzer; zeros after their end.
 */
#ifndef CM_FUZZ_INPUT_H
#define CM_FUZZ_INPUT_H

#include "c.h"

#include "mathematics/metric.h"

typedef struct Input
{
	const uint8 *data;
	size_t size;
} Input;

/* A histogram with its arrays. */
typedef struct OwnHistogram
{
	int64 responses[CM_MAX_POINTS];
	int128 weight[CM_MAX_POINTS];
	int128 squared_weight[CM_MAX_POINTS];
	CmHistogram weighted;
	CmHistogram plain; /* the same responses without their weights */
} OwnHistogram;

extern uint64 take(Input *input, int bytes);
extern int64 take_number(Input *input, int64 limit);
extern double take_fraction(Input *input);
extern void take_histogram(Input *input, CmScale scale, OwnHistogram *own);

#endif /* CM_FUZZ_INPUT_H */
