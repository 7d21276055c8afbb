/*
 * follow.c
 *	  The trigger function of all live rollups: what follows from changed rows goes into their deltas.
 *
 * Which rollup a trigger feeds stands in its condition, WHEN (live_rollup('name'::regclass)), where
 * PostgreSQL keeps the OID, follows renames, and knows the dependency.  A trigger is believed only where
 * the query of that rollup reads the very table that fires; the query runs as the rollup's owner.
 */
#include "compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "live_rollup/append_deltas.h"
#include "live_rollup/attempt.h"
#include "live_rollup/fold.h"
#include "live_rollup/live_triggers.h"
#include "live_rollup/statements.h"

/* What a session knows of a trigger, until something changes that it depends on. */
typedef struct Following
{
	Oid trigger;
	bool current;
	int running; /* calls that use it: the code of a query may fire the trigger again */
	MemoryContext memory;
	CmLiveParts parts;
	char *name; /* of the rollup */
	bool follows; /* false where another trigger does, or none should */
	bool stale;   /* the owner may not follow, or the query can't be followed, any more */
	bool joins;
	Bitmapset *columns; /* what the query reads of the table that fires */
	PlannedStmt *several;
	PlannedStmt *single;
	List *relations; /* all that they depend on */
	List *items;     /* functions and types, PlanInvalItems */
} Following;

static HTAB *all = NULL;

/* From so many changed rows on, joins are worth a plan of their own. */
#define MANY_ROWS 1000

/* ---- What has changed --------------------------------------------------------------------------------------------- */

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

static bool
depends_on(const Following *following, int cache, uint32 hash)
{
	ListCell *cell;

	foreach (cell, following->items)
	{
		const PlanInvalItem *item = lfirst_node(PlanInvalItem, cell);

		if (item->cacheId == cache && item->hashValue == hash)
			return true;
	}
	return false;
}

/* Who is a member of what, or of which schema, is not told apart. */
static void
forget_object(Datum unused, int cache, uint32 hash)
{
	HASH_SEQ_STATUS sequence;
	Following *following;
	bool any = hash == 0 || (cache != PROCOID && cache != TYPEOID);

	hash_seq_init(&sequence, all);
	while ((following = hash_seq_search(&sequence)) != NULL)
	{
		if (any || depends_on(following, cache, hash))
			following->current = false;
	}
}

static void
remember_all(void)
{
	HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(Following)};
	const int caches[] = {PROCOID, TYPEOID, AUTHMEMROLEMEM, AUTHOID};

	all = hash_create("triggers of live rollups", 16, &control, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, 0);
	for (int i = 0; i < lengthof(caches); i++)
		CacheRegisterSyscacheCallback(caches[i], forget_object, 0);
}

/* ---- The trigger -------------------------------------------------------------------------------------------------- */

/* A partition that is detached is none any more. */
static bool
is_table_or_partition(Relation relation, Oid table)
{
	Oid id = RelationGetRelid(relation);

	return id == table || (relation->rd_rel->relispartition && list_member_oid(get_partition_ancestors(id), table)) ||
		   (!relation->rd_rel->relispartition && has_superclass(id) &&
			list_member_oid(find_all_inheritors(table, NoLock, NULL), id));
}

static void
check_call(FunctionCallInfo fcinfo)
{
	const TriggerData *data = (TriggerData *) fcinfo->context;
	bool fits = CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_STATEMENT(data->tg_event);

	if (fits && TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		fits = TRIGGER_FIRED_BEFORE(data->tg_event);
	else if (fits)
		fits = TRIGGER_FIRED_AFTER(data->tg_event) &&
			   (data->tg_newtable != NULL) == !TRIGGER_FIRED_BY_DELETE(data->tg_event) &&
			   (data->tg_oldtable != NULL) == !TRIGGER_FIRED_BY_INSERT(data->tg_event);
	if (!fits)
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("follow_live_rollup() must be called by a trigger of a live rollup"),
				errhint("create_live_rollup() makes these triggers, refresh_live_rollup() those that are missing."));
}

/* ---- Plans -------------------------------------------------------------------------------------------------------- */

typedef struct Building
{
	Following *following;
	const TriggerData *data;
} Building;

/* Whose rows are read and followed must still allow both. */
static void
check_owner(const CmLiveParts *parts, const CmLiveQuery *live)
{
	AclResult allowed = pg_class_aclcheck(live->table, parts->owner, ACL_TRIGGER);

	if (allowed == ACLCHECK_OK && pg_class_aclcheck(live->table, parts->owner, ACL_SELECT) != ACLCHECK_OK)
	{
		if (bms_is_empty(live->columns))
			allowed = pg_attribute_aclcheck_all(live->table, parts->owner, ACL_SELECT, ACLMASK_ANY);
		for (int column = -1; (column = bms_next_member(live->columns, column)) >= 0;)
		{
			if (allowed == ACLCHECK_OK)
				allowed = pg_attribute_aclcheck(live->table, column, parts->owner, ACL_SELECT);
		}
	}
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(live->table));
}

