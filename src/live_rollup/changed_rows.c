/*
 * changed_rows.c
 *	  The query of a live rollup over all or some of the followed table's rows: planned, run, and appended to
 *	  the deltas.
 *
 * The query is taken from its view as PostgreSQL has parsed it, and the followed table in it replaced by the
 * transition table of a trigger.  No name is ever looked up again, so whoever renames columns, or makes
 * functions, operators and casts that fit better, changes nothing.
 */
#include "live_rollup/live_rollup.h"

#include "access/attmap.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "executor/tstoreReceiver.h"
#include "miscadmin.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "tcop/tcopprot.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* What the transition table is called in plans. */
static char changed_rows[] = "changed_rows";

/* ---- Plans -------------------------------------------------------------------------------------------------------- */

/* The columns of a partition may stand in another order. */
static AttrMap *
map_of_columns(const CmLiveQuery *live, Relation table)
{
	Relation followed = table_open(live->table, AccessShareLock);
	AttrMap *map = cm_build_attrmap(RelationGetDescr(table), RelationGetDescr(followed));

	table_close(followed, NoLock);
	return map;
}

/* What the query reads, as numbers of this table's columns. */
Bitmapset *
cm_columns_in(const CmLiveQuery *live, Relation table)
{
	AttrMap *map = map_of_columns(live, table);
	Bitmapset *columns = NULL;

	for (int column = -1; (column = bms_next_member(live->columns, column)) >= 0;)
		columns = bms_add_member(columns, map->attnums[column - 1]);
	return columns;
}

/* The followed table's entry becomes that of a transition table of the same rows. */
static void
read_changed_rows(RangeTblEntry *rte, TupleDesc columns, double rows)
{
	rte->rtekind = RTE_NAMEDTUPLESTORE;
	rte->enrname = changed_rows;
	rte->enrtuples = rows;
	cm_forget_permissions(rte);
	rte->eref->colnames = rte->coltypes = rte->coltypmods = rte->colcollations = NIL;
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		rte->eref->colnames = lappend(rte->eref->colnames, makeString(pstrdup(NameStr(column->attname))));
		rte->coltypes = lappend_oid(rte->coltypes, column->attisdropped ? InvalidOid : column->atttypid);
		rte->coltypmods = lappend_int(rte->coltypmods, column->atttypmod);
		rte->colcollations = lappend_oid(rte->colcollations, column->attcollation);
	}
}

static PlannedStmt *
plan_query(Query *query)
{
	AcquireRewriteLocks(query, true, false);
	query = linitial_node(Query, QueryRewrite(query));
	return cm_plan_query(query, "query of a live rollup", CURSOR_OPT_NO_SCROLL);
}

/* NULL where even a single row needs to be grouped. */
PlannedStmt *
cm_plan_rows(const CmLiveQuery *live, Relation table, CmRows which, double rows)
{
	Query *query = copyObject(live->query);
	RangeTblEntry *rte;
	bool found_whole_row;

	if (RelationGetRelid(table) != live->table)
		query = (Query *) map_variable_attnos((Node *) query, live->followed, 0,
											  map_of_columns(live, table), InvalidOid, &found_whole_row);
	rte = rt_fetch(live->followed, query->rtable);
	rte->relid = RelationGetRelid(table);
	rte->inh = false;
	if (which == CM_ALL_ROWS)
		cm_read_another(query, rte);
	else
		read_changed_rows(rte, RelationGetDescr(table), rows);
	if (which == CM_SINGLE_ROW && !cm_leave_ungrouped(live, query))
		return NULL;
	return plan_query(query);
}

/* ---- Their results ------------------------------------------------------------------------------------------------ */

static Tuplestorestate *
results_of(PlannedStmt *plan, Relation table, Tuplestorestate *rows)
{
	EphemeralNamedRelationData transition = {.md = {.name = changed_rows,
													.reliddesc = table ? RelationGetRelid(table) : InvalidOid,
													.enrtype = ENR_NAMED_TUPLESTORE},
											 .reldata = rows};
	Tuplestorestate *results = tuplestore_begin_heap(false, false, work_mem);
	DestReceiver *receiver = CreateDestReceiver(DestTuplestore);
	QueryEnvironment *environment = create_queryEnv();
	QueryDesc *query;

	if (rows)
		register_ENR(environment, &transition);
	SetTuplestoreDestReceiverParams(receiver, results, CurrentMemoryContext, true, NULL, NULL);
	query = CreateQueryDesc(plan, "query of a live rollup", GetActiveSnapshot(), InvalidSnapshot,
							receiver, NULL, environment, 0);
	ExecutorStart(query, 0);
	cm_run_executor(query);
	ExecutorFinish(query);
	ExecutorEnd(query);
	FreeQueryDesc(query);
	receiver->rDestroy(receiver);
	return results;
}

