/*
 * live_commands.c
 *	  create_live_rollup(), and what its owner can do with a rollup.
 *
 * The statements are written by SQL functions of the extension; here they are run.  A rollup's query
 * and functions belong to its owner: whoever refreshes, folds or checks it does so with the owner's
 * rights, as with REFRESH MATERIALIZED VIEW.
 */
#include "live_rollup/live_parts.h"
#include "live_rollup/live_query.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"
#include "utils/varlena.h"

/* The triggers' names are the longest that are made of a rollup's name. */
#define LONGEST_NAME (NAMEDATALEN - 1 - (int) strlen("rollup_update_ old"))

typedef struct Identity
{
	Oid user;
	int security_context;
	int settings;
} Identity;

static char *
schema_of_extension(FunctionCallInfo fcinfo)
{
	return pstrdup(quote_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid))));
}

/* The rows that a rollup is filled with have to be those that are there when its locks are held. */
static void
refuse_old_snapshot(void)
{
	if (IsolationUsesXactSnapshot())
		CM_REFUSE("a live rollup can't be filled in a repeatable read or serializable transaction",
				  "Its snapshot is older than the lock that keeps writers away. Use READ COMMITTED.");
}

/* Until the caller's level of settings ends. */
void
cm_set_local(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/* All that is generated has its names written out; nothing of the caller's shall be found instead. */
static int
pin_search_path(void)
{
	int level = NewGUCNestLevel();

	cm_set_local("search_path", "pg_catalog, pg_temp");
	cm_set_local("client_min_messages", "warning");
	return level;
}

/* ---- Running SQL -------------------------------------------------------------------------------------------------- */

static void
run(const char *statement)
{
	if (SPI_execute(statement, false, 0) < 0)
		elog(ERROR, "SPI_execute failed: %s", statement);
}

/* All values of the first column, in the caller's memory of SPI. */
static List *
texts_of(const char *query)
{
	List *texts = NIL;

	run(query);
	for (uint64 i = 0; i < SPI_processed; i++)
		texts = lappend(texts, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
	return texts;
}

static void
run_all(List *statements)
{
	ListCell *cell;

	foreach (cell, statements)
		run((char *) lfirst(cell));
}

/* ---- Acting as the owner ------------------------------------------------------------------------------------------ */

/* What the owner's code sets, or leaves to the end of the transaction, must not reach the caller. */
static void
become_owner(Oid rollup, const CmLiveParts *parts, Identity *before)
{
	HeapTuple tuple;
	Oid owner;
	bool isnull;
	Datum settings;

	if (!cm_owns_relation(rollup))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_VIEW, get_rel_name(rollup));
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(parts->follow));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", parts->follow);
	owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	settings = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proconfig, &isnull);

	GetUserIdAndSecContext(&before->user, &before->security_context);
	SetUserIdAndSecContext(owner, before->security_context | SECURITY_RESTRICTED_OPERATION);
	before->settings = NewGUCNestLevel();
	if (!isnull)
		ProcessGUCArray(DatumGetArrayTypeP(settings), PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE);
	/* Rather an error than a part of the rows. */
	cm_set_local("row_security", "off");
	ReleaseSysCache(tuple);
}

static void
be_oneself_again(const Identity *before)
{
	AtEOXact_GUC(false, before->settings);
	SetUserIdAndSecContext(before->user, before->security_context);
}

/* ---- create_live_rollup() ----------------------------------------------------------------------------------------- */

/* Without the semicolon. The length is 0 where none ends the statement. */
char *
cm_text_of_statement(const char *source, const RawStmt *statement)
{
	const char *start = source + statement->stmt_location;

	return pnstrdup(start, statement->stmt_len > 0 ? statement->stmt_len : strlen(start));
}

/* One SELECT, so that CREATE VIEW … AS makes of it what it says. */
static char *
single_select(char *query)
{
	List *statements = raw_parser(query, RAW_PARSE_DEFAULT);
	RawStmt *statement;

	if (list_length(statements) != 1 || !IsA(linitial_node(RawStmt, statements)->stmt, SelectStmt))
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR),
				errmsg("the query of a live rollup must be a single SELECT"),
				errhint("SELECT keys, summaries FROM responses GROUP BY keys"));
	statement = linitial_node(RawStmt, statements);
	if (((SelectStmt *) statement->stmt)->intoClause)
		ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR), errmsg("the query of a live rollup can't have INTO"),
				errhint("Leave it out: the rollup has a name already."));
	return cm_text_of_statement(query, statement);
}

static void
check_mode(const char *mode)
{
	if (strcmp(mode, "immediate") != 0 && strcmp(mode, "deferred") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there is no mode \"%s\" of a live rollup", mode),
				errhint("Use 'immediate' or 'deferred'."));
}

