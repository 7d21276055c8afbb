/*
 * changed_rows.c
 *	  The query of a live rollup over some of the followed table's rows: planned, and run.
 *
 * The query is taken from its view as PostgreSQL has parsed it, and the followed table in it replaced by
 * the transition table of a trigger.  No name is ever looked up again, so whoever renames columns, or
 * makes functions, operators and casts that fit better, changes nothing.
 */
#include "live_rollup/changed_rows.h"

#include "access/attmap.h"
#include "access/table.h"
#include "executor/executor.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "tcop/tcopprot.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"

/* What the transition table is called in plans. */
static char changed_rows[] = "changed_rows";

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

static Query *
query_over(const CmLiveQuery *live, Relation table)
{
	Query *query = copyObject(live->query);
	bool found_whole_row;

	if (RelationGetRelid(table) == live->table)
		return query;
	return (Query *) map_variable_attnos((Node *) query, live->followed, 0, map_of_columns(live, table),
										 InvalidOid, &found_whole_row);
}

/* The followed table's entry becomes that of a transition table of the same rows. */
static void
read_changed_rows(const CmLiveQuery *live, Query *query, Relation table, double rows)
{
	RangeTblEntry *rte = rt_fetch(live->followed, query->rtable);
	TupleDesc columns = RelationGetDescr(table);

	rte->rtekind = RTE_NAMEDTUPLESTORE;
	rte->relid = RelationGetRelid(table);
	rte->enrname = changed_rows;
	rte->enrtuples = rows;
	rte->inh = false;
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
plan(Query *query)
{
	AcquireRewriteLocks(query, true, false);
	query = linitial_node(Query, QueryRewrite(query));
	return cm_plan_query(query, "query of a live rollup", CURSOR_OPT_NO_SCROLL);
}

PlannedStmt *
cm_plan_changed_rows(const CmLiveQuery *live, Relation table, double rows)
{
	Query *query = query_over(live, table);

	read_changed_rows(live, query, table, rows);
	return plan(query);
}

/* NULL where even a single row needs to be grouped. */
PlannedStmt *
cm_plan_single_row(const CmLiveQuery *live, Relation table)
{
	Query *query = query_over(live, table);

	read_changed_rows(live, query, table, 1);
	return cm_leave_ungrouped(live, query) ? plan(query) : NULL;
}

/* The table's own rows, without those of its partitions. */
PlannedStmt *
cm_plan_all_rows(const CmLiveQuery *live, Relation table)
{
	Query *query = query_over(live, table);
	RangeTblEntry *rte = rt_fetch(live->followed, query->rtable);

	rte->relid = RelationGetRelid(table);
	rte->inh = false;
	cm_read_another(query, rte);
	return plan(query);
}

void
cm_run_plan(PlannedStmt *plan, Relation table, Tuplestorestate *rows, Snapshot snapshot, DestReceiver *receiver)
{
	EphemeralNamedRelationData transition = {.md = {.name = changed_rows,
													.reliddesc = RelationGetRelid(table),
													.enrtype = ENR_NAMED_TUPLESTORE},
											 .reldata = rows};
	QueryEnvironment *environment = create_queryEnv();
	QueryDesc *query;

	if (rows)
	{
		transition.md.enrtuples = tuplestore_tuple_count(rows);
		register_ENR(environment, &transition);
	}
	query = CreateQueryDesc(plan, "query of a live rollup", snapshot, InvalidSnapshot, receiver, NULL,
							environment, 0);
	ExecutorStart(query, 0);
	cm_run_executor(query);
	ExecutorFinish(query);
	ExecutorEnd(query);
	FreeQueryDesc(query);
}

/* Whether a plan is nothing but expressions over a single changed row. */
bool
cm_is_single_row_plan(const PlannedStmt *plan)
{
	return IsA(plan->planTree, NamedTuplestoreScan) && plan->subplans == NIL;
}
