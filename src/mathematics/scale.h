/*
 * scale.h
 *	  A scale of whole scores, lo..hi.
 */
#ifndef CM_SCALE_H
#define CM_SCALE_H

#include "c.h"

/* 0..100 is the widest scale in use. */
#define CM_MAX_POINTS 101

/* One point tells nothing, and a metric laid on its range would divide by 0. */
#define CM_MIN_POINTS 2

/* Bounds are stored as int16. */
#define CM_LOWEST_BOUND  PG_INT16_MIN
#define CM_HIGHEST_BOUND PG_INT16_MAX

typedef struct CmScale
{
	int lo;
	int points;
} CmScale;

static inline int
cm_scale_hi(CmScale scale)
{
	return scale.lo + scale.points - 1;
}

static inline bool
cm_same_scale(CmScale a, CmScale b)
{
	return a.lo == b.lo && a.points == b.points;
}

/* In int64, so that no two integers can overflow it. */
static inline bool
cm_scale_is_valid(int64 lo, int64 hi)
{
	return lo >= CM_LOWEST_BOUND && hi <= CM_HIGHEST_BOUND && hi - lo + 1 >= CM_MIN_POINTS &&
		   hi - lo + 1 <= CM_MAX_POINTS;
}

#endif /* CM_SCALE_H */
