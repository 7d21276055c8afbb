/*
 * fold.h
 *	  Folds deltas into the groups of a live rollup.
 */
#ifndef CM_FOLD_H
#define CM_FOLD_H

#include "live_rollup/live_parts.h"

extern void cm_fold_if_due(const CmLiveParts *parts, Relation deltas, int64 appended);
extern bool cm_try_fold_lock(const CmLiveParts *parts);
extern void cm_wait_for_fold_lock(const CmLiveParts *parts);
extern int64 cm_fold_all(const CmLiveParts *parts);

#endif /* CM_FOLD_H */
