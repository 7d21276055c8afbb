/*
 * follow.c
 *	  The trigger function of all live rollups: what follows from changed rows goes into their deltas.
 *
 * Which rollup a trigger feeds stands in its condition, WHEN (live_rollup('name'::regclass)), where PostgreSQL
 * keeps the OID, follows renames, and knows the dependency.  A trigger is believed only where the query of that
 * rollup reads the very table that fires; the query runs as the rollup's owner.
 */
#include "live_rollup/live_rollup.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_inherits.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

/* From so many changed rows on, joins are worth a plan of their own. */
#define MANY_ROWS 1000

/* What a session knows of a trigger, until something changes that it depends on. */
typedef struct Following
{
	Oid trigger;
	bool current;
	int running; /* calls that use or make it: the code of a query may fire the trigger again */
	MemoryContext memory;
	CmLiveParts parts;
	char *name;   /* of the rollup */
	bool follows; /* false where another trigger does, or none should */
	bool stale;   /* the owner may not follow, or the query can't be followed, any more */
	bool joins;
	bool depends_on_settings;
	Bitmapset *columns; /* what the query reads of the table that fires */
	PlannedStmt *several;
	PlannedStmt *single;
	List *read;      /* relations in the plans */
	List *relations; /* all that matter, these too */
} Following;

static HTAB *all = NULL;

/* ---- What has changed --------------------------------------------------------------------------------------------- */

/* InvalidOid stands for all of them. */
static void
forget_relation(Datum unused, Oid relation)
{
	HASH_SEQ_STATUS sequence;
	Following *following;

	hash_seq_init(&sequence, all);
	while ((following = hash_seq_search(&sequence)) != NULL)
	{
		if (!OidIsValid(relation) || list_member_oid(following->relations, relation))
			following->current = false;
	}
}

/* A function that a plan may call or contain, or a role that rights come from: they change so rarely that all matter. */
static void
forget_object(Datum unused, CmSysCacheId cache, uint32 hash)
{
	forget_relation(unused, InvalidOid);
}

static void
remember_all(void)
{
	HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(Following)};

	all = hash_create("triggers of live rollups", 16, &control, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, 0);
	CacheRegisterSyscacheCallback(PROCOID, forget_object, 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, forget_object, 0);
	CacheRegisterSyscacheCallback(AUTHOID, forget_object, 0);
}

/* ---- What is known of a trigger ----------------------------------------------------------------------------------- */

/* A partition that is detached is none any more. */
static bool
is_table_or_part(Relation relation, Oid table)
{
	return list_member_oid(find_all_inheritors(table, NoLock, NULL), RelationGetRelid(relation));
}

/* Who owns the rollup must still be allowed to read and to follow the table. */
static void
check_rights(const CmLiveQuery *live, Oid owner)
{
	AclResult allowed = pg_class_aclcheck(live->table, owner, ACL_TRIGGER);

	if (allowed == ACLCHECK_OK && pg_class_aclcheck(live->table, owner, ACL_SELECT) != ACLCHECK_OK)
	{
		allowed = pg_attribute_aclcheck_all(live->table, owner, ACL_SELECT, ACLMASK_ANY);
		for (int column = -1; (column = bms_next_member(live->columns, column)) >= 0;)
			allowed = Max(allowed, pg_attribute_aclcheck(live->table, column, owner, ACL_SELECT));
	}
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(live->table));
}

static PlannedStmt *
keep_plan(Following *following, const CmLiveQuery *live, Relation table, CmRows which)
{
	PlannedStmt *plan = cm_plan_rows(live, table, which, 1);
	MemoryContext before;

	if (plan == NULL)
		return NULL;
	cm_check_permissions(plan);
	before = MemoryContextSwitchTo(following->memory);
	plan = copyObject(plan);
	following->read = list_concat_unique_oid(following->read, plan->relationOids);
	following->relations = list_concat_unique_oid(following->relations, plan->relationOids);
	MemoryContextSwitchTo(before);
	return plan;
}

typedef struct Building
{
	Following *following;
	const TriggerData *data;
} Building;

static void
make_plans(void *argument)
{
	Following *following = ((Building *) argument)->following;
	const TriggerData *data = ((Building *) argument)->data;
	Relation table = data->tg_relation;
	CmLiveQuery *live = cm_read_live_query(following->parts.query);
	MemoryContext before;
	Relation deltas;

	check_rights(live, following->parts.owner);
	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		cm_check_permissions(cm_plan_rows(live, table, CM_ALL_ROWS, 0));
	following->joins = live->joins;
	following->depends_on_settings = live->depends_on_settings;
	following->several = keep_plan(following, live, table, CM_CHANGED_ROWS);
	following->single = keep_plan(following, live, table, CM_SINGLE_ROW);
	deltas = table_open(following->parts.deltas, RowExclusiveLock);
	cm_check_deltas(deltas, ExecTypeFromTL(following->several->planTree->targetlist));
	table_close(deltas, NoLock);
	before = MemoryContextSwitchTo(following->memory);
	following->columns = cm_columns_in(live, table);
	MemoryContextSwitchTo(before);
}

