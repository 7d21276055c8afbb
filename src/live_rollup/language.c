/*
 * language.c
 *	  The procedural language live_rollup: INSERT over the new rows of a statement trigger.
 *
 * What follows a table belongs to the creator of its rollup, so it can't be a function in C; and
 * PL/pgSQL takes nearly as long for its own work as for the INSERT of a single row.  A function of this
 * language is nothing but INSERTs that read the transition table of the trigger that fires it: the
 * first one is for a single new row, the last one for several, and both may be the same.
 */
#include "live_rollup/append_row.h"
#include "live_rollup/live_query.h"

#include "access/htup_details.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/proclang.h"
#include "fmgr.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

/* From so many new rows on, a plan of their own is worth planning: there may be joins (the same in 80_live_rollup_sql.sql). */
#define MANY_ROWS 1000

/* A plan depends on the columns of the trigger's table. */
typedef struct PlansKey
{
	Oid function;
	Oid trigger;
} PlansKey;

typedef struct FunctionPlans
{
	PlansKey key;
	/* Of the row of pg_proc that holds the statements. */
	TransactionId created_by;
	ItemPointerData place;
	char *name;
	/* Calls that use the plans at the moment: one of them may replace the function, and call it. */
	int running;
	SPIPlanPtr for_one;
	SPIPlanPtr for_several;
} FunctionPlans;

static HTAB *all_plans = NULL;

#define REFUSE_FUNCTION(message)                                                  \
	ereport(ERROR, errcode(ERRCODE_INVALID_FUNCTION_DEFINITION), errmsg(message), \
			errhint("create_live_rollup() writes the functions of this language."))

/* ---- Its functions ------------------------------------------------------------------------------------------------ */

/* Where a syntax error is, is counted in the function's source. */
static void
place_error(void *source)
{
	(void) function_parse_error_transpose(source);
}

static List *
parse(char *source)
{
	ErrorContextCallback context = {.callback = place_error, .arg = source, .previous = error_context_stack};
	List *parsed;

	error_context_stack = &context;
	parsed = raw_parser(source, RAW_PARSE_DEFAULT);
	error_context_stack = context.previous;
	return parsed;
}

static List *
statements_of(HeapTuple function)
{
	bool isnull;
	char *source = TextDatumGetCString(SysCacheGetAttr(PROCOID, function, Anum_pg_proc_prosrc, &isnull));
	List *parsed = parse(source);
	List *statements = NIL;
	ListCell *cell;

	foreach (cell, parsed)
	{
		const RawStmt *statement = lfirst_node(RawStmt, cell);

		if (!IsA(statement->stmt, InsertStmt))
			REFUSE_FUNCTION("a function in the language live_rollup can only INSERT");
		statements = lappend(statements, cm_text_of_statement(source, statement));
	}
	if (list_length(statements) < 1 || list_length(statements) > 2)
		REFUSE_FUNCTION("a function in the language live_rollup must be one INSERT, or one for a single row and one for several");
	return statements;
}

static void
check_declaration(HeapTuple function)
{
	Form_pg_proc row = (Form_pg_proc) GETSTRUCT(function);

	if (row->prorettype != TRIGGEROID)
		REFUSE_FUNCTION("a function in the language live_rollup must return trigger");
	if (row->provolatile != PROVOLATILE_VOLATILE)
		REFUSE_FUNCTION("a function in the language live_rollup must be VOLATILE, since it writes");
}

PG_FUNCTION_INFO_V1(cm_live_rollup_validator);
Datum
cm_live_rollup_validator(PG_FUNCTION_ARGS)
{
	Oid function = PG_GETARG_OID(0);
	HeapTuple tuple;

	if (!CheckFunctionValidatorAccess(fcinfo->flinfo->fn_oid, function))
		PG_RETURN_VOID();
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	check_declaration(tuple);
	if (check_function_bodies)
		(void) statements_of(tuple);
	ReleaseSysCache(tuple);
	PG_RETURN_VOID();
}

/* ---- Their plans, kept for the session ---------------------------------------------------------------------------- */

static SPIPlanPtr
lasting_plan(const char *statement)
{
	SPIPlanPtr plan = SPI_prepare(statement, 0, NULL);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	SPI_keepplan(plan);
	return plan;
}