/* The schema that the rollup shall be in, and its name without it. */
static char *
schema_of_new_rollup(const char *name, char **relation_name)
{
	RangeVar *range = makeRangeVarFromNameList(textToQualifiedNameList(cstring_to_text(name)));
	Oid schema = RangeVarGetAndCheckCreationNamespace(range, NoLock, NULL);

	if (isAnyTempNamespace(schema))
		CM_REFUSE("a live rollup can't be temporary", "Other sessions write responses, too.");
	if (strlen(range->relname) > LONGEST_NAME)
		ereport(ERROR, errcode(ERRCODE_NAME_TOO_LONG),
				errmsg("the name of a live rollup is too long: \"%s\"", range->relname),
				errhint("Use at most %d bytes: other names are made of it.", LONGEST_NAME));
	*relation_name = range->relname;
	return get_namespace_name(schema);
}

static char *
jsonb_of_names(const char *schema, const char *name, const char *mode)
{
	StringInfoData query;
	const char *const parts[] = {"groups", "deltas", "state",  "query", "arrive",
								 "follow", "forget", "append", "fold"};

	initStringInfo(&query);
	appendStringInfo(&query, "pg_catalog.jsonb_build_object('name', %s, 'mode', %s, 'view', %s",
					 quote_literal_cstr(name), quote_literal_cstr(mode),
					 quote_literal_cstr(quote_qualified_identifier(schema, name)));
	for (int i = 0; i < lengthof(parts); i++)
		appendStringInfo(&query, ", '%s', %s", parts[i],
						 quote_literal_cstr(
							 quote_qualified_identifier(schema, psprintf("%s_%s", name, parts[i]))));
	appendStringInfoChar(&query, ')');
	return query.data;
}

/*
 * Locks the table, as CREATE TRIGGER will, and all its partitions at once.  The trigger functions
 * need to read each partition when it is truncated.
 */
static void
lock_followed_table(Oid table)
{
	AclResult allowed = pg_class_aclcheck(table, GetUserId(), ACL_TRIGGER);
	ListCell *cell;

	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(table));
	foreach (cell, find_all_inheritors(table, ShareRowExclusiveLock, NULL))
	{
		char kind = get_rel_relkind(lfirst_oid(cell));

		if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
			ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("a live rollup can't follow the partition \"%s\", which is no table",
						   get_rel_name(lfirst_oid(cell))),
					errhint("Foreign tables have no triggers that see changed rows."));
		allowed = pg_class_aclcheck(lfirst_oid(cell), GetUserId(), ACL_SELECT);
		if (allowed != ACLCHECK_OK)
			aclcheck_error(allowed, OBJECT_TABLE, get_rel_name(lfirst_oid(cell)));
	}
}