/* Others stand in the way, or want of memory: neither the query nor the rights of its owner. */
static bool
is_passing(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_TRANSACTION_ROLLBACK || category == ERRCODE_INSUFFICIENT_RESOURCES ||
		   error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE ||
		   error->sqlerrcode == ERRCODE_STATEMENT_TOO_COMPLEX;
}

/* Whatever plans can't be made for, must not be followed. */
static void
look_anew(Following *following, const TriggerData *data)
{
	Building building = {following, data};
	Oid rollup = cm_rollup_of_trigger(data->tg_trigger);
	MemoryContext before = MemoryContextSwitchTo(following->memory);
	CmIdentity identity;
	ErrorData *failure;

	cm_get_live_parts(rollup, &following->parts);
	following->name = cm_name_of(rollup);
	following->relations = list_make5_oid(rollup, following->parts.groups, following->parts.deltas,
										  following->parts.query, following->parts.table);
	following->relations = lappend_oid(following->relations, RelationGetRelid(data->tg_relation));
	MemoryContextSwitchTo(before);
	following->follows = cm_is_first_trigger(data->tg_relation, data->tg_trigger) &&
						 is_table_or_part(data->tg_relation, following->parts.table);
	if (!following->follows)
		return;
	cm_become_owner(&following->parts, true, &identity);
	failure = cm_attempt(make_plans, &building);
	if (failure && is_passing(failure))
		ReThrowError(failure);
	following->stale = failure != NULL;
	cm_be_oneself_again(&identity);
}

/* What is read is locked, so that what has been looked at stays as it is. */
static bool
is_current(const Following *following)
{
	ListCell *cell;

	foreach (cell, following->read)
		LockRelationOid(lfirst_oid(cell), AccessShareLock);
	return following->current || following->running > 0;
}

static Following *
following_of(const TriggerData *data)
{
	Oid trigger = data->tg_trigger->tgoid;
	MemoryContext memory;
	Following *following;
	bool found;

	if (all == NULL)
		remember_all();
	following = hash_search(all, &trigger, HASH_ENTER, &found);
	if (!found)
		*following = (Following){.trigger = trigger};
	if (is_current(following))
		return following;
	memory = following->memory;
	if (memory)
		MemoryContextReset(memory);
	else
		memory = AllocSetContextCreate(TopMemoryContext, "live rollup", ALLOCSET_SMALL_SIZES);
	/* What changes while it is looked at counts from the next time on. */
	*following = (Following){.trigger = trigger, .current = true, .running = 1, .memory = memory};
	PG_TRY();
	{
		look_anew(following, data);
	}
	PG_CATCH();
	{
		following->current = false;
		following->running = 0;
		PG_RE_THROW();
	}
	PG_END_TRY();
	following->running = 0;
	/* What stood in the way may be gone next time, and nothing would tell. */
	if (following->stale)
		following->current = false;
	return following;
}

/* ---- Changed rows ------------------------------------------------------------------------------------------------- */

static bool
are_same(TupleTableSlot *a, TupleTableSlot *b, const Bitmapset *columns)
{
	for (int column = -1; (column = bms_next_member(columns, column)) >= 0;)
	{
		Form_pg_attribute attribute = TupleDescAttr(a->tts_tupleDescriptor, column - 1);
		bool is_null[2];
		Datum values[2] = {slot_getattr(a, column, &is_null[0]), slot_getattr(b, column, &is_null[1])};

		if (is_null[0] != is_null[1] ||
			(!is_null[0] && !datum_image_eq(values[0], values[1], attribute->attbyval, attribute->attlen)))
			return false;
	}
	return true;
}

/* An UPDATE keeps old and new rows in the same order.  Most touch nothing that a rollup reads. */
static bool
changes_nothing(const TriggerData *data, const Bitmapset *columns)
{
	TupleTableSlot *was = MakeSingleTupleTableSlot(RelationGetDescr(data->tg_relation), &TTSOpsMinimalTuple);
	TupleTableSlot *is = MakeSingleTupleTableSlot(RelationGetDescr(data->tg_relation), &TTSOpsMinimalTuple);
	bool same = tuplestore_tuple_count(data->tg_oldtable) == tuplestore_tuple_count(data->tg_newtable);

	tuplestore_rescan(data->tg_oldtable);
	tuplestore_rescan(data->tg_newtable);
	while (same && tuplestore_gettupleslot(data->tg_oldtable, true, false, was) &&
		   tuplestore_gettupleslot(data->tg_newtable, true, false, is))
		same = are_same(was, is, columns);
	ExecDropSingleTupleTableSlot(was);
	ExecDropSingleTupleTableSlot(is);
	return same;
}

