/*
 * score.h
 *	  Reading a score from an argument of any of the three types that a score has.
 */
#ifndef CM_SCORE_H
#define CM_SCORE_H

#include "types/summary.h"

pg_noreturn extern void cm_integer_off_scale(int64 score, CmScale scale);
pg_noreturn extern void cm_float_off_scale(double score, CmScale scale);

/* A score's place on its scale; an error where it has none. */
static inline int
cm_index_of_integer(int64 score, CmScale scale)
{
	int64 index = score - scale.lo;

	if (unlikely(index < 0 || index >= scale.points))
		cm_integer_off_scale(score, scale);
	return (int) index;
}

static inline int
cm_index_of_int2(Datum score, CmScale scale)
{
	return cm_index_of_integer(DatumGetInt16(score), scale);
}

static inline int
cm_index_of_int4(Datum score, CmScale scale)
{
	return cm_index_of_integer(DatumGetInt32(score), scale);
}

/* Written so that NaN fails the first test; within the scale, the cast to int can't overflow. */
static inline int
cm_index_of_float8(Datum datum, CmScale scale)
{
	double score = DatumGetFloat8(datum);

	if (unlikely(!(score >= scale.lo && score <= cm_scale_hi(scale)) || score != (int) score))
		cm_float_off_scale(score, scale);
	return (int) score - scale.lo;
}

#endif /* CM_SCORE_H */
