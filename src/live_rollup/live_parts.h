/*
 * live_parts.h
 *	  What a live rollup is made of, and acting on it as its owner.
 */
#ifndef CM_LIVE_PARTS_H
#define CM_LIVE_PARTS_H

#include "compat.h"

typedef struct CmLiveParts
{
	Oid groups;
	Oid deltas;
	Oid state;
	Oid query;
	Oid arrive; /* trigger function for INSERT */
	Oid follow; /* for other new rows */
	Oid forget; /* for old ones */
	Oid append;
	Oid fold;
} CmLiveParts;

extern bool cm_find_live_parts(Oid rollup, Oid schema, CmLiveParts *parts);
extern void cm_get_live_parts(Oid rollup, Oid schema, CmLiveParts *parts);

#endif /* CM_LIVE_PARTS_H */
