/*
 * append_deltas.h
 *	  Appends what follows from changed rows to the table of deltas.
 */
#ifndef CM_APPEND_DELTAS_H
#define CM_APPEND_DELTAS_H

#include "live_rollup/changed_rows.h"

typedef struct CmDeltas CmDeltas;

extern CmDeltas *cm_begin_deltas(Relation deltas);
extern void cm_append_deltas(CmDeltas *deltas, PlannedStmt *plan, Relation table, Tuplestorestate *rows,
							 Snapshot snapshot, bool removed);
extern int64 cm_end_deltas(CmDeltas *deltas);

#endif /* CM_APPEND_DELTAS_H */
