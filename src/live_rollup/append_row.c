/*
 * append_row.c
 *	  INSERT of what follows from a single new row, without an executor.
 *
 * For one row, starting and ending an executor takes longer than what it does.  Where the plan is
 * nothing but expressions over the new row, and the table that they are put into has neither triggers
 * nor indexes, evaluating and inserting is all that there is to do.  Anything else is left to SPI; the
 * result is the same.
 */
#include "live_rollup/append_row.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "nodes/plannodes.h"
#include "parser/parsetree.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

static bool
evaluates_new_rows(const PlannedStmt *statement, const char *new_rows)
{
	const ModifyTable *insert = (ModifyTable *) statement->planTree;
	const NamedTuplestoreScan *source;

	/* A rule may have made something else of it, which need not have a plan. */
	if (statement->commandType != CMD_INSERT || !IsA(insert, ModifyTable) ||
		statement->subplans != NIL || insert->onConflictAction != ONCONFLICT_NONE ||
		insert->returningLists != NIL || insert->withCheckOptionLists != NIL)
		return false;
	source = (NamedTuplestoreScan *) outerPlan(insert);
	return IsA(source, NamedTuplestoreScan) && strcmp(source->enrname, new_rows) == 0;
}

static bool
is_plain_table(Relation relation)
{
	return relation->rd_rel->relkind == RELKIND_RELATION && relation->trigdesc == NULL &&
		   !relation->rd_rel->relhasindex;
}

/* The transition table holds rows of the table that the trigger is on, its partitions' too. */
static TupleTableSlot *
read_row(const TriggerData *trigger, EState *estate)
{
	TupleTableSlot *row =
		ExecInitExtraTupleSlot(estate, RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);

	tuplestore_select_read_pointer(trigger->tg_newtable, 0);
	tuplestore_rescan(trigger->tg_newtable);
	if (!tuplestore_gettupleslot(trigger->tg_newtable, true, false, row))
		elog(ERROR, "the new row is missing");
	return row;
}

static void
append_one(const PlannedStmt *statement, Relation table, const TriggerData *trigger)
{
	const ModifyTable *insert = (ModifyTable *) statement->planTree;
	const Plan *source = outerPlan(insert);
	EState *estate = CreateExecutorState();
	MemoryContext before = MemoryContextSwitchTo(estate->es_query_cxt);
	ExprContext *context = CreateExprContext(estate);
	TupleTableSlot *result = ExecInitExtraTupleSlot(estate, RelationGetDescr(table), &TTSOpsVirtual);
	ResultRelInfo *target = makeNode(ResultRelInfo);
	ProjectionInfo *projection;

	/* Whole rows and messages take names from the range table. */
	cm_init_range_table(estate, statement);
	InitResultRelInfo(target, table, linitial_int(insert->resultRelations), NULL, 0);
	result->tts_tableOid = RelationGetRelid(table);
	context->ecxt_scantuple = read_row(trigger, estate);
	projection = ExecBuildProjectionInfo(source->targetlist, context, result, NULL,
										 RelationGetDescr(trigger->tg_relation));
	if (ExecQual(ExecInitQual(source->qual, NULL), context))
		ExecSimpleRelationInsert(target, estate, ExecProject(projection));
	ExecResetTupleTable(estate->es_tupleTable, false);
	MemoryContextSwitchTo(before);
	FreeExecutorState(estate);
}

static bool
append_by_plan(const PlannedStmt *statement, const TriggerData *trigger)
{
	const ModifyTable *insert = (ModifyTable *) statement->planTree;
	Relation table;
	bool plain;

	if (!evaluates_new_rows(statement, trigger->tg_trigger->tgnewtable))
		return false;
	/* The plan's locks are held. */
	table = table_open(rt_fetch(linitial_int(insert->resultRelations), statement->rtable)->relid, NoLock);
	plain = is_plain_table(table);
	if (plain)
	{
		/*
		 * As SPI does: expressions see what the statement has written that fired the trigger, and what
		 * was committed until the plan's locks were had.
		 */
		CommandCounterIncrement();
		PushActiveSnapshot(GetTransactionSnapshot());
		cm_check_permissions(statement);
		append_one(statement, table, trigger);
		PopActiveSnapshot();
		CommandCounterIncrement();
	}
	table_close(table, NoLock);
	return plain;
}

/* False where the plan is more than that, and nothing has been done. */
bool
cm_append_row(SPIPlanPtr plan, const TriggerData *trigger)
{
	CachedPlan *cached;
	bool done;

	/* Which tables may be written to even so, the executor knows. */
	if (XactReadOnly)
		return false;
	cached = SPI_plan_get_cached_plan(plan);
	if (cached == NULL)
		return false;
	done = list_length(cached->stmt_list) == 1 &&
		   append_by_plan(linitial_node(PlannedStmt, cached->stmt_list), trigger);
	ReleaseCachedPlan(cached, CurrentResourceOwner);
	return done;
}
