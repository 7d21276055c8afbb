/*
 * few_rows.c
 *	  A few new rows are followed one by one: a row of deltas for each.
 *
 * To start an aggregation costs more than all else that a single row needs, and deltas need not be
 * grouped: whoever reads or folds them adds them up.  So which way is taken only matters for speed.
 */
#include "live_rollup/live_query.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

/* With more rows, those of the same group are worth putting together before they are written. */
#define FEW_ROWS 10

/*
 * live_rollup_few_rows(table): PostgreSQL counts what a transaction writes to a table, for its
 * statistics; a statement has inserted no more rows than its transaction.  False where it doesn't
 * count: with track_counts off, and for the parent of partitions, which has no rows.
 */
PG_FUNCTION_INFO_V1(cm_live_rollup_few_rows);
Datum
cm_live_rollup_few_rows(PG_FUNCTION_ARGS)
{
	Relation table = RelationIdGetRelation(PG_GETARG_OID(0));
	PgStat_TableXactStatus *written = NULL;
	bool few;

	if (!RelationIsValid(table))
		PG_RETURN_BOOL(false);
	if (table->pgstat_info)
		written = table->pgstat_info->trans;
	few = written && written->tuples_inserted > 0 && written->tuples_inserted <= FEW_ROWS;
	RelationClose(table);
	PG_RETURN_BOOL(few);
}

static List *
arguments_of(const Aggref *aggregate)
{
	List *arguments = NIL;
	ListCell *cell;

	foreach (cell, aggregate->args)
	{
		TargetEntry *argument = lfirst_node(TargetEntry, cell);

		/* The others are what its ORDER BY sorts by. */
		if (!argument->resjunk)
			arguments = lappend(arguments, copyObject(argument->expr));
	}
	return arguments;
}

/* The state of an aggregate that has seen no row; NULL for sums. */
static Const *
initial_state(HeapTuple aggregate, Oid type)
{
	bool none;
	Datum literal = SysCacheGetAttr(AGGFNOID, aggregate, Anum_pg_aggregate_agginitval, &none);
	Const *state = makeNullConst(type, -1, InvalidOid);
	Oid input;
	Oid parameter;

	if (none)
		return state;
	getTypeInputInfo(type, &input, &parameter);
	state->constvalue = OidInputFunctionCall(input, TextDatumGetCString(literal), parameter, -1);
	state->constisnull = false;
	return state;
}

/* The sum of one value is the value, in the type of the sum. */
static Node *
sum_of_one(const Aggref *sum)
{
	Node *value = linitial(arguments_of(sum));

	return coerce_to_target_type(NULL, value, exprType(value), sum->aggtype, -1, COERCION_EXPLICIT,
								 COERCE_EXPLICIT_CAST, -1);
}

/* The transition function is strict: a NULL leaves the state as it was. */
static Node *
state_after_one(const Aggref *aggregate, Oid transition_function, Const *state)
{
	CoalesceExpr *next = makeNode(CoalesceExpr);

	next->args = list_make2(makeFuncExpr(transition_function, aggregate->aggtype,
										 lcons(state, arguments_of(aggregate)), InvalidOid,
										 aggregate->inputcollid, COERCE_EXPLICIT_CALL),
							state);
	next->coalescetype = aggregate->aggtype;
	next->location = -1;
	return (Node *) next;
}

static Node *
where_filtered(const Aggref *aggregate, Node *value, Const *otherwise)
{
	CaseExpr *choice = makeNode(CaseExpr);
	CaseWhen *counts = makeNode(CaseWhen);

	counts->expr = copyObject(aggregate->aggfilter);
	counts->result = (Expr *) value;
	counts->location = -1;
	choice->args = list_make1(counts);
	choice->defresult = (Expr *) otherwise;
	choice->casetype = aggregate->aggtype;
	choice->location = -1;
	return (Node *) choice;
}

/* What an aggregate gives for a single row. Counts and summaries are their own state. */
static Node *
value_for_one(const Aggref *aggregate)
{
	HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	Const *none;
	Node *value;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate->aggfnoid);
	none = initial_state(tuple, aggregate->aggtype);
	if (none->constisnull)
		value = sum_of_one(aggregate);
	else
		value = state_after_one(aggregate, ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn, none);
	ReleaseSysCache(tuple);
	return aggregate->aggfilter ? where_filtered(aggregate, value, none) : value;
}

/* A row of deltas for each row, instead of one for each group. */
void
cm_leave_ungrouped(Query *query)
{
	ListCell *cell;

	foreach (cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		if (IsA(column->expr, Aggref))
			column->expr = (Expr *) value_for_one((Aggref *) column->expr);
		column->ressortgroupref = 0;
	}
	query->groupClause = NIL;
	query->hasAggs = false;
}