/* The query runs under the settings of now, the statement that reads its results under pinned ones; both see one snapshot. */
void
cm_run_with_results(const CmLiveQuery *live, const char *statement)
{
	PlannedStmt *plan = plan_query(copyObject(live->query));
	EphemeralNamedRelationData results = {.md = {.name = CM_RESULTS, .enrtype = ENR_NAMED_TUPLESTORE}};
	SPIPlanPtr prepared;
	int level;

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	results.md.tupdesc = ExecTypeFromTL(plan->planTree->targetlist);
	results.reldata = results_of(plan, NULL, NULL);
	results.md.enrtuples = tuplestore_tuple_count(results.reldata);
	level = cm_pin_search_path();
	(void) SPI_register_relation(&results);
	prepared = SPI_prepare(statement, 0, NULL);
	if (prepared == NULL || SPI_execute_snapshot(prepared, NULL, NULL, GetActiveSnapshot(),
												 InvalidSnapshot, false, true, 0) < 0)
		elog(ERROR, "can't run: %s", statement);
	(void) SPI_unregister_relation(CM_RESULTS);
	tuplestore_end(results.reldata);
	AtEOXact_GUC(false, level);
	PopActiveSnapshot();
}

/* As the apply worker of logical replication: constraints and indexes are seen to; there should be no triggers. */
static EState *
begin_inserts(Relation table, ResultRelInfo *target)
{
	EState *estate = CreateExecutorState();
	RangeTblEntry *rte = makeNode(RangeTblEntry);

	rte->rtekind = RTE_RELATION;
	rte->relid = RelationGetRelid(table);
	rte->relkind = table->rd_rel->relkind;
	rte->rellockmode = RowExclusiveLock;
	cm_init_range_table(estate, rte);
	InitResultRelInfo(target, table, 1, NULL, 0);
	/* Those AFTER a row would run as the writer. */
	target->ri_TrigDesc = NULL;
	ExecOpenIndices(target, false);
	return estate;
}

/* Whose owner has altered the table of deltas would else have values of one type read as those of another. */
void
cm_check_deltas(Relation deltas, TupleDesc result)
{
	TupleDesc expected = RelationGetDescr(deltas);
	bool same = expected->natts == result->natts + 1;

	for (int i = 0; same && i < result->natts; i++)
		same = TupleDescAttr(expected, i)->atttypid == TupleDescAttr(result, i)->atttypid;
	if (!same || TupleDescAttr(expected, result->natts)->atttypid != BOOLOID)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the table \"%s\" of a live rollup was altered", RelationGetRelationName(deltas)),
				errhint("drop_live_rollup() and create_live_rollup() make it anew."));
}

/*
 * A delta is a row of the query's result, and whether it is added or removed: of the rows of a transition table,
 * or all of the table's where there is none.  Returns how many there are.
 */
int64
cm_append_deltas(Relation deltas, PlannedStmt *plan, Relation table, Tuplestorestate *rows, bool removed)
{
	Tuplestorestate *results = results_of(plan, table, rows);
	ResultRelInfo *target = makeNode(ResultRelInfo);
	EState *estate = begin_inserts(deltas, target);
	TupleTableSlot *result =
		MakeSingleTupleTableSlot(ExecTypeFromTL(plan->planTree->targetlist), &TTSOpsMinimalTuple);
	TupleTableSlot *delta = MakeSingleTupleTableSlot(RelationGetDescr(deltas), &TTSOpsVirtual);
	int width = result->tts_tupleDescriptor->natts;
	int64 appended = tuplestore_tuple_count(results);

	cm_check_deltas(deltas, result->tts_tupleDescriptor);
	while (tuplestore_gettupleslot(results, true, false, result))
	{
		slot_getallattrs(result);
		ExecClearTuple(delta);
		memcpy(delta->tts_values, result->tts_values, width * sizeof(Datum));
		memcpy(delta->tts_isnull, result->tts_isnull, width * sizeof(bool));
		delta->tts_values[width] = BoolGetDatum(removed);
		delta->tts_isnull[width] = false;
		ExecStoreVirtualTuple(delta);
		ExecSimpleRelationInsert(target, estate, delta);
		ResetPerTupleExprContext(estate);
	}
	ExecDropSingleTupleTableSlot(delta);
	ExecDropSingleTupleTableSlot(result);
	ExecCloseIndices(target);
	FreeExecutorState(estate);
	tuplestore_end(results);
	return appended;
}

/* Instead of deltas, a mark that there should have been some: one is enough, and readers get an error. */
void
cm_mark_deltas(Relation deltas)
{
	ResultRelInfo *target = makeNode(ResultRelInfo);
	EState *estate = begin_inserts(deltas, target);
	TupleTableSlot *mark = MakeSingleTupleTableSlot(RelationGetDescr(deltas), &TTSOpsVirtual);
	bool is_marked = false;

	PushActiveSnapshot(GetTransactionSnapshot());
	/* An old snapshot may show a mark that is gone. */
	if (!IsolationUsesXactSnapshot())
		(void) cm_count_rows(RelationGetRelid(deltas), &is_marked);
	if (!is_marked)
		ExecSimpleRelationInsert(target, estate, ExecStoreAllNullTuple(mark));
	PopActiveSnapshot();
	ExecDropSingleTupleTableSlot(mark);
	ExecCloseIndices(target);
	FreeExecutorState(estate);
}
