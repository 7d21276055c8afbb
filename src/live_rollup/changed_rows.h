/*
 * changed_rows.h
 *	  The query of a live rollup over some of the followed table's rows.
 */
#ifndef CM_CHANGED_ROWS_H
#define CM_CHANGED_ROWS_H

#include "live_rollup/live_query.h"

#include "nodes/plannodes.h"
#include "tcop/dest.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

extern Bitmapset *cm_columns_in(const CmLiveQuery *live, Relation table);
extern PlannedStmt *cm_plan_changed_rows(const CmLiveQuery *live, Relation table, double rows);
extern PlannedStmt *cm_plan_single_row(const CmLiveQuery *live, Relation table);
extern PlannedStmt *cm_plan_all_rows(const CmLiveQuery *live, Relation table);
extern void cm_run_plan(PlannedStmt *plan, Relation table, Tuplestorestate *rows, Snapshot snapshot,
						DestReceiver *receiver);
extern bool cm_is_single_row_plan(const PlannedStmt *plan);

#endif /* CM_CHANGED_ROWS_H */
