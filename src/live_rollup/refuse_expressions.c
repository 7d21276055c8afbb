/*
 * refuse_expressions.c
 *	  Walks all of a live rollup's query, views that it reads included, for what would make the rollup
 *	  differ from the query: another look at the table itself, rows that depend on who looks, and
 *	  expressions whose result changes by itself.
 */
#include "live_rollup/live_rollup.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/transam.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

typedef struct Walk
{
	CmLiveQuery *live;
	List *table_and_parts; /* the followed table and its partitions */
	int sightings;         /* of any of them */
	int depth;             /* of subqueries */
} Walk;

/*
 * PostgreSQL's own functions that are STABLE only since they depend on settings that a rollup pins:
 * TimeZone, DateStyle and their like.  All other STABLE functions may read tables, the clock or the
 * session.
 */
static const char pinned[] =
	" anytextcat array_in array_out array_to_json array_to_string concat concat_ws convert_from "
	"convert_to date date_cmp_timestamptz date_eq_timestamptz date_ge_timestamptz date_gt_timestamptz "
	"date_in date_le_timestamptz date_lt_timestamptz date_ne_timestamptz date_out date_part date_trunc "
	"enum_in enum_out extract format interval_in interval_out interval_pl_timestamptz json_build_array "
	"json_build_object jsonb_build_array jsonb_build_object make_timestamptz multirange_in "
	"multirange_out overlaps quote_literal quote_nullable range_in range_out record_out row_to_json "
	"textanycat time time_in timestamp timestamp_cmp_timestamptz timestamp_eq_timestamptz "
	"timestamp_ge_timestamptz timestamp_gt_timestamptz timestamp_in timestamp_le_timestamptz "
	"timestamp_lt_timestamptz timestamp_ne_timestamptz timestamp_out timestamptz timestamptz_cmp_date "
	"timestamptz_cmp_timestamp timestamptz_eq_date timestamptz_eq_timestamp timestamptz_ge_date "
	"timestamptz_ge_timestamp timestamptz_gt_date timestamptz_gt_timestamp timestamptz_in "
	"timestamptz_le_date timestamptz_le_timestamp timestamptz_lt_date timestamptz_lt_timestamp "
	"timestamptz_mi_interval timestamptz_ne_date timestamptz_ne_timestamp timestamptz_out "
	"timestamptz_pl_interval timetz timetz_in timezone to_char to_date to_json to_jsonb to_number "
	"to_timestamp ";

static bool
depends_on_pinned_settings_alone(Oid function)
{
	return get_func_namespace(function) == PG_CATALOG_NAMESPACE &&
		   strstr(pinned, psprintf(" %s ", get_func_name(function))) != NULL;
}

/* For check_functions_in_node(): never says true, but refuses. */
static bool
refuse_function(Oid function, void *context)
{
	Walk *walk = (Walk *) context;
	char volatility = func_volatile(function);

	if (!cm_may_execute(function))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_FUNCTION, get_func_name(function));
	/* Somebody's IMMUTABLE function may call what is STABLE: many wrap date_trunc() so. */
	if (function >= FirstNormalObjectId && !cm_is_ours(ProcedureRelationId, function))
		walk->live->depends_on_settings = true;
	if (volatility == PROVOLATILE_IMMUTABLE)
		return false;
	if (volatility == PROVOLATILE_VOLATILE)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't use the volatile function %s", get_func_name(function)),
				errhint("Its result may differ when a row is taken out again. If it depends on its arguments alone, declare it IMMUTABLE."));
	if (!depends_on_pinned_settings_alone(function))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't use the function %s", get_func_name(function)),
				errhint("Its result may change with the time, the session or other tables, and no row would have changed. Choose periods when you read; a function that depends on its arguments alone can be declared IMMUTABLE."));
	walk->live->depends_on_settings = true;
	return false;
}

/* Any relation, as the query or a view in it names it. */
static void
check_relation(const RangeTblEntry *rte, Walk *walk)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(rte->relid));
	Form_pg_class relation;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", rte->relid);
	relation = (Form_pg_class) GETSTRUCT(tuple);
	if (relation->relrowsecurity)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't read \"%s\", which has row security", NameStr(relation->relname)),
				errhint("Which rows there are would depend on who asks."));
	if (relation->relpersistence == RELPERSISTENCE_TEMP)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't read \"%s\", which is temporary", NameStr(relation->relname)),
				errhint("Other sessions, which write responses too, can't see it."));
	ReleaseSysCache(tuple);
	if (rte->tablesample)
		CM_REFUSE("a live rollup can't have TABLESAMPLE", "A changed row can't tell whether it was in the sample.");
	if (list_member_oid(walk->table_and_parts, rte->relid) ||
		(rte->inh && list_member_oid(find_all_inheritors(rte->relid, NoLock, NULL), walk->live->table)))
		walk->sightings++;
}

static void
check_column(const Var *var, Walk *walk)
{
	if (var->varattno < 0)
		CM_REFUSE("a live rollup can't use system columns",
				  "They change when a row is moved. Use a column of the table.");
	if (var->varlevelsup != walk->depth || var->varno != walk->live->followed)
		return;
	if (var->varattno == 0)
		CM_REFUSE("a live rollup can't use a whole row of the responses", "Name the columns that it needs.");
	walk->live->columns = bms_add_member(walk->live->columns, var->varattno);
}

static bool
walk_expressions(Node *node, Walk *walk)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		bool stop;

		walk->depth++;
		stop = query_tree_walker((Query *) node, walk_expressions, walk,
								 QTW_EXAMINE_RTES_BEFORE | QTW_IGNORE_JOINALIASES);
		walk->depth--;
		return stop;
	}
	if (IsA(node, RangeTblEntry))
	{
		const RangeTblEntry *rte = (RangeTblEntry *) node;

		if (rte->rtekind == RTE_RELATION)
			check_relation(rte, walk);
		return false;
	}
	if (IsA(node, Var))
		check_column((Var *) node, walk);
	if (IsA(node, CoerceViaIO) || IsA(node, CoerceToDomain))
		walk->live->depends_on_settings = true;
	if (IsA(node, SQLValueFunction))
		CM_REFUSE("a live rollup can't use the current time or user",
				  "Groups would move although no row has changed. Choose periods when you read.");
	check_functions_in_node(node, refuse_function, walk);
	return expression_tree_walker(node, walk_expressions, walk);
}

/* Views show what they read only when they are expanded. */
static Query *
expanded(Query *query)
{
	Query *copy = copyObject(query);

	AcquireRewriteLocks(copy, true, false);
	return linitial_node(Query, QueryRewrite(copy));
}

void
cm_refuse_expressions(CmLiveQuery *live)
{
	/* Who folds must not wait for those who hold partitions. */
	Walk walk = {live, find_all_inheritors(live->table, NoLock, NULL), 0, -1};

	walk_expressions((Node *) expanded(live->query), &walk);
	if (walk.sightings > 1)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't read \"%s\" twice", get_rel_name(live->table)),
				errhint("What a changed row adds would depend on the rows that have not changed."));
}