static void
forget_plans(FunctionPlans *plans)
{
	if (plans->for_several)
		SPI_freeplan(plans->for_several);
	if (plans->for_one)
		SPI_freeplan(plans->for_one);
	if (plans->name)
		pfree(plans->name);
	plans->for_one = plans->for_several = NULL;
	plans->name = NULL;
}

static void
make_plans(FunctionPlans *plans, HeapTuple function)
{
	List *statements = statements_of(function);
	Form_pg_proc row = (Form_pg_proc) GETSTRUCT(function);
	char *name;

	check_declaration(function);
	forget_plans(plans);
	plans->for_one = lasting_plan(linitial(statements));
	plans->for_several = lasting_plan(llast(statements));
	name = quote_qualified_identifier(get_namespace_name(row->pronamespace), NameStr(row->proname));
	plans->name = MemoryContextStrdup(TopMemoryContext, name);
	plans->created_by = HeapTupleHeaderGetRawXmin(function->t_data);
	plans->place = function->t_self;
}

static FunctionPlans *
remembered_plans(const PlansKey *key)
{
	bool found;
	FunctionPlans *plans;

	if (all_plans == NULL)
	{
		HASHCTL control = {.keysize = sizeof(PlansKey), .entrysize = sizeof(FunctionPlans)};

		all_plans = hash_create("plans of live rollups", 16, &control, HASH_ELEM | HASH_BLOBS);
	}
	plans = hash_search(all_plans, key, HASH_ENTER, &found);
	if (!found)
		*plans = (FunctionPlans){.key = *key};
	return plans;
}

static bool
are_current(const FunctionPlans *plans, HeapTuple function)
{
	return plans->for_several != NULL && plans->created_by == HeapTupleHeaderGetRawXmin(function->t_data) &&
		   ItemPointerEquals((ItemPointer) &plans->place, &function->t_self);
}

static FunctionPlans *
plans_of(Oid function, const Trigger *trigger)
{
	PlansKey key = {function, trigger->tgoid};
	FunctionPlans *plans = remembered_plans(&key);
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	/* A function that is replaced while it runs keeps its plans until it has run. */
	if (plans->running == 0 && !are_current(plans, tuple))
		make_plans(plans, tuple);
	ReleaseSysCache(tuple);
	return plans;
}

/* ---- Calls -------------------------------------------------------------------------------------------------------- */

static void
run_statement(const FunctionPlans *plans, const TriggerData *trigger, int64 rows)
{
	SPIPlanPtr plan = rows == 1 ? plans->for_one : plans->for_several;
	int result;

	if (rows == 1 && cm_append_row(plan, trigger))
		return;
	if (rows < MANY_ROWS)
		result = SPI_execute_plan(plan, NULL, NULL, false, 0);
	else
	{
		const CachedPlanSource *source = linitial(SPI_plan_get_plan_sources(plan));

		/* Planned anew. */
		result = SPI_execute(source->query_string, false, 0);
	}
	if (result < 0)
		elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
}

/* Whoever wrote a row that is refused must learn by what. */
static void
add_context(void *name)
{
	errcontext("live_rollup function %s()", (char *) name);
}

static bool
sees_new_rows(FunctionCallInfo fcinfo)
{
	const TriggerData *trigger = (TriggerData *) fcinfo->context;

	return CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) &&
		   trigger->tg_newtable != NULL;
}

PG_FUNCTION_INFO_V1(cm_live_rollup_call_handler);
Datum
cm_live_rollup_call_handler(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	ErrorContextCallback context = {.callback = add_context, .previous = error_context_stack};
	FunctionPlans *plans;
	int64 rows;

	if (!sees_new_rows(fcinfo))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("a function in the language live_rollup must be called as a trigger for each statement, with the new rows"),
				errhint("CREATE TRIGGER … AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION …"));
	rows = tuplestore_tuple_count(trigger->tg_newtable);
	if (rows == 0)
		PG_RETURN_POINTER(NULL);

	SPI_connect();
	if (SPI_register_trigger_data(trigger) < 0)
		elog(ERROR, "SPI_register_trigger_data failed");
	plans = plans_of(fcinfo->flinfo->fn_oid, trigger->tg_trigger);
	plans->running++;
	context.arg = plans->name;
	error_context_stack = &context;
	PG_TRY();
	{
		run_statement(plans, trigger, rows);
	}
	PG_FINALLY();
	{
		plans->running--;
	}
	PG_END_TRY();
	error_context_stack = context.previous;
	SPI_finish();
	PG_RETURN_POINTER(NULL);
}