static void
keep_plan(Following *following, PlannedStmt **kept, PlannedStmt *plan)
{
	if (plan == NULL)
		return;
	cm_check_permissions(plan);
	*kept = copyObject(plan);
	following->relations = list_concat_unique_oid(following->relations, plan->relationOids);
	following->items = list_concat(following->items, copyObject(plan->invalItems));
}

/* As the owner. Whatever it can't be built for, must not be followed. */
static void
build(void *argument)
{
	Building *building = (Building *) argument;
	Following *following = building->following;
	Relation table = building->data->tg_relation;
	CmLiveQuery *live = cm_read_live_query(following->parts.query, following->parts.schema);
	PlannedStmt *several = cm_plan_changed_rows(live, table, 1);
	PlannedStmt *single = cm_plan_single_row(live, table);
	MemoryContext before;

	check_owner(&following->parts, live);
	before = MemoryContextSwitchTo(following->memory);
	following->joins = live->joins;
	following->columns = cm_columns_in(live, table);
	keep_plan(following, &following->several, several);
	keep_plan(following, &following->single, single);
	MemoryContextSwitchTo(before);
}

static void
start_anew(Following *following)
{
	MemoryContext memory = following->memory;

	if (memory)
		MemoryContextReset(memory);
	else
		memory = AllocSetContextCreate(TopMemoryContext, "live rollup", ALLOCSET_SMALL_SIZES);
	*following = (Following){.trigger = following->trigger, .current = true, .memory = memory};
}

/* What must be so in any case, and then the plans. */
static void
look_anew(Following *following, const TriggerData *data, Oid schema)
{
	Oid rollup = cm_rollup_of_trigger(data->tg_trigger, schema);
	Building building = {following, data};
	MemoryContext before;
	CmIdentity identity;

	start_anew(following);
	before = MemoryContextSwitchTo(following->memory);
	cm_get_live_parts(rollup, schema, &following->parts);
	following->name = cm_name_of(rollup);
	following->relations = list_make5_oid(RelationGetRelid(data->tg_relation), rollup, following->parts.groups,
										  following->parts.deltas, following->parts.query);
	following->relations = list_append_unique_oid(following->relations, cm_followed_table(following->parts.query));
	MemoryContextSwitchTo(before);
	following->follows = cm_is_first_trigger(data->tg_relation, data->tg_trigger, schema) &&
						 is_table_or_partition(data->tg_relation, cm_followed_table(following->parts.query));
	if (!following->follows)
		return;
	cm_become_owner(&following->parts, &identity);
	following->stale = !cm_attempt(build, &building);
	cm_be_oneself_again(&identity);
}

/* Locked, so that what has been looked at stays as it is. */
static void
lock_relations(const Following *following)
{
	ListCell *cell;

	foreach (cell, following->relations)
		LockRelationOid(lfirst_oid(cell), AccessShareLock);
}

static Following *
following_of(const TriggerData *data, Oid schema)
{
	Oid trigger = data->tg_trigger->tgoid;
	Following *following;
	bool found;

	if (all == NULL)
		remember_all();
	following = hash_search(all, &trigger, HASH_ENTER, &found);
	if (!found)
		*following = (Following){.trigger = trigger};
	lock_relations(following);
	while (!following->current && following->running == 0)
	{
		PG_TRY();
		{
			look_anew(following, data, schema);
		}
		PG_CATCH();
		{
			following->current = false;
			PG_RE_THROW();
		}
		PG_END_TRY();
		lock_relations(following);
	}
	return following;
}

/* ---- Calls -------------------------------------------------------------------------------------------------------- */

static TupleTableSlot *
next_row(Tuplestorestate *rows, TupleTableSlot *row)
{
	return tuplestore_gettupleslot(rows, true, false, row) ? row : NULL;
}

