/*
 * find_roles.c
 *	  What each column of a live rollup is: a key, or something that changed rows can be added to and
 *	  taken out of.
 */
#include "live_rollup/live_rollup.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "types/summary.h"

static const SortGroupClause *
group_clause_of(const TargetEntry *column, const Query *query)
{
	ListCell *cell;

	foreach (cell, query->groupClause)
	{
		const SortGroupClause *clause = lfirst_node(SortGroupClause, cell);

		if (column->ressortgroupref != 0 && clause->tleSortGroupRef == column->ressortgroupref)
			return clause;
	}
	return NULL;
}

static bool
is_summary_type(Oid type)
{
	HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	bool found = false;

	for (int i = 0; i < CM_NUMBER_OF_SUMMARY_TYPES; i++)
		found |= strcmp(NameStr(((Form_pg_type) GETSTRUCT(tuple))->typname), cm_summary_types[i].name) == 0;
	ReleaseSysCache(tuple);
	return found && cm_is_ours(TypeRelationId, type);
}

/* Only our own aggregates are known to take rows out as well as in. */
static CmLiveRole
role_of_aggregate(const Aggref *aggregate)
{
	switch (aggregate->aggfnoid)
	{
		case F_COUNT_:
		case F_COUNT_ANY:
			return CM_LIVE_COUNT;
		case F_SUM_INT2:
		case F_SUM_INT4:
		case F_SUM_INT8:
		case F_SUM_NUMERIC:
			return CM_LIVE_SUM;
		case F_SUM_FLOAT4:
		case F_SUM_FLOAT8:
			CM_REFUSE("a live rollup can't have a sum of floating point numbers",
					  "Adding and subtracting would leave rounding errors behind. Cast them: sum(amount::numeric).");
		default:
			break;
	}
	if (!cm_is_ours(ProcedureRelationId, aggregate->aggfnoid))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't have the aggregate %s", get_func_name(aggregate->aggfnoid)),
				errhint("A row can't be taken out of its result. Use summaries such as nps_summary(score), which know mean and median too, count, or sum of integer or numeric."));
	if (!is_summary_type(aggregate->aggtype))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't have %s, since a row can't be taken out of a metric",
					   get_func_name(aggregate->aggfnoid)),
				errhint("Keep a summary, such as nps_summary(score) AS s, and read nps(s) from it."));
	return CM_LIVE_SUMMARY;
}

static CmLiveRole
role_of_column(const TargetEntry *column, const Query *query)
{
	const SortGroupClause *clause = group_clause_of(column, query);

	if (clause && column->resjunk)
		CM_REFUSE("a live rollup must show all columns of its GROUP BY",
				  "Else several groups would look the same: name each of them in SELECT.");
	if (clause && !OidIsValid(clause->sortop))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't be grouped by \"%s\", whose type has no order", column->resname),
				errhint("Its unique index needs one. Cast it, for example to text."));
	if (clause)
		return CM_LIVE_KEY;
	if (!IsA(column->expr, Aggref))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("column \"%s\" of a live rollup is neither in GROUP BY nor an aggregate",
					   column->resname),
				errhint("Name it in GROUP BY, or keep the aggregate as it is and compute from it when you read."));
	if (((Aggref *) column->expr)->aggdistinct)
		CM_REFUSE("a live rollup can't have DISTINCT in an aggregate",
				  "Whether a value is the last of its kind can't be told from the changed rows.");
	return role_of_aggregate((Aggref *) column->expr);
}

static void
add_column(CmLiveQuery *live, void *expression, char *name, CmLiveRole role)
{
	AttrNumber number = list_length(live->query->targetList) + 1;

	live->query->targetList =
		lappend(live->query->targetList, makeTargetEntry((Expr *) expression, number, name, false));
	live->roles = repalloc(live->roles, number * sizeof(CmLiveRole));
	live->roles[number - 1] = role;
}

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

/*
 * Whether a key has a hash that is the same wherever the rollup is restored: OIDs, as those of enums, differ, and how
 * a nondeterministic collation sorts depends on the library's version.
 */
