/*
 * live_parts.h
 *	  What a live rollup is made of, and acting as its owner.
 */
#ifndef CM_LIVE_PARTS_H
#define CM_LIVE_PARTS_H

#include "compat.h"

#include "utils/array.h"
#include "utils/relcache.h"

typedef struct CmLiveParts
{
	Oid rollup;
	Oid groups;
	Oid deltas;
	Oid query;
	int pending_limit;   /* from so many deltas on, a writer folds */
	ArrayType *settings; /* of the creator's, as of a function */
	Oid owner;           /* of all of these */
	Oid schema;          /* of the extension */
} CmLiveParts;

typedef struct CmIdentity
{
	Oid user;
	int security_context;
	int settings;
} CmIdentity;

extern bool cm_find_live_parts(Oid rollup, Oid schema, CmLiveParts *parts);
extern void cm_get_live_parts(Oid rollup, Oid schema, CmLiveParts *parts);
extern int64 cm_count_deltas(Relation deltas, int64 most, bool *stale);
extern char *cm_name_of(Oid relation);

extern void cm_become_owner(const CmLiveParts *parts, CmIdentity *before);
extern void cm_be_oneself_again(const CmIdentity *before);
extern void cm_set_local(const char *name, const char *value);
extern int cm_pin_search_path(void);

#endif /* CM_LIVE_PARTS_H */
