/*
 * live_triggers.c
 *	  The triggers of live rollups: which rollup one is for, and which there should be.
 */
#include "live_rollup/live_rollup.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* One for each event, in the order of the statements. */
static const struct
{
	int event;
	const char *prefix;
} kinds[] = {{TRIGGER_TYPE_INSERT, "rollup_insert_"},
			 {TRIGGER_TYPE_UPDATE, "rollup_update_"},
			 {TRIGGER_TYPE_DELETE, "rollup_delete_"},
			 {TRIGGER_TYPE_TRUNCATE, "rollup_truncate_"}};

#define EVENTS \
	(TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE | TRIGGER_TYPE_TRUNCATE)

/* What its condition names, live_rollup('name'::regclass); InvalidOid where it is something else. */
Oid
cm_rollup_of_trigger(const Trigger *trigger)
{
	const FuncExpr *call = trigger->tgqual ? stringToNode(trigger->tgqual) : NULL;

	if (!cm_is_call_of((const Node *) call, "live_rollup") || !IsA(linitial(call->args), Const))
		return InvalidOid;
	return DatumGetObjectId(linitial_node(Const, call->args)->constvalue);
}

/* Exactly as cm_trigger_statements makes them, but for the name. */
static bool
is_trigger_for(const Trigger *trigger, Oid rollup, int event)
{
	int timing = event == TRIGGER_TYPE_TRUNCATE ? TRIGGER_TYPE_BEFORE : TRIGGER_TYPE_AFTER;
	bool has_old = event == TRIGGER_TYPE_UPDATE || event == TRIGGER_TYPE_DELETE;
	bool has_new = event == TRIGGER_TYPE_UPDATE || event == TRIGGER_TYPE_INSERT;

	return trigger->tgtype == (TRIGGER_TYPE_STATEMENT | timing | event) && trigger->tgnattr == 0 &&
		   (trigger->tgoldtable != NULL) == has_old && (trigger->tgnewtable != NULL) == has_new &&
		   strcmp(get_func_name(trigger->tgfoid), "follow_live_rollup") == 0 &&
		   cm_is_ours(ProcedureRelationId, trigger->tgfoid) && cm_rollup_of_trigger(trigger) == rollup;
}

/* Of a copy: who looks at the catalogue may be told that the table has changed, and its list of triggers made anew. */
static const Trigger *
first_trigger(Relation table, Oid rollup, int event, bool must_fire)
{
	const TriggerDesc *triggers = CopyTriggerDesc(table->trigdesc);

	for (int i = 0; triggers && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];
		bool fires = trigger->tgenabled == TRIGGER_FIRES_ON_ORIGIN || trigger->tgenabled == TRIGGER_FIRES_ALWAYS;

		if ((fires || !must_fire) && is_trigger_for(trigger, rollup, event))
			return trigger;
	}
	return NULL;
}

/* Of several triggers for the same, which would count twice, the first by name; none that is of another shape. */
bool
cm_is_first_trigger(Relation table, const Trigger *trigger)
{
	const Trigger *first = first_trigger(table, cm_rollup_of_trigger(trigger), trigger->tgtype & EVENTS, true);

	return first && first->tgoid == trigger->tgoid;
}

/* Those that the table and its partitions lack. */
void
cm_create_triggers(const CmLiveParts *parts, const CmStatements *statements)
{
	ListCell *cell;

	foreach (cell, find_all_inheritors(parts->table, AccessShareLock, NULL))
	{
		if (get_rel_persistence(lfirst_oid(cell)) != RELPERSISTENCE_PERMANENT)
			CM_REFUSE("a live rollup can't follow an unlogged partition",
					  "A crash empties it. Use an ordinary table.");
		for (int i = 0; i < lengthof(kinds); i++)
		{
			Relation table = table_open(lfirst_oid(cell), NoLock);
			bool missing = !first_trigger(table, parts->rollup, kinds[i].event, false);
			char *name = psprintf("%s%s", kinds[i].prefix, get_rel_name(parts->rollup));
			CmFilling more[] = {{"table", cm_name_of(lfirst_oid(cell))},
								{"trigger", quote_identifier(name)},
								{NULL}};

			table_close(table, NoLock);
			if (missing)
				cm_run(cm_write_statement(statements, cm_trigger_statements[i], more));
		}
	}
}

/* All that name the rollup, also those of partitions that are none any more. */
void
cm_add_triggers(Oid rollup, ObjectAddresses *objects)
{
	Relation depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(rollup));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, lengthof(keys), keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);
		ObjectAddress trigger = {row->classid, row->objid, 0};

		if (row->classid == TriggerRelationId)
			add_exact_object_address(&trigger, objects);
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
}
