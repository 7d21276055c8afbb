/*
 * write_query.c
 *	  The query of a live rollup as SQL text again, with what the rollup counts beside it, over the
 *	  whole table or over changed rows.
 */
#include "live_rollup/live_query.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parsetree.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"
#include "utils/tuplestore.h"

static const char *const role_names[] = {"key", "summary", "count", "sum"};

/* count(*), or the count of what an aggregate is fed with. */
static Aggref *
make_count(Aggref *of)
{
	Aggref *count = of ? copyObject(of) : makeNode(Aggref);

	count->aggfnoid = of ? F_COUNT_ANY : F_COUNT_;
	count->aggstar = (of == NULL);
	count->aggtype = INT8OID;
	count->aggcollid = count->inputcollid = InvalidOid;
	count->aggkind = AGGKIND_NORMAL;
	count->location = -1;
	return count;
}

static void
add_column(Query *query, void *expression, char *name)
{
	query->targetList =
		lappend(query->targetList,
				makeTargetEntry((Expr *) expression, list_length(query->targetList) + 1, name, false));
}

/*
 * Beside the query's own columns: how many rows a group has, to know when it is gone, and how many
 * values are in each sum, to know when it is NULL.
 */
static void
add_counts(CmLiveQuery *live, int columns)
{
	add_column(live->query, make_count(NULL), pstrdup("_rows"));
	for (int i = 0; i < columns; i++)
	{
		if (live->roles[i] == CM_LIVE_SUM)
			add_column(live->query,
					   make_count((Aggref *) list_nth_node(TargetEntry, live->query->targetList, i)->expr),
					   psprintf("_values_%d", i + 1));
	}
}

/*
 * Columns for what is removed, of which nothing is: so that the result is a row of deltas as it is,
 * and the plan needs no step to make one of it.
 */
static void
add_nothing_removed(CmLiveQuery *live, int columns)
{
	for (int i = 0; i < columns; i++)
	{
		TargetEntry *column = list_nth_node(TargetEntry, live->query->targetList, i);

		if (live->roles[i] == CM_LIVE_SUMMARY)
			add_column(live->query, makeNullConst(exprType((Node *) column->expr), -1, InvalidOid),
					   psprintf("_removed_%d", i + 1));
	}
}

/*
 * The followed table becomes the name of a WITH query that selects from the changed rows.  Columns
 * that the query doesn't read look as if dropped, so that they can be.
 */
static void
read_changes_instead(CmLiveQuery *live)
{
	RangeTblEntry *rte = rt_fetch(live->followed, live->query->rtable);
	ListCell *cell;
	int number = 0;

	foreach (cell, rte->eref->colnames)
	{
		/* The view may have been made before a column was renamed. */
		lfirst(cell) = makeString(bms_is_member(++number, live->columns) ? get_attname(live->table, number, false)
																		 : pstrdup(""));
	}
	rte->rtekind = RTE_CTE;
	rte->ctename = get_rel_name(live->table);
	rte->ctelevelsup = 0;
	rte->relid = InvalidOid;
	rte->relkind = 0;
	rte->inh = false;
	cm_forget_permissions(rte);
}

/* Every name is written out with its schema, so that the text means the same to everybody. */
static char *
text_of_query(Query *query)
{
	int level = NewGUCNestLevel();
	char *text;

	cm_set_local("search_path", "pg_catalog, pg_temp");
	cm_set_local("standard_conforming_strings", "on");
	text = pg_get_querydef(query, false);
	AtEOXact_GUC(true, level);
	return text;
}

static CmLiveQuery *
live_query_of_arguments(FunctionCallInfo fcinfo)
{
	return cm_read_live_query(PG_GETARG_OID(0), get_func_namespace(fcinfo->flinfo->fn_oid));
}

/* live_rollup_query(query view regclass, over_changes boolean, grouped boolean) */
PG_FUNCTION_INFO_V1(cm_live_rollup_query);
Datum
cm_live_rollup_query(PG_FUNCTION_ARGS)
{
	CmLiveQuery *live = live_query_of_arguments(fcinfo);
	int columns = list_length(live->query->targetList);

	add_counts(live, columns);
	if (PG_GETARG_BOOL(1))
	{
		add_nothing_removed(live, columns);
		read_changes_instead(live);
	}
	if (!PG_GETARG_BOOL(2) && !cm_leave_ungrouped(live))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(text_of_query(live->query)));
}

/* live_rollup_same_columns(query view regclass, expected text, found text) */
PG_FUNCTION_INFO_V1(cm_live_rollup_same_columns);
Datum
cm_live_rollup_same_columns(PG_FUNCTION_ARGS)
{
	char *expected = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char *found = text_to_cstring(PG_GETARG_TEXT_PP(2));

	if (strcmp(expected, found) != 0)
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("columns that \"%s\" reads were renamed", get_rel_name(PG_GETARG_OID(0))),
				errdetail("They were %s, and are %s.", expected, found),
				errhint("The owner of the live rollup can call refresh_live_rollup()."));
	PG_RETURN_BOOL(true);
}

/* live_rollup_columns(query view regclass): position, name, type, role */
PG_FUNCTION_INFO_V1(cm_live_rollup_columns);
Datum
cm_live_rollup_columns(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CmLiveQuery *live = live_query_of_arguments(fcinfo);
	ListCell *cell;
	int n = 0;

	InitMaterializedSRF(fcinfo, 0);
	foreach (cell, live->query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);
		Oid type = exprType((Node *) column->expr);
		Datum values[4] = {Int32GetDatum(n + 1), CStringGetTextDatum(column->resname),
						   CStringGetTextDatum(format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY)),
						   CStringGetTextDatum(role_names[live->roles[n]])};
		bool nulls[4] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		n++;
	}
	return (Datum) 0;
}

/* live_rollup_source(query view regclass): the table, the columns read of it, whether settings matter */
PG_FUNCTION_INFO_V1(cm_live_rollup_source);
Datum
cm_live_rollup_source(PG_FUNCTION_ARGS)
{
	CmLiveQuery *live = live_query_of_arguments(fcinfo);
	Datum *names = palloc(bms_num_members(live->columns) * sizeof(Datum));
	TupleDesc type;
	Datum values[4];
	bool nulls[4] = {false};
	int n = 0;

	for (int column = -1; (column = bms_next_member(live->columns, column)) >= 0;)
		names[n++] = CStringGetTextDatum(get_attname(live->table, column, false));
	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = ObjectIdGetDatum(live->table);
	values[1] = PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
	values[2] = BoolGetDatum(live->depends_on_settings);
	values[3] = BoolGetDatum(live->joins);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(type), values, nulls)));
}