static bool
are_same(TupleTableSlot *a, TupleTableSlot *b, const Bitmapset *columns)
{
	for (int column = -1; (column = bms_next_member(columns, column)) >= 0;)
	{
		Form_pg_attribute attribute = TupleDescAttr(a->tts_tupleDescriptor, column - 1);
		bool a_is_null;
		bool b_is_null;
		Datum a_value = slot_getattr(a, column, &a_is_null);
		Datum b_value = slot_getattr(b, column, &b_is_null);

		if (a_is_null != b_is_null ||
			(!a_is_null && !datum_image_eq(a_value, b_value, attribute->attbyval, attribute->attlen)))
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
	while (same && next_row(data->tg_oldtable, was) && next_row(data->tg_newtable, is))
		same = are_same(was, is, columns);
	ExecDropSingleTupleTableSlot(was);
	ExecDropSingleTupleTableSlot(is);
	return same;
}

/* Many rows are worth a plan for so many, if there is anything to plan. */
static PlannedStmt *
plan_for(const Following *following, Relation table, int64 rows)
{
	if (rows == 1 && following->single)
		return following->single;
	if (rows >= MANY_ROWS && following->joins)
		return cm_plan_changed_rows(cm_read_live_query(following->parts.query, following->parts.schema), table, rows);
	return following->several;
}

static void
append_rows(CmDeltas *deltas, const Following *following, Relation table, Tuplestorestate *rows, bool removed)
{
	int64 count = rows ? tuplestore_tuple_count(rows) : 0;

	if (count > 0)
		cm_append_deltas(deltas, plan_for(following, table, count), table, rows, GetActiveSnapshot(), removed);
}

/*
 * Changed rows are added as other tables are now, but taken out as they were before the statement: when a customer
 * is deleted and the responses with it, the customer is gone already, and the group of the responses can't be found
 * any more.
 */
static void
append_changes(CmDeltas *deltas, const Following *following, const TriggerData *data)
{
	if (data->tg_oldtable && data->tg_newtable && changes_nothing(data, following->columns))
		return;
	append_rows(deltas, following, data->tg_relation, data->tg_oldtable, true);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	append_rows(deltas, following, data->tg_relation, data->tg_newtable, false);
	PopActiveSnapshot();
}

/* The rows are still there. An older snapshot might not see all of them. */
static void
append_all_rows(CmDeltas *deltas, const Following *following, const TriggerData *data)
{
	CmLiveQuery *live = cm_read_live_query(following->parts.query, following->parts.schema);

	if (IsolationUsesXactSnapshot())
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("can't TRUNCATE a table with a live rollup in a %s transaction",
					   XactIsoLevel == XACT_SERIALIZABLE ? "serializable" : "repeatable read"),
				errhint("Use READ COMMITTED, or DELETE."));
	PushActiveSnapshot(GetTransactionSnapshot());
	cm_append_deltas(deltas, cm_plan_all_rows(live, data->tg_relation), data->tg_relation, NULL, GetActiveSnapshot(),
					 true);
	PopActiveSnapshot();
}

static void
follow(const Following *following, const TriggerData *data)
{
	Relation relation = table_open(following->parts.deltas, RowExclusiveLock);
	CmDeltas *deltas = cm_begin_deltas(relation);
	int64 appended;

	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		append_all_rows(deltas, following, data);
	else
		append_changes(deltas, following, data);
	appended = cm_end_deltas(deltas);
	cm_fold_if_due(&following->parts, relation, appended);
	table_close(relation, NoLock);
}

/* Instead of deltas, a mark that there should have been some: its readers get an error, and the writer goes on. */
static void
mark_stale(const Following *following)
{
	CmFilling deltas[] = {{"deltas", cm_name_of(following->parts.deltas)}};

	SPI_connect();
	if (SPI_execute(cm_fill(cm_mark_statements[0], deltas, lengthof(deltas)), false, 0) != SPI_OK_INSERT)
		elog(ERROR, "can't mark the live rollup");
	SPI_finish();
}

/* Whoever wrote a row that is refused must learn by what. */
static void
add_context(void *rollup)
{
	errcontext("live rollup %s", (char *) rollup);
}

static void
follow_as_owner(Following *following, const TriggerData *data)
{
	ErrorContextCallback context = {.callback = add_context,
									.arg = following->name,
									.previous = error_context_stack};
	CmIdentity before;

	error_context_stack = &context;
	following->running++;
	PG_TRY();
	{
		cm_become_owner(&following->parts, &before);
		if (following->stale)
			mark_stale(following);
		else
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

/* A statement without a row fires, too. */
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
	Oid schema = get_func_namespace(fcinfo->flinfo->fn_oid);
	Following *following;

	check_call(fcinfo);
	if (!has_changes(data))
		PG_RETURN_POINTER(NULL);
	following = following_of(data, schema);
	if (following->follows)
		follow_as_owner(following, data);
	PG_RETURN_POINTER(NULL);
}

/* live_rollup(rollup regclass): for the condition of a trigger, which it names the rollup in. Always true. */
PG_FUNCTION_INFO_V1(cm_live_rollup);
Datum
cm_live_rollup(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}