PG_FUNCTION_INFO_V1(cm_create_live_rollup);
Datum
cm_create_live_rollup(PG_FUNCTION_ARGS)
{
	char *query = single_select(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	char *mode = text_to_cstring(PG_GETARG_TEXT_PP(2));
	char *extension = schema_of_extension(fcinfo);
	char *name;
	char *schema;
	char *names;
	char *view;
	char *settings;
	char *fill;
	Oid view_id;
	Oid table;
	int level;

	check_mode(mode);
	refuse_old_snapshot();
	schema = schema_of_new_rollup(text_to_cstring(PG_GETARG_TEXT_PP(0)), &name);
	names = jsonb_of_names(schema, name, mode);
	view = quote_literal_cstr(quote_qualified_identifier(schema, psprintf("%s_query", name)));

	SPI_connect();
	run(psprintf("CREATE VIEW %s AS %s\n", quote_qualified_identifier(schema, psprintf("%s_query", name)), query));
	view_id = get_relname_relid(psprintf("%s_query", name), get_namespace_oid(schema, false));
	table = cm_read_live_query(view_id, get_func_namespace(fcinfo->flinfo->fn_oid))->table;
	settings = quote_literal_cstr(
		linitial(texts_of(psprintf("SELECT %s.live_rollup_settings(%u)", extension, view_id))));

	level = pin_search_path();
	names = quote_literal_cstr(linitial(texts_of(psprintf("SELECT %s || %s.live_rollup_lists(%s, %s)", names,
														  extension, view, quote_literal_cstr(mode)))));
	lock_followed_table(table);
	run_all(texts_of(psprintf("SELECT %s.live_rollup_create_statements(%s, %s)", extension, names, settings)));
	run_all(texts_of(psprintf("SELECT %s.live_rollup_trigger_statements(%s)", extension, names)));
	fill = linitial(texts_of(psprintf("SELECT %s.live_rollup_fill_statement(%s)", extension, names)));
	AtEOXact_GUC(false, level);
	/* Expressions run under the creator's own settings. */
	run(fill);
	SPI_finish();
	PG_RETURN_OID(get_relname_relid(name, get_namespace_oid(schema, false)));
}

/* ---- What the owner can do ---------------------------------------------------------------------------------------- */

/* SQL for all names and lists of a rollup that is there. */
static char *
names_of(Oid rollup, const CmLiveParts *parts, const char *extension)
{
	return quote_literal_cstr(linitial(texts_of(psprintf("SELECT n || %s.live_rollup_lists(%u, n ->> 'mode') FROM %s.live_rollup_names(%u) AS n",
														 extension, parts->query, extension, rollup))));
}

/* One refresh or fold at a time.  Writers and readers have nothing to do with the table of the state. */
static char *
lock_state(const CmLiveParts *parts)
{
	char *state = quote_qualified_identifier(get_namespace_name(get_rel_namespace(parts->state)),
											 get_rel_name(parts->state));

	run(psprintf("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", state));
	return state;
}

PG_FUNCTION_INFO_V1(cm_refresh_live_rollup);
Datum
cm_refresh_live_rollup(PG_FUNCTION_ARGS)
{
	Oid rollup = PG_GETARG_OID(0);
	char *extension = schema_of_extension(fcinfo);
	CmLiveParts parts;
	Identity before;
	List *statements;
	List *triggers;
	char *names;
	int level;

	refuse_old_snapshot();
	cm_get_live_parts(rollup, get_func_namespace(fcinfo->flinfo->fn_oid), &parts);
	SPI_connect();
	become_owner(rollup, &parts, &before);
	(void) lock_state(&parts);
	level = pin_search_path();
	names = names_of(rollup, &parts, extension);
	statements = texts_of(psprintf("SELECT %s.live_rollup_refresh_statements(%s, %s.live_rollup_settings_of(%u))",
								   extension, names, extension, parts.follow));
	triggers = texts_of(psprintf("SELECT %s.live_rollup_trigger_statements(%s)", extension, names));
	run_all(triggers);
	AtEOXact_GUC(false, level);
	run_all(statements);
	be_oneself_again(&before);
	SPI_finish();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(cm_fold_live_rollup);
Datum
cm_fold_live_rollup(PG_FUNCTION_ARGS)
{
	Oid rollup = PG_GETARG_OID(0);
	CmLiveParts parts;
	Identity before;
	char *state;
	bool isnull;
	int64 folded = 0;

	cm_get_live_parts(rollup, get_func_namespace(fcinfo->flinfo->fn_oid), &parts);
	become_owner(rollup, &parts, &before);
	/* In the immediate mode, writers fold. */
	if (get_func_rettype(parts.fold) == INT8OID)
	{
		SPI_connect();
		state = lock_state(&parts);
		run(psprintf("SELECT %s()",
					 quote_qualified_identifier(get_namespace_name(get_func_namespace(parts.fold)),
												get_func_name(parts.fold))));
		folded = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
		run(psprintf("UPDATE %s SET last_fold = pg_catalog.clock_timestamp()", state));
		SPI_finish();
	}
	be_oneself_again(&before);
	PG_RETURN_INT64(folded);
}

PG_FUNCTION_INFO_V1(cm_check_live_rollup);
Datum
cm_check_live_rollup(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid rollup = PG_GETARG_OID(0);
	char *extension = schema_of_extension(fcinfo);
	CmLiveParts parts;
	Identity before;
	int level;
	char *query;

	cm_get_live_parts(rollup, get_func_namespace(fcinfo->flinfo->fn_oid), &parts);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	become_owner(rollup, &parts, &before);
	level = pin_search_path();
	query = linitial(texts_of(psprintf("SELECT %s.live_rollup_check_query(%s)", extension,
									   names_of(rollup, &parts, extension))));
	AtEOXact_GUC(false, level);
	run(query);
	for (uint64 i = 0; i < SPI_processed; i++)
		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[i]);
	be_oneself_again(&before);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(cm_drop_live_rollup);
Datum
cm_drop_live_rollup(PG_FUNCTION_ARGS)
{
	Oid rollup = PG_GETARG_OID(0);
	char *extension = schema_of_extension(fcinfo);
	CmLiveParts parts;
	int level;

	cm_get_live_parts(rollup, get_func_namespace(fcinfo->flinfo->fn_oid), &parts);
	if (!cm_owns_relation(rollup))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_VIEW, get_rel_name(rollup));
	SPI_connect();
	level = pin_search_path();
	run_all(texts_of(psprintf("SELECT %s.live_rollup_drop_statements(%s.live_rollup_names(%u))",
							  extension, extension, rollup)));
	AtEOXact_GUC(false, level);
	SPI_finish();
	PG_RETURN_VOID();
}