static int64
append_rows(const Following *following, Relation deltas, Relation table, Tuplestorestate *rows, bool removed)
{
	int64 count = tuplestore_tuple_count(rows);
	PlannedStmt *plan = count == 1 && following->single ? following->single : following->several;

	if (count == 0)
		return 0;
	if (plan == NULL)
		ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("planning the query of a live rollup writes to the table that it follows"),
				errhint("A function that it calls is declared IMMUTABLE, and writes."));
	if (count >= MANY_ROWS && following->joins)
		plan = cm_plan_rows(cm_read_live_query(following->parts.query), table, CM_CHANGED_ROWS, count);
	return cm_append_deltas(deltas, plan, table, rows, removed);
}

/*
 * Changed rows are added as other tables are now, but taken out as they were before the statement: when a customer
 * is deleted and the responses with it, the customer is gone already, and the group of the responses can't be found
 * any more.
 */
static int64
append_changes(const Following *following, Relation deltas, const TriggerData *data)
{
	int64 appended = 0;

	if (data->tg_oldtable && data->tg_newtable && changes_nothing(data, following->columns))
		return 0;
	if (data->tg_oldtable)
		appended += append_rows(following, deltas, data->tg_relation, data->tg_oldtable, true);
	if (data->tg_newtable)
	{
		CommandCounterIncrement();
		PushActiveSnapshot(GetTransactionSnapshot());
		appended += append_rows(following, deltas, data->tg_relation, data->tg_newtable, false);
		PopActiveSnapshot();
	}
	return appended;
}

/* Before TRUNCATE, all rows are there. An older snapshot might not see them. */
static int64
append_all_rows(const Following *following, Relation deltas, Relation table)
{
	CmLiveQuery *live = cm_read_live_query(following->parts.query);
	int64 appended;

	if (IsolationUsesXactSnapshot())
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("can't TRUNCATE a table with a live rollup in a %s transaction",
					   XactIsoLevel == XACT_SERIALIZABLE ? "serializable" : "repeatable read"),
				errhint("Use READ COMMITTED, or DELETE."));
	PushActiveSnapshot(GetTransactionSnapshot());
	appended = cm_append_deltas(deltas, cm_plan_rows(live, table, CM_ALL_ROWS, 0), table, NULL, true);
	PopActiveSnapshot();
	return appended;
}

static void
follow(const Following *following, const TriggerData *data)
{
	Relation deltas = table_open(following->parts.deltas, RowExclusiveLock);
	int64 appended = 0;

	if (following->stale)
		cm_mark_deltas(deltas);
	else if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		appended = append_all_rows(following, deltas, data->tg_relation);
	else
		appended = append_changes(following, deltas, data);
	cm_fold_if_due(&following->parts, deltas, appended);
	table_close(deltas, NoLock);
}

/* ---- Calls -------------------------------------------------------------------------------------------------------- */

/* Whoever wrote a row that is refused must learn by what. */
static void
add_context(void *rollup)
{
	errcontext("live rollup %s", (char *) rollup);
}

static void
follow_as_owner(Following *following, const TriggerData *data)
{
	ErrorContextCallback context = {.callback = add_context, .arg = following->name, .previous = error_context_stack};
	CmIdentity before;

	error_context_stack = &context;
	following->running++;
	PG_TRY();
	{
		cm_become_owner(&following->parts, following->depends_on_settings, &before);
		follow(following, data);
		cm_be_oneself_again(&before);
	}
	PG_FINALLY();
	{
		following->running--;
	}
	PG_END_TRY();
	error_context_stack = context.previous;
}

/* One of another shape that names a rollup is inert, unless it would keep rows from being written. */
static void
check_call(FunctionCallInfo fcinfo)
{
	const TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_FOR_STATEMENT(data->tg_event) ||
		data->tg_trigger->tgqual == NULL)
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("follow_live_rollup() must be called by a trigger of a live rollup"),
				errhint("create_live_rollup() makes these triggers, refresh_live_rollup() those that are missing."));
}

/* A statement that changes no row fires, too. */
static bool
has_changes(const TriggerData *data)
{
	return TRIGGER_FIRED_BY_TRUNCATE(data->tg_event) ||
		   (data->tg_oldtable && tuplestore_tuple_count(data->tg_oldtable) > 0) ||
		   (data->tg_newtable && tuplestore_tuple_count(data->tg_newtable) > 0);
}

PG_FUNCTION_INFO_V1(cm_follow_live_rollup);
Datum
cm_follow_live_rollup(PG_FUNCTION_ARGS)
{
	const TriggerData *data = (TriggerData *) fcinfo->context;
	Following *following;

	check_call(fcinfo);
	if (!has_changes(data))
		PG_RETURN_POINTER(NULL);
	following = following_of(data);
	if (following->follows)
		follow_as_owner(following, data);
	PG_RETURN_POINTER(NULL);
}

/* live_rollup(rollup regclass): for the condition of a trigger, which names the rollup so. Always true. */
PG_FUNCTION_INFO_V1(cm_live_rollup);
Datum
cm_live_rollup(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}
