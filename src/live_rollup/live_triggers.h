/*
 * live_triggers.h
 *	  The triggers of live rollups.
 */
#ifndef CM_LIVE_TRIGGERS_H
#define CM_LIVE_TRIGGERS_H

#include "live_rollup/statements.h"

#include "catalog/dependency.h"
#include "utils/reltrigger.h"

extern Oid cm_rollup_of_trigger(const Trigger *trigger, Oid schema);
extern bool cm_is_first_trigger(Relation table, const Trigger *trigger, Oid schema);
extern List *cm_missing_triggers(const CmLiveParts *parts, const CmStatements *statements, const char *name,
								 Oid table);
extern void cm_add_triggers(Oid rollup, ObjectAddresses *objects);

#endif /* CM_LIVE_TRIGGERS_H */
