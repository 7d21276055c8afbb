/*
 * live_parts.c
 *	  Finds what a live rollup is made of.
 *
 * There is no list of rollups that somebody could forge, or that a dump could lose: the view of a
 * rollup calls the function live_rollup_marker() with all its parts as constants, which PostgreSQL
 * follows through renames, dumps and restores.  Who makes up such a view of his own has a rollup
 * that runs with his own rights; parts that belong to somebody else are not believed.
 */
#include "live_rollup/live_parts.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

#define PARTS 9

typedef struct Search
{
	Oid schema;
	const FuncExpr *marker;
} Search;

static bool
search_marker(Node *node, Search *search)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, search_marker, search, 0);
	if (IsA(node, FuncExpr))
	{
		const FuncExpr *call = (FuncExpr *) node;

		if (get_func_namespace(call->funcid) == search->schema &&
			strcmp(get_func_name(call->funcid), "live_rollup_marker") == 0)
		{
			search->marker = call;
			return true;
		}
	}
	return expression_tree_walker(node, search_marker, search);
}

static bool
read_constants(const FuncExpr *marker, Oid *values)
{
	if (list_length(marker->args) != PARTS)
		return false;
	for (int i = 0; i < PARTS; i++)
	{
		const Const *constant = (Const *) list_nth(marker->args, i);

		if (!IsA(constant, Const) || constant->constisnull)
			return false;
		values[i] = DatumGetObjectId(constant->constvalue);
	}
	return true;
}

static Oid
owner_of_relation(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

static Oid
owner_of_function(Oid function)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

static bool
belong_together(Oid rollup, const CmLiveParts *parts)
{
	Oid owner = owner_of_relation(rollup);

	return owner == owner_of_relation(parts->groups) && owner == owner_of_relation(parts->deltas) &&
		   owner == owner_of_relation(parts->state) && owner == owner_of_relation(parts->query) &&
		   owner == owner_of_function(parts->arrive) && owner == owner_of_function(parts->follow) &&
		   owner == owner_of_function(parts->forget) && owner == owner_of_function(parts->append) &&
		   owner == owner_of_function(parts->fold);
}

/* False for a relation that is no live rollup. */
bool
cm_find_live_parts(Oid rollup, Oid schema, CmLiveParts *parts)
{
	Relation relation = try_relation_open(rollup, AccessShareLock);
	Search search = {schema, NULL};
	Oid values[PARTS];
	bool found = false;

	if (relation == NULL)
		return false;
	if (relation->rd_rel->relkind == RELKIND_VIEW)
		search_marker((Node *) get_view_query(relation), &search);
	if (search.marker)
		found = read_constants(search.marker, values);
	relation_close(relation, NoLock);
	if (!found)
		return false;
	*parts = (CmLiveParts){values[0], values[1], values[2], values[3], values[4],
						   values[5], values[6], values[7], values[8]};
	return belong_together(rollup, parts);
}

void
cm_get_live_parts(Oid rollup, Oid schema, CmLiveParts *parts)
{
	char *name = get_rel_name(rollup);

	if (name == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE), errmsg("relation with OID %u does not exist", rollup));
	if (!cm_find_live_parts(rollup, schema, parts))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not a live rollup", name),
				errhint("The view live_rollups shows all of them, create_live_rollup() makes one."));
}

/* live_rollup_parts(rollup regclass) */
PG_FUNCTION_INFO_V1(cm_live_rollup_parts);
Datum
cm_live_rollup_parts(PG_FUNCTION_ARGS)
{
	CmLiveParts parts;
	TupleDesc type;
	Datum values[PARTS];
	bool nulls[PARTS] = {false};

	cm_get_live_parts(PG_GETARG_OID(0), get_func_namespace(fcinfo->flinfo->fn_oid), &parts);
	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = ObjectIdGetDatum(parts.groups);
	values[1] = ObjectIdGetDatum(parts.deltas);
	values[2] = ObjectIdGetDatum(parts.state);
	values[3] = ObjectIdGetDatum(parts.query);
	values[4] = ObjectIdGetDatum(parts.arrive);
	values[5] = ObjectIdGetDatum(parts.follow);
	values[6] = ObjectIdGetDatum(parts.forget);
	values[7] = ObjectIdGetDatum(parts.append);
	values[8] = ObjectIdGetDatum(parts.fold);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(type), values, nulls)));
}

/* Reads a table without any SQL, so that nobody's code runs; returns the first row's columns, too. */
static int64
count_rows(Oid table, Datum *values, bool *nulls)
{
	Relation relation = relation_open(table, AccessShareLock);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = cm_begin_scan(relation, GetActiveSnapshot());
	int64 rows = 0;

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		if (rows == 0 && values)
		{
			for (int i = 0; i < RelationGetNumberOfAttributes(relation) && i < 2; i++)
				values[i] = slot_getattr(slot, i + 1, &nulls[i]);
		}
		rows++;
		CHECK_FOR_INTERRUPTS();
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(relation, AccessShareLock);
	return rows;
}

/* live_rollup_status(rollup regclass): follow, fold, rows, pending_deltas, last_fold, last_refresh */
PG_FUNCTION_INFO_V1(cm_live_rollup_status);
Datum
cm_live_rollup_status(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid rollup = PG_GETARG_OID(0);
	CmLiveParts parts;
	Datum values[6];
	bool nulls[6] = {false, false, true, true, true, true};

	InitMaterializedSRF(fcinfo, 0);
	if (!cm_find_live_parts(rollup, get_func_namespace(fcinfo->flinfo->fn_oid), &parts))
		return (Datum) 0;
	values[0] = ObjectIdGetDatum(parts.follow);
	values[1] = ObjectIdGetDatum(parts.fold);
	if (pg_class_aclcheck(rollup, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
	{
		values[2] = Int64GetDatum(count_rows(parts.groups, NULL, NULL));
		values[3] = Int64GetDatum(count_rows(parts.deltas, NULL, NULL));
		nulls[2] = nulls[3] = false;
		(void) count_rows(parts.state, &values[4], &nulls[4]);
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	return (Datum) 0;
}
