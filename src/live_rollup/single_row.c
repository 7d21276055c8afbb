/*
 * single_row.c
 *	  A single new row is followed without an aggregation: to start one costs more than all else.
 *
 * Where nothing is joined, a row is in one group or none, and what an aggregate gives for it is its
 * transition function, taken from its initial state.  So which way is taken only matters for speed.
 */
#include "live_rollup/live_rollup.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

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

/* Where the transition function is strict, a NULL leaves the state as it was. */
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

/*
 * The planner would evaluate a call of constants, and report their error where a FILTER or WHERE keeps
 * the aggregate from ever seeing a row.
 */
static bool
has_only_constants(const Aggref *aggregate)
{
	return aggregate->args != NIL && !contain_var_clause((Node *) aggregate->args);
}

/* Makes of the query one for a single row of the followed table, unless it needs to group. */
bool
cm_leave_ungrouped(const CmLiveQuery *live, Query *query)
{
	ListCell *cell;

	if (live->joins)
		return false;
	foreach (cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		column->ressortgroupref = 0;
		if (!IsA(column->expr, Aggref))
			continue;
		if (has_only_constants((Aggref *) column->expr))
			return false;
		column->expr = (Expr *) value_for_one((Aggref *) column->expr);
	}
	query->groupClause = NIL;
	query->hasAggs = false;
	return true;
}