static bool
has_lasting_hash(Node *key)
{
	Oid type = exprType(key);
	Oid element = OidIsValid(get_element_type(type)) ? get_element_type(type) : type;

	return type < FirstNormalObjectId &&
		   OidIsValid(lookup_type_cache(type, TYPECACHE_HASH_EXTENDED_PROC)->hash_extended_proc) &&
		   lookup_type_cache(element, TYPECACHE_HASH_EXTENDED_PROC)->hash_extended_proc != F_HASHOIDEXTENDED &&
		   (!OidIsValid(exprCollation(key)) || get_collation_isdeterministic(exprCollation(key)));
}

/* Of these keys; the others make no difference to it. */
static FuncExpr *
hash_of_keys(const CmLiveQuery *live)
{
	RowExpr *keys = makeNode(RowExpr);
	Const *seed = makeConst(INT8OID, -1, InvalidOid, sizeof(int64), Int64GetDatum(0), false, FLOAT8PASSBYVAL);

	keys->row_typeid = RECORDOID;
	keys->row_format = COERCE_EXPLICIT_CALL;
	keys->location = -1;
	for (int i = 0; i < live->width; i++)
	{
		Node *key = (Node *) list_nth_node(TargetEntry, live->query->targetList, i)->expr;

		if (live->roles[i] != CM_LIVE_KEY || !has_lasting_hash(key))
			continue;
		keys->args = lappend(keys->args, copyObject(key));
		keys->colnames = lappend(keys->colnames, makeString(psprintf("f%d", i + 1)));
	}
	return makeFuncExpr(F_HASH_RECORD_EXTENDED, INT8OID, list_make2(keys, seed), InvalidOid,
						InvalidOid, COERCE_EXPLICIT_CALL);
}

static void
add_own_columns(CmLiveQuery *live)
{
	add_column(live, make_count(NULL), pstrdup("_rows"), CM_LIVE_COUNT);
	for (int i = 0; i < live->width; i++)
	{
		Expr *sum = list_nth_node(TargetEntry, live->query->targetList, i)->expr;

		if (live->roles[i] == CM_LIVE_SUM)
			add_column(live, make_count((Aggref *) sum), psprintf("_values_%d", i + 1), CM_LIVE_COUNT);
	}
	add_column(live, hash_of_keys(live), pstrdup("_key"), CM_LIVE_KEY);
}

/* The names of the rollup's own columns and those of the query must not meet. */
static void
check_name(const char *name)
{
	if (name[0] == CM_LIVE_PREFIX)
		ereport(ERROR, errcode(ERRCODE_INVALID_COLUMN_DEFINITION),
				errmsg("column \"%s\" of a live rollup begins with an underscore", name),
				errhint("Such names are the rollup's own: give it another one with AS."));
}

/*
 * The first table in FROM is the one that is followed.  Where all that is aggregated comes from other
 * tables, somebody named a dimension first.
 */
static void
check_that_responses_are_first(const CmLiveQuery *live, List *aggregates)
{
	List *variables = pull_var_clause(cm_flatten_join_aliases(live->query, (Node *) aggregates),
									  PVC_RECURSE_AGGREGATES | PVC_RECURSE_PLACEHOLDERS);
	ListCell *cell;

	foreach (cell, variables)
	{
		if (lfirst_node(Var, cell)->varno == live->followed)
			return;
	}
	if (variables != NIL)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup follows the first table in FROM, and nothing that is aggregated comes from \"%s\"",
					   get_rel_name(live->table)),
				errhint("Name the table of the responses first, and then JOIN the others."));
}

void
cm_find_roles(CmLiveQuery *live)
{
	List *aggregates = NIL;
	ListCell *cell;
	int n = 0;

	live->width = list_length(live->query->targetList);
	live->roles = palloc(live->width * sizeof(CmLiveRole));
	foreach (cell, live->query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		live->roles[n] = role_of_column(column, live->query);
		check_name(column->resname);
		if (live->roles[n] != CM_LIVE_KEY)
			aggregates = lappend(aggregates, column->expr);
		n++;
	}
	check_that_responses_are_first(live, aggregates);
	add_own_columns(live);
}
