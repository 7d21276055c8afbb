/*
 * raking.h
 *	  Weights with which a sample has known margins: iterative proportional fitting.
 */
#ifndef CM_RAKING_H
#define CM_RAKING_H

#include "mathematics/interrupt.h"

#include "c.h"

/*
 * How far every margin may be off, relatively.  It goes on until the goal, since a weight may be off
 * by more than its margins; where that takes more cycles, the tolerance will do.
 */
#define CM_RAKING_GOAL      1e-12
#define CM_RAKING_TOLERANCE 1e-10
#define CM_RAKING_CYCLES    10000

/*
 * Respondents who are in the same group of every dimension make a cell, and have one weight.  The
 * groups of all dimensions stand in one list; a dimension is a stretch of it.
 */
typedef struct CmRaking
{
	int cells;
	int dimensions;
	int groups;
	const int *first_group;   /* of each dimension, and behind the last */
	const int *group;         /* of each cell in each dimension, as its place among all groups */
	const double *share;      /* of each group in its dimension: the target */
	const int64 *respondents; /* in each cell */
	double most;              /* no weight is larger than so many times the mean */
	double *margin;           /* room for a number for each group */
} CmRaking;

extern bool cm_rake(const CmRaking *raking, CmInterruptHook check_interrupts, double *weight, int *worst_group);

#endif /* CM_RAKING_H */
