/*
 * raking_targets.h
 *	  What raked_weight() is to meet, and the groups of respondents, as they stand in jsonb.
 */
#ifndef CM_RAKING_TARGETS_H
#define CM_RAKING_TARGETS_H

#include "compat.h"

#include "utils/jsonb.h"

/* What is to be met: the groups of all dimensions in one list, a dimension after the other. */
typedef struct CmRakingTargets
{
	int dimensions;
	int groups;
	JsonbValue *dimension; /* names */
	int *first_group;      /* of each dimension, and behind the last */
	JsonbValue *group;     /* names */
	double *share;
	int64 *respondents;
} CmRakingTargets;

extern CmRakingTargets cm_read_raking_targets(Jsonb *targets);

/* The group in each dimension, as its place among all groups.  Dimensions without targets are not looked at. */
extern void cm_read_raking_groups(const CmRakingTargets *targets, Jsonb *groups, int *group);

extern char *cm_raking_group_name(const CmRakingTargets *targets, int group);
extern char *cm_raking_dimension_name(const CmRakingTargets *targets, int group);

#endif /* CM_RAKING_TARGETS_H */
