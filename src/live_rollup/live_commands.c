/*
 * live_commands.c
 *	  create_live_rollup(), and what its owner can do with a rollup.
 *
 * A rollup's query belongs to its owner: whoever refreshes, folds or checks it does so with the owner's
 * rights, as with REFRESH MATERIALIZED VIEW.
 */
#include "live_rollup/live_rollup.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "commands/tablecmds.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/varlena.h"

/* The triggers' names are the longest that are made of a rollup's name. */
#define LONGEST_NAME (NAMEDATALEN - 1 - (int) strlen("rollup_truncate_"))

/* What is filled or folded has to be what is there when the locks are held. */
static void
refuse_old_snapshot(void)
{
	if (IsolationUsesXactSnapshot())
		CM_REFUSE("a live rollup can't be filled or folded in a repeatable read or serializable transaction",
				  "Its snapshot is older than the lock that keeps others away. Use READ COMMITTED.");
}

/* ---- Running SQL -------------------------------------------------------------------------------------------------- */

void
cm_run(const char *statement)
{
	if (SPI_execute(statement, false, 0) < 0)
		elog(ERROR, "SPI_execute failed: %s", statement);
}

static void
get_own_parts(Oid rollup, CmLiveParts *parts)
{
	cm_get_live_parts(rollup, parts);
	if (!cm_owns_relation(rollup))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_VIEW, get_rel_name(rollup));
}

/* A mark has to be the only thing to go with all deltas: those who wrote it are then done. */
static void
fill_anew(const CmStatements *statements, bool is_marked)
{
	CmFilling more[] = {{"outdated", is_marked ? "true" : "_removed IS NOT NULL"}, {NULL}};

	cm_run(cm_write_statement(statements, cm_empty_statement, NULL));
	cm_run_with_results(statements->live, cm_write_statement(statements, cm_fill_statement, more));
}

/* ---- create_live_rollup() ----------------------------------------------------------------------------------------- */

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
	/* Without the semicolon. The length is 0 where none ends the statement. */
	query += statement->stmt_location;
	return pnstrdup(query, statement->stmt_len > 0 ? statement->stmt_len : strlen(query));
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
	LockRelationOid(table, ShareRowExclusiveLock);
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

static void
check_pending_limit(int limit)
{
	if (limit < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the limit of pending deltas must be at least 1, not %d", limit),
				errhint("The default is 1000: the more, the fewer folds, and the more to merge for readers."));
}

/* Citus fires no triggers on tables that it spreads over servers. */
static void
refuse_distributed(Oid table)
{
	if (!OidIsValid(get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE)))
		return;
	cm_run(psprintf("SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = %u", table));
	if (SPI_processed > 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a live rollup can't follow \"%s\", which Citus distributes", get_rel_name(table)),
				errhint("Such tables have no triggers. Keep a table of summaries, and feed it by INSERT ... SELECT ... ON CONFLICT (keys) DO UPDATE SET s = rollup.s + excluded.s."));
}

/*
 * The settings that expressions run under, those of the creator's session: where expressions may depend on
 * them, all that matter.  Each costs every writer a microsecond.
 */
static ArrayType *
settings_of_session(const CmLiveQuery *live)
{
	static const char *const names[] = {"TimeZone",           "DateStyle", "IntervalStyle",
										"extra_float_digits", "lc_time",   "lc_numeric"};
	ArrayType *settings;
	StringInfoData path;
	ListCell *cell;

	initStringInfo(&path);
	foreach (cell, fetch_search_path(false))
	{
		if (lfirst_oid(cell) != PG_CATALOG_NAMESPACE && !isAnyTempNamespace(lfirst_oid(cell)))
			appendStringInfo(&path, "%s, ", quote_identifier(get_namespace_name(lfirst_oid(cell))));
	}
	appendStringInfoString(&path, "pg_temp");
	settings = GUCArrayAdd(NULL, "search_path", path.data);
	for (int i = 0; live->depends_on_settings && i < lengthof(names); i++)
		settings = GUCArrayAdd(settings, names[i], GetConfigOption(names[i], false, false));
	return settings;
}

