/*
 * retention.h
 *	  Revenue of customers in two periods: how exactly it is kept, and what is asked of its sums.
 *
 * So small is the largest amount that sums over the most customers stay below 10^34, where
 * cm_divide_rounded() ends.
 */
#ifndef CM_RETENTION_H
#define CM_RETENTION_H

#include "mathematics/fixed_point.h"

#define CM_AMOUNT_DECIMALS 4
#define CM_AMOUNT_UNIT     10000
#define CM_LARGEST_AMOUNT  INT64CONST(10000000000000)

/* Sums over customers, revenue in units of 10^-4. */
typedef struct CmRetention
{
	int64 before;
	int64 kept;
	int64 new;
	int64 earned; /* of the new ones */
	int128 revenue_before;
	int128 revenue_kept;    /* of each that is kept, the smaller one of both periods */
	int128 revenue_of_kept; /* in the period after */
	int128 revenue_new;
	int128 revenue_earned;
} CmRetention;

#endif /* CM_RETENTION_H */
