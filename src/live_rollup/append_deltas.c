/*
 * append_deltas.c
 *	  Appends what follows from changed rows to the table of deltas.
 *
 * A delta is a row of the query's result, and whether it is added or removed.  It goes straight into
 * the table, as the apply worker of logical replication puts rows: constraints and indexes are seen to.
 */
#include "live_rollup/append_deltas.h"

#include "executor/executor.h"
#include "utils/rel.h"

struct CmDeltas
{
	DestReceiver receiver;
	EState *estate;
	ResultRelInfo *target;
	TupleTableSlot *delta;
	bool removed;
	int64 appended;
};

CmDeltas *
cm_begin_deltas(Relation relation)
{
	EState *estate = CreateExecutorState();
	MemoryContext before = MemoryContextSwitchTo(estate->es_query_cxt);
	CmDeltas *deltas = palloc0(sizeof(CmDeltas));
	RangeTblEntry *rte = makeNode(RangeTblEntry);

	rte->rtekind = RTE_RELATION;
	rte->relid = RelationGetRelid(relation);
	rte->relkind = relation->rd_rel->relkind;
	rte->rellockmode = RowExclusiveLock;
	cm_init_range_table(estate, list_make1(rte));
	deltas->estate = estate;
	deltas->target = makeNode(ResultRelInfo);
	InitResultRelInfo(deltas->target, relation, 1, NULL, 0);
	ExecOpenIndices(deltas->target, false);
	deltas->delta = ExecInitExtraTupleSlot(estate, RelationGetDescr(relation), &TTSOpsVirtual);
	deltas->delta->tts_tableOid = RelationGetRelid(relation);
	MemoryContextSwitchTo(before);
	return deltas;
}

static bool
append(TupleTableSlot *row, DestReceiver *self)
{
	CmDeltas *deltas = (CmDeltas *) self;
	TupleTableSlot *delta = deltas->delta;
	int width = row->tts_tupleDescriptor->natts;
	MemoryContext before;

	if (delta->tts_tupleDescriptor->natts != width + 1)
		elog(ERROR, "the table of deltas \"%s\" has been changed",
			 RelationGetRelationName(deltas->target->ri_RelationDesc));
	slot_getallattrs(row);
	ExecClearTuple(delta);
	memcpy(delta->tts_values, row->tts_values, width * sizeof(Datum));
	memcpy(delta->tts_isnull, row->tts_isnull, width * sizeof(bool));
	delta->tts_values[width] = BoolGetDatum(deltas->removed);
	delta->tts_isnull[width] = false;
	ExecStoreVirtualTuple(delta);
	before = MemoryContextSwitchTo(GetPerTupleMemoryContext(deltas->estate));
	ExecSimpleRelationInsert(deltas->target, deltas->estate, delta);
	MemoryContextSwitchTo(before);
	ResetPerTupleExprContext(deltas->estate);
	deltas->appended++;
	return true;
}

static void
start(DestReceiver *self, int operation, TupleDesc type)
{
}

static void
end(DestReceiver *self)
{
}

/*
 * For one row, starting and ending an executor takes longer than what it does.  Where the plan is
 * nothing but expressions over that row, evaluating them is all that there is to do.
 */
static void
append_single_row(CmDeltas *deltas, PlannedStmt *plan, Relation table, Tuplestorestate *rows)
{
	EState *estate = deltas->estate;
	MemoryContext before = MemoryContextSwitchTo(estate->es_query_cxt);
	ExprContext *context = CreateExprContext(estate);
	TupleTableSlot *row = ExecInitExtraTupleSlot(estate, RelationGetDescr(table), &TTSOpsMinimalTuple);
	TupleTableSlot *result =
		ExecInitExtraTupleSlot(estate, ExecTypeFromTL(plan->planTree->targetlist), &TTSOpsVirtual);
	ProjectionInfo *projection;

	tuplestore_select_read_pointer(rows, 0);
	tuplestore_rescan(rows);
	if (!tuplestore_gettupleslot(rows, true, false, row))
		elog(ERROR, "the changed row is missing");
	context->ecxt_scantuple = row;
	projection = ExecBuildProjectionInfo(plan->planTree->targetlist, context, result, NULL, RelationGetDescr(table));
	if (ExecQual(ExecInitQual(plan->planTree->qual, NULL), context))
		append(ExecProject(projection), &deltas->receiver);
	MemoryContextSwitchTo(before);
}

/* The rows of a transition table, or all of the table where there is none. */
void
cm_append_deltas(CmDeltas *deltas, PlannedStmt *plan, Relation table, Tuplestorestate *rows, Snapshot snapshot,
				 bool removed)
{
	deltas->receiver =
		(DestReceiver){.receiveSlot = append, .rStartup = start, .rShutdown = end, .rDestroy = end, .mydest = DestNone};
	deltas->removed = removed;
	if (rows && tuplestore_tuple_count(rows) == 1 && cm_is_single_row_plan(plan))
		append_single_row(deltas, plan, table, rows);
	else
		cm_run_plan(plan, table, rows, snapshot, &deltas->receiver);
}

/* How many were appended. */
int64
cm_end_deltas(CmDeltas *deltas)
{
	EState *estate = deltas->estate;
	int64 appended = deltas->appended;

	ExecCloseIndices(deltas->target);
	ExecResetTupleTable(estate->es_tupleTable, false);
	FreeExecutorState(estate);
	return appended;
}