PG_FUNCTION_INFO_V1(cm_create_live_rollup);
Datum
cm_create_live_rollup(PG_FUNCTION_ARGS)
{
	char *query = single_select(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	CmLiveParts parts = {.pending_limit = PG_GETARG_INT32(2),
						 .schema = get_func_namespace(fcinfo->flinfo->fn_oid)};
	CmStatements *statements;
	CmLiveQuery *live;
	char *query_name;
	char *schema;
	char *name;
	int level;

	check_pending_limit(parts.pending_limit);
	refuse_old_snapshot();
	schema = schema_of_new_rollup(text_to_cstring(PG_GETARG_TEXT_PP(0)), &name);

	SPI_connect();
	query_name = psprintf("%s_query", name);
	cm_run(psprintf("CREATE VIEW %s AS %s\n", quote_qualified_identifier(schema, query_name), query));
	live = cm_read_live_query(get_relname_relid(query_name, get_namespace_oid(schema, false)));
	refuse_distributed(live->table);
	lock_followed_table(live->table);
	parts.table = live->table;
	parts.settings = settings_of_session(live);
	level = cm_pin_search_path();
	statements = cm_statements(live, &parts, schema, name);
	for (int i = 0; cm_create_statements[i]; i++)
		cm_run(cm_write_statement(statements, cm_create_statements[i], NULL));
	parts.rollup = get_relname_relid(name, get_namespace_oid(schema, false));
	cm_create_triggers(&parts, statements);
	AtEOXact_GUC(false, level);
	fill_anew(statements, false);
	SPI_finish();
	PG_RETURN_OID(parts.rollup);
}

/* ---- What the owner can do ---------------------------------------------------------------------------------------- */

/* Rows that the caller's own statement is writing would be counted now, and by the trigger after it. */
static void
check_not_in_use(Oid followed)
{
	Relation table = relation_open(followed, AccessShareLock);

	CheckTableNotInUse(table, "refresh the live rollup of");
	relation_close(table, NoLock);
}

/* The locks in the order that holds everywhere: the followed table's, then that of folding. */
PG_FUNCTION_INFO_V1(cm_refresh_live_rollup);
Datum
cm_refresh_live_rollup(PG_FUNCTION_ARGS)
{
	CmStatements *statements;
	CmLiveParts parts;
	CmIdentity before;
	bool is_marked = false;
	int level;

	refuse_old_snapshot();
	get_own_parts(PG_GETARG_OID(0), &parts);
	check_not_in_use(parts.table);
	SPI_connect();
	cm_become_owner(&parts, true, &before);
	statements = cm_statements_of(&parts);
	/* Writers that did not append deltas have to be done. */
	(void) cm_count_rows(parts.deltas, &is_marked);
	if (is_marked)
		lock_followed_table(parts.table);
	level = cm_pin_search_path();
	cm_create_triggers(&parts, statements);
	AtEOXact_GUC(false, level);
	cm_wait_for_fold_lock(&parts);
	fill_anew(statements, is_marked);
	cm_be_oneself_again(&before);
	SPI_finish();
	PG_RETURN_VOID();
}

/* NULL where somebody else is folding. */
PG_FUNCTION_INFO_V1(cm_fold_live_rollup);
Datum
cm_fold_live_rollup(PG_FUNCTION_ARGS)
{
	CmLiveParts parts;

	refuse_old_snapshot();
	get_own_parts(PG_GETARG_OID(0), &parts);
	if (!cm_try_fold_lock(&parts))
		PG_RETURN_NULL();
	PG_RETURN_INT64(cm_fold_all(&parts));
}

PG_FUNCTION_INFO_V1(cm_alter_live_rollup);
Datum
cm_alter_live_rollup(PG_FUNCTION_ARGS)
{
	CmLiveParts parts;
	CmIdentity before;
	int level;

	check_pending_limit(PG_GETARG_INT32(1));
	get_own_parts(PG_GETARG_OID(0), &parts);
	parts.pending_limit = PG_GETARG_INT32(1);
	SPI_connect();
	cm_become_owner(&parts, true, &before);
	level = cm_pin_search_path();
	cm_run(cm_write_statement(cm_statements_of(&parts), cm_view_statement, NULL));
	AtEOXact_GUC(false, level);
	cm_be_oneself_again(&before);
	SPI_finish();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(cm_check_live_rollup);
Datum
cm_check_live_rollup(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CmStatements *statements;
	CmLiveParts parts;
	CmIdentity before;

	get_own_parts(PG_GETARG_OID(0), &parts);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	cm_become_owner(&parts, true, &before);
	statements = cm_statements_of(&parts);
	cm_run_with_results(statements->live, cm_write_statement(statements, cm_check_statement, NULL));
	for (uint64 i = 0; i < SPI_processed; i++)
		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[i]);
	cm_be_oneself_again(&before);
	SPI_finish();
	return (Datum) 0;
}

/* With the triggers, which only their table's owner could drop. */
PG_FUNCTION_INFO_V1(cm_drop_live_rollup);
Datum
cm_drop_live_rollup(PG_FUNCTION_ARGS)
{
	ObjectAddresses *objects = new_object_addresses();
	CmLiveParts parts;

	get_own_parts(PG_GETARG_OID(0), &parts);
	/* Before the deltas, as everywhere; who made up the rollup locks nothing. */
	if (pg_class_aclcheck(parts.table, GetUserId(), ACL_TRIGGER) == ACLCHECK_OK)
	{
		LockRelationOid(parts.table, AccessExclusiveLock);
		(void) find_all_inheritors(parts.table, AccessExclusiveLock, NULL);
	}
	cm_add_triggers(parts.rollup, objects);
	for (int i = 0; i < 4; i++)
	{
		const Oid relations[] = {parts.rollup, parts.groups, parts.deltas, parts.query};
		ObjectAddress relation = {RelationRelationId, relations[i], 0};

		add_exact_object_address(&relation, objects);
	}
	performMultipleDeletions(objects, DROP_RESTRICT, 0);
	free_object_addresses(objects);
	PG_RETURN_VOID();
}
