/*
 * notify_low_score.c
 *	  A trigger function that tells listeners of low scores.
 *
 * It runs once a statement, over the rows that the statement wrote, and leaves it to NOTIFY that
 * messages go out when the transaction commits, and only then.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

/* Of one statement.  Then follows one message that says how many more there are. */
#define MOST_MESSAGES 100

/* As NOTIFY has it: a longer payload is an error. */
#define MOST_BYTES (BLCKSZ - NAMEDATALEN - 128 - 1)

#define FIXED_ARGUMENTS 3

typedef struct Alert
{
	const char *channel;
	TupleDesc row;
	AttrNumber score;
	Datum threshold; /* numeric */
	const char *table;
	List *key;     /* columns of every message, attribute numbers */
	List *columns; /* further ones that were asked for */
	int matched;
} Alert;

#define CALLED_WRONGLY(message)                                                         \
	ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED), errmsg(message), \
			errhint("CREATE TRIGGER … AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('channel', 'score', '6', 'segment')"))

static AttrNumber
column_named(const char *name, TupleDesc row)
{
	int number = SPI_fnumber(row, name);

	if (number <= 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("notify_low_score: column \"%s\" does not exist", name),
				errhint("Name columns of the table that the trigger is on."));
	return (AttrNumber) number;
}

/* The primary key, if there is one, and the score. */
static List *
key_columns(Relation table, AttrNumber score)
{
	Bitmapset *key = RelationGetIndexAttrBitmap(table, INDEX_ATTR_BITMAP_PRIMARY_KEY);
	List *columns = NIL;

	for (int member = -1; (member = bms_next_member(key, member)) >= 0;)
		columns = lappend_int(columns, member + FirstLowInvalidHeapAttributeNumber);
	return list_append_unique_int(columns, score);
}

static Datum
numeric_of(const char *text)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid),
							   Int32GetDatum(-1));
}

/* Any type of number, by way of its text: exact, and cheap beside a notification. */
static bool
is_low(const Alert *alert, Datum score)
{
	Oid output;
	bool is_varlena;

	getTypeOutputInfo(TupleDescAttr(alert->row, alert->score - 1)->atttypid, &output, &is_varlena);
	return DatumGetBool(DirectFunctionCall2(numeric_le, numeric_of(OidOutputFunctionCall(output, score)),
											alert->threshold));
}

static void
check_number(TupleDesc row, AttrNumber score)
{
	char category;
	bool preferred;

	get_type_category_preferred(getBaseType(TupleDescAttr(row, score - 1)->atttypid), &category, &preferred);
	if (category != TYPCATEGORY_NUMERIC)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("notify_low_score: column \"%s\" is no number",
					   NameStr(TupleDescAttr(row, score - 1)->attname)),
				errhint("The second argument names the column of the score."));
}

/* row_to_json() knows how to write every type. */
static void
append_columns(StringInfo message, const Alert *alert, TupleTableSlot *slot, List *columns)
{
	TupleDesc type = CreateTemplateTupleDesc(list_length(columns));
	Datum *values = palloc(list_length(columns) * sizeof(Datum));
	bool *nulls = palloc(list_length(columns) * sizeof(bool));
	char *object;

	for (int i = 0; i < list_length(columns); i++)
	{
		AttrNumber column = (AttrNumber) list_nth_int(columns, i);

		TupleDescCopyEntry(type, i + 1, alert->row, column);
		values[i] = slot_getattr(slot, column, &nulls[i]);
	}
	object = text_to_cstring(DatumGetTextPP(
		DirectFunctionCall1(row_to_json, HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(type), values, nulls)))));
	/* Its members, into our object. */
	appendStringInfo(message, ",%s", object + 1);
}

static char *
message_of(const Alert *alert, TupleTableSlot *slot, List *columns)
{
	StringInfoData message;

	initStringInfo(&message);
	appendStringInfoString(&message, "{\"table\":");
	escape_json(&message, alert->table);
	append_columns(&message, alert, slot, columns);
	return message.data;
}

static void
notify(const Alert *alert, TupleTableSlot *slot)
{
	char *message = message_of(alert, slot, list_concat_unique_int(list_copy(alert->key), alert->columns));

	if (strlen(message) > MOST_BYTES)
		message = message_of(alert, slot, alert->key);
	/* Not even the key: a message that says that much is better than a failed INSERT. */
	if (strlen(message) > MOST_BYTES)
		message = "{\"table\":null}";
	Async_Notify(alert->channel, message);
}

static void
notify_of_rest(const Alert *alert)
{
	StringInfoData message;

	initStringInfo(&message);
	appendStringInfoString(&message, "{\"table\":");
	escape_json(&message, alert->table);
	appendStringInfo(&message, ",\"more\":%d}", alert->matched - MOST_MESSAGES);
	Async_Notify(alert->channel, message.data);
}

static void
read_arguments(const TriggerData *trigger, Alert *alert)
{
	char **arguments = trigger->tg_trigger->tgargs;

	if (trigger->tg_trigger->tgnargs < FIXED_ARGUMENTS)
		CALLED_WRONGLY("notify_low_score needs a channel, a column and a threshold");
	alert->channel = arguments[0];
	if (alert->channel[0] == '\0' || strlen(alert->channel) >= NAMEDATALEN)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("notify_low_score: \"%s\" can't be the name of a channel", alert->channel),
				errhint("Use 1 to %d bytes.", NAMEDATALEN - 1));
	alert->row = RelationGetDescr(trigger->tg_relation);
	alert->score = column_named(arguments[1], alert->row);
	check_number(alert->row, alert->score);
	alert->threshold = numeric_of(arguments[2]);
	alert->table = RelationGetRelationName(trigger->tg_relation);
	alert->key = key_columns(trigger->tg_relation, alert->score);
	for (int i = FIXED_ARGUMENTS; i < trigger->tg_trigger->tgnargs; i++)
		alert->columns = lappend_int(alert->columns, column_named(arguments[i], alert->row));
}

PG_FUNCTION_INFO_V1(cm_notify_low_score);
Datum
cm_notify_low_score(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Alert alert = {0};
	TupleTableSlot *slot;
	MemoryContext per_row;
	MemoryContext before;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) || trigger->tg_newtable == NULL)
		CALLED_WRONGLY("notify_low_score must be the function of an AFTER trigger for each statement, with a NEW TABLE");
	read_arguments(trigger, &alert);

	per_row = AllocSetContextCreate(CurrentMemoryContext, "notify_low_score", ALLOCSET_DEFAULT_SIZES);
	slot = MakeSingleTupleTableSlot(alert.row, &TTSOpsMinimalTuple);
	tuplestore_rescan(trigger->tg_newtable);
	before = MemoryContextSwitchTo(per_row);
	while (tuplestore_gettupleslot(trigger->tg_newtable, true, false, slot))
	{
		bool isnull;
		Datum score = slot_getattr(slot, alert.score, &isnull);

		if (!isnull && is_low(&alert, score) && ++alert.matched <= MOST_MESSAGES)
			notify(&alert, slot);
		MemoryContextReset(per_row);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextSwitchTo(before);
	if (alert.matched > MOST_MESSAGES)
		notify_of_rest(&alert);
	ExecDropSingleTupleTableSlot(slot);
	MemoryContextDelete(per_row);
	return PointerGetDatum(NULL);
}
