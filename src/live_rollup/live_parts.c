/*
 * live_parts.c
 *	  Finds what a live rollup is made of, and acts as its owner.
 *
 * There is no list of rollups that somebody could forge, or that a dump could lose: the view of a
 * rollup calls the function live_rollup_parts() with its parts as constants, which PostgreSQL follows
 * through renames, dumps and restores.  Who makes up such a view of his own has a rollup that runs with
 * his own rights; parts that belong to somebody else are not believed.
 */
#include "live_rollup/live_rollup.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

/* ---- The parts ---------------------------------------------------------------------------------------------------- */

bool
cm_is_ours(Oid catalog, Oid object)
{
	Oid extension = getExtensionOfObject(catalog, object);

	return OidIsValid(extension) && extension == get_extension_oid("customer_metrics", true);
}

bool
cm_is_call_of(const Node *node, const char *function)
{
	return node && IsA(node, FuncExpr) && strcmp(get_func_name(((FuncExpr *) node)->funcid), function) == 0 &&
		   cm_is_ours(ProcedureRelationId, ((FuncExpr *) node)->funcid);
}

static bool
search_call(Node *node, const FuncExpr **found)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, search_call, found, 0);
	if (!cm_is_call_of(node, "live_rollup_parts"))
		return expression_tree_walker(node, search_call, found);
	*found = (FuncExpr *) node;
	return true;
}

static bool
read_constants(const FuncExpr *call, CmLiveParts *parts)
{
	Datum values[5];

	for (int i = 0; i < lengthof(values); i++)
	{
		const Const *constant = (Const *) list_nth(call->args, i);

		if (!IsA(constant, Const) || constant->constisnull)
			return false;
		values[i] = constant->constvalue;
	}
	parts->groups = DatumGetObjectId(values[0]);
	parts->deltas = DatumGetObjectId(values[1]);
	parts->query = DatumGetObjectId(values[2]);
	parts->pending_limit = DatumGetInt32(values[3]);
	parts->settings = DatumGetArrayTypePCopy(values[4]);
	parts->schema = get_func_namespace(call->funcid);
	return ARR_NDIM(parts->settings) == 1 && !array_contains_nulls(parts->settings);
}

static Oid
owner_of(Oid relation, char kind)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);

		if (row->relkind == kind)
			owner = row->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

/* False for a relation that is no live rollup. */
bool
cm_find_live_parts(Oid rollup, CmLiveParts *parts)
{
	Relation relation = try_relation_open(rollup, AccessShareLock);
	const FuncExpr *call = NULL;
	bool found = false;

	if (relation == NULL)
		return false;
	if (relation->rd_rel->relkind == RELKIND_VIEW)
		search_call((Node *) get_view_query(relation), &call);
	if (call)
		found = read_constants(call, parts);
	relation_close(relation, NoLock);
	if (!found)
		return false;
	parts->rollup = rollup;
	parts->owner = owner_of(rollup, RELKIND_VIEW);
	if (parts->owner != owner_of(parts->groups, RELKIND_RELATION) ||
		parts->owner != owner_of(parts->deltas, RELKIND_RELATION) ||
		parts->owner != owner_of(parts->query, RELKIND_VIEW))
		return false;
	parts->table = cm_followed_table(parts->query);
	return OidIsValid(parts->table);
}

void
cm_get_live_parts(Oid rollup, CmLiveParts *parts)
{
	char *name = get_rel_name(rollup);

	if (name == NULL)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE), errmsg("relation with OID %u does not exist", rollup));
	if (!cm_find_live_parts(rollup, parts))
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not a live rollup", name),
				errhint("The view live_rollups shows all of them, create_live_rollup() makes one. All parts of one must have the same owner."));
}

char *
cm_name_of(Oid relation)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), get_rel_name(relation));
}

/* ---- Acting as the owner ------------------------------------------------------------------------------------------ */

/* Until the caller's level of settings ends. */
void
cm_set_local(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/* All that is generated has its names written out; nothing of the caller's shall be found instead. */
int
cm_pin_search_path(void)
{
	int level = NewGUCNestLevel();

	cm_set_local("search_path", "pg_catalog, pg_temp");
	cm_set_local("client_min_messages", "warning");
	cm_set_local("standard_conforming_strings", "on");
	return level;
}

/*
 * As the triggers of foreign keys and REFRESH MATERIALIZED VIEW do.  What the owner's code sets, or leaves to the
 * end of the transaction, must not reach the caller.  Settings take time, and are only for what may depend on them.
 */
void
cm_become_owner(const CmLiveParts *parts, bool with_settings, CmIdentity *before)
{
	GetUserIdAndSecContext(&before->user, &before->security_context);
	SetUserIdAndSecContext(parts->owner, before->security_context | SECURITY_LOCAL_USERID_CHANGE |
											 SECURITY_RESTRICTED_OPERATION);
	before->settings = NewGUCNestLevel();
	if (!with_settings)
		return;
	ProcessGUCArray(parts->settings, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE);
	cm_set_local("standard_conforming_strings", "on");
	/* Rather an error than a part of the rows. */
	cm_set_local("row_security", "off");
}

void
cm_be_oneself_again(const CmIdentity *before)
{
	AtEOXact_GUC(false, before->settings);
	SetUserIdAndSecContext(before->user, before->security_context);
}

/* ---- What it holds ------------------------------------------------------------------------------------------------ */

/* Without any SQL, so that nobody's code runs; whether there is a mark among deltas. */
int64
cm_count_rows(Oid table, bool *is_marked)
{
	Relation relation = relation_open(table, AccessShareLock);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = cm_begin_scan(relation, GetActiveSnapshot());
	AttrNumber removed = is_marked ? get_attnum(table, "_removed") : InvalidAttrNumber;
	int64 rows = 0;

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		if (removed != InvalidAttrNumber && slot_attisnull(slot, removed))
			*is_marked = true;
		else
			rows++;
		CHECK_FOR_INTERRUPTS();
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	relation_close(relation, AccessShareLock);
	return rows;
}

/* live_rollup_status(rollup regclass): responses, pending_limit, rows, pending_deltas, missed_changes */
PG_FUNCTION_INFO_V1(cm_live_rollup_status);
Datum
cm_live_rollup_status(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid rollup = PG_GETARG_OID(0);
	CmLiveParts parts;
	Datum values[5];
	bool nulls[5] = {false, false, true, true, true};
	bool is_marked = false;

	InitMaterializedSRF(fcinfo, 0);
	if (!cm_find_live_parts(rollup, &parts))
		return (Datum) 0;
	values[0] = ObjectIdGetDatum(parts.table);
	values[1] = Int32GetDatum(parts.pending_limit);
	if (pg_class_aclcheck(rollup, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
	{
		values[2] = Int64GetDatum(cm_count_rows(parts.groups, NULL));
		values[3] = Int64GetDatum(cm_count_rows(parts.deltas, &is_marked));
		values[4] = BoolGetDatum(is_marked);
		nulls[2] = nulls[3] = nulls[4] = false;
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	return (Datum) 0;
}
