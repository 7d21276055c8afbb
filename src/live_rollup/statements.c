/*
 * statements.c
 *	  The SQL that a live rollup is made and kept with: each statement from top to bottom, and then what
 *	  fills the names in braces.
 *
 * A row of the deltas is one of the query's result, and says whether it was added to its group or
 * removed.  A total is always what was added less what was removed.
 */
#include "live_rollup/live_rollup.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

/* ---- The statements ----------------------------------------------------------------------------------------------- */

/* NULL is a group, too.  What is published has to say which rows are deleted. */
const char *const cm_create_statements[] =
	{"CREATE {persistence}TABLE {groups} WITH (fillfactor = 70) AS SELECT * FROM ({full_query}) AS _query WITH NO DATA",
	 "ALTER TABLE {groups} REPLICA IDENTITY FULL{finite}",
	 "CREATE UNIQUE INDEX ON {groups} ({own_keys}) NULLS NOT DISTINCT",
	 "CREATE INDEX ON {groups} (_key)",
	 "COMMENT ON TABLE {groups} IS 'Part of a live rollup: its groups'",
	 "CREATE {persistence}TABLE {deltas} WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)"
	 " AS SELECT *, NULL::pg_catalog.bool AS _removed FROM ({full_query}) AS _query WITH NO DATA",
	 "ALTER TABLE {deltas} REPLICA IDENTITY FULL{finite}",
	 "COMMENT ON TABLE {deltas} IS 'Part of a live rollup: what is added and removed, and not yet folded into its groups'",
	 "COMMENT ON COLUMN {deltas}._removed IS 'NULL in the mark of a rollup that has missed changes'",
	 "COMMENT ON VIEW {query} IS 'Part of a live rollup: the query that it keeps'",
	 NULL};

/*
 * Groups without deltas as they are, and those with deltas merged.  Which ones these are, _key tells, a hash of
 * the keys: NULL or not, it can be joined by.  Whether there is a mark among the deltas is asked once, before
 * anything else and whatever the reader looks for.
 */
const char *const cm_view_statements[] =
	{"CREATE OR REPLACE VIEW {view} ({columns}) AS\n"
	 "SELECT {stored_results} FROM {groups} AS _group\n"
	 "WHERE NOT EXISTS (SELECT FROM {deltas} AS _delta\n"
	 "                  WHERE _delta._key = _group._key AND pg_catalog.record_eq(ROW({delta_keys}), ROW({group_keys})))\n"
	 "  AND (SELECT pg_catalog.bool_and({extension}.live_rollup_is_whole(_removed)) FROM {deltas}) IS NOT FALSE\n"
	 "  AND {extension}.live_rollup_parts({groups_literal}::pg_catalog.regclass, {deltas_literal}::pg_catalog.regclass,\n"
	 "                                    {query_literal}::pg_catalog.regclass, {pending_limit}, {settings}::pg_catalog.text[])\n"
	 "UNION ALL\n"
	 "SELECT {merged_results}\n"
	 "FROM (SELECT {keys}, {totals} FROM {deltas} WHERE {extension}.live_rollup_is_whole(_removed) GROUP BY {keys}) AS _delta\n"
	 "     LEFT JOIN {groups} AS _group\n"
	 "     ON _group._key = _delta._key AND pg_catalog.record_eq(ROW({group_keys}), ROW({delta_keys}))\n"
	 "WHERE {extension}.live_rollup_count(coalesce(_group._rows, 0) + _delta._rows) > 0",
	 "COMMENT ON VIEW {view} IS {comment_literal}", NULL};

/*
 * Of the followed table, and of each of its partitions, which are written to directly, too.  The events come
 * before the name, so that several rollups of a table always follow one another in the same order.
 */
#define FOR_THE_ROLLUP                                                                        \
	" FOR EACH STATEMENT WHEN ({extension}.live_rollup({view_literal}::pg_catalog.regclass))" \
	" EXECUTE FUNCTION {extension}.follow_live_rollup()"

const char *const cm_trigger_statements[] =
	{"CREATE TRIGGER {trigger} AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows" FOR_THE_ROLLUP,
	 "CREATE TRIGGER {trigger} AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows" FOR_THE_ROLLUP,
	 "CREATE TRIGGER {trigger} AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows" FOR_THE_ROLLUP,
	 "CREATE TRIGGER {trigger} BEFORE TRUNCATE ON {table}" FOR_THE_ROLLUP, NULL};

/*
 * What the last one reads and the deltas that it drops are of one snapshot: of what comes later, neither.  A mark
 * goes only where its writers are done.
 */
const char *const cm_refresh_statements[] = {"DELETE FROM {groups}",
											 "WITH _gone AS (DELETE FROM {deltas} WHERE {outdated})\n"
											 "INSERT INTO {groups} ({keys}, {values}) SELECT {keys}, {values} FROM ({full_query}) AS _query ORDER BY {own_keys}",
											 NULL};

/*
 * Takes some deltas of some blocks.  Where their total can't be merged into the group, such as a removal whose
 * addition is not among them, it stays pending as one delta of each kind; where not even that can be made, as of two
 * scales, all stay as they are.
 */
const char *const cm_fold_statements[] =
	{"WITH _taken AS MATERIALIZED (\n"
	 "  SELECT ctid AS _place, {keys}, {values}, _removed FROM {deltas}\n"
	 "  WHERE ctid >= {from}::pg_catalog.tid AND ctid < {to}::pg_catalog.tid AND _removed IS NOT NULL LIMIT {most}\n"
	 "), _total AS MATERIALIZED (\n"
	 "  SELECT {keys}, pg_catalog.array_agg(_place) AS _places, {gathered} FROM _taken GROUP BY {keys}\n"
	 "), _merged AS MATERIALIZED (\n"
	 "  SELECT _total.*, _group.ctid AS _group_place, {merged}\n"
	 "  FROM _total LEFT JOIN {groups} AS _group\n"
	 "       ON _group._key = _total._key AND pg_catalog.record_eq(ROW({group_keys}), ROW({total_keys}))\n"
	 "), _whole AS MATERIALIZED (\n"
	 "  SELECT * FROM _merged WHERE {is_whole}\n"
	 "), _lump AS MATERIALIZED (\n"
	 "  SELECT {keys}, _places, {lumped} FROM _merged WHERE NOT coalesce({is_whole}, false) AND pg_catalog.cardinality(_places) > 2\n"
	 "), _kept AS MATERIALIZED (\n"
	 "  SELECT * FROM _lump WHERE pg_catalog.num_nulls({added_values}) IN (0, {number_of_values})\n"
	 "                        AND pg_catalog.num_nulls({removed_values}) IN (0, {number_of_values})\n"
	 "), _gone AS (\n"
	 "  DELETE FROM {deltas} USING (SELECT pg_catalog.unnest(_places) AS _place FROM _whole\n"
	 "                              UNION ALL SELECT pg_catalog.unnest(_places) FROM _kept) AS _folded\n"
	 "  WHERE {deltas}.ctid = _folded._place\n"
	 "), _still_pending AS (\n"
	 "  INSERT INTO {deltas} ({keys}, {values}, _removed)\n"
	 "  SELECT {keys}, {added_values}, false FROM _kept WHERE pg_catalog.num_nulls({added_values}) = 0\n"
	 "  UNION ALL\n"
	 "  SELECT {keys}, {removed_values}, true FROM _kept WHERE pg_catalog.num_nulls({removed_values}) = 0\n"
	 "), _changed AS (\n"
	 "  UPDATE {groups} AS _group SET {assignments} FROM _whole WHERE _group.ctid = _group_place AND {merged_rows} > 0\n"
	 "), _emptied AS (\n"
	 "  DELETE FROM {groups} AS _group USING _whole WHERE _group.ctid = _group_place AND {merged_rows} = 0\n"
	 "), _new AS (\n"
	 "  INSERT INTO {groups} ({keys}, {values})\n"
	 "  SELECT {keys}, {merged_values} FROM _whole WHERE _group_place IS NULL AND {merged_rows} > 0\n"
	 ")\n"
	 "SELECT coalesce((SELECT pg_catalog.sum(pg_catalog.cardinality(_places)) FROM _whole), 0)::pg_catalog.int8,\n"
	 "       EXISTS (SELECT FROM _kept)",
	 NULL};

/* Nothing is subtracted, but what was removed stands on the other side: so a removal of what is not there is found. */
const char *const cm_check_statements[] = {"SELECT pg_catalog.jsonb_build_object({keys_as_json}), pg_catalog.jsonb_build_object({stored_as_json}),\n"
										   "       pg_catalog.jsonb_build_object({fresh_as_json})\n"
										   "FROM (SELECT {own_keys}, {values}, true AS _stored FROM {groups}\n"
										   "      UNION ALL\n"
										   "      SELECT {own_keys}, {values}, NOT _removed FROM {deltas} WHERE _removed IS NOT NULL\n"
										   "      UNION ALL\n"
										   "      SELECT {own_keys}, {values}, false FROM ({full_query}) AS _query) AS _both\n"
										   "GROUP BY {own_keys} HAVING {differences} ORDER BY {own_keys}",
										   NULL};

/* ---- What fills them, column by column ---------------------------------------------------------------------------- */

#define TOTAL(column) \
	"coalesce(pg_catalog.sum(CASE WHEN _removed THEN -" column " ELSE " column " END), 0)"
#define TOTALS_OF_SUMMARY                                                    \
	"{extension}.rollup({name}) FILTER (WHERE NOT _removed) AS _added_{n}, " \
	"{extension}.rollup({name}) FILTER (WHERE _removed) AS _removed_{n}"
#define SUM_OF(column) "coalesce(_group." column ", 0) + _delta." column
#define GATHERED(column)                                                           \
	"pg_catalog.array_agg(" column ") FILTER (WHERE NOT _removed) AS _added_{n}, " \
	"pg_catalog.array_agg(" column ") FILTER (WHERE _removed) AS _removed_{n}"
#define MERGED \
	"{extension}.live_rollup_merge(_group.{name}, _added_{n}, _removed_{n}) AS _merged_{n}"
#define LUMPED                                                                      \
	"{extension}.live_rollup_merge(NULL::{type}, _added_{n}, NULL) AS _added_{n}, " \
	"{extension}.live_rollup_merge(NULL::{type}, _removed_{n}, NULL) AS _removed_{n}"
#define SUMMARY_OF(side) "{extension}.rollup({name}) FILTER (WHERE " side ")"
#define NUMBER_OF(side)  "coalesce(pg_catalog.sum({name}) FILTER (WHERE " side "), 0)"

#define OF_ALL(format)                 \
	{                                  \
		format, format, format, format \
	}
#define OF_KEYS(format)          \
	{                            \
		format, NULL, NULL, NULL \
	}
#define OF_VALUES(format)            \
	{                                \
		NULL, format, format, format \
	}

#define OF_SUMMARIES_AND_NUMBERS(summary, number) \
	{                                             \
		NULL, summary, number, number             \
	}

/* For each role of a column, what it adds to the list; nothing where there is no format. */
static const struct
{
	const char *name;
	bool own; /* the query's own columns alone */
	const char *separator;
	const char *formats[4]; /* key, summary, count, sum */
} lists[] = {
	{"columns", true, ", ", OF_ALL("{name}")},
	{"own_keys", true, ", ", OF_KEYS("{name}")},
	{"keys", false, ", ", OF_KEYS("{name}")},
	{"group_keys", true, ", ", OF_KEYS("_group.{name}")},
	{"delta_keys", true, ", ", OF_KEYS("_delta.{name}")},
	{"total_keys", true, ", ", OF_KEYS("_total.{name}")},
	{"keys_as_json", true, ", ", OF_KEYS("{literal}, {name}")},
	{"values", false, ", ", OF_VALUES("{name}")},
	{"added_values", false, ", ", OF_VALUES("_added_{n}")},
	{"removed_values", false, ", ", OF_VALUES("_removed_{n}")},
	{"merged_values", false, ", ", OF_VALUES("_merged_{n}")},
	{"assignments", false, ", ", OF_VALUES("{name} = _merged_{n}")},
	{"merged", false, ", ", OF_VALUES(MERGED)},
	{"lumped", false, ", ", OF_VALUES(LUMPED)},
	/* A sum without a value is NULL, until there is one. */
	{"gathered", false, ", ", {NULL, GATHERED("{name}"), GATHERED("{name}"), GATHERED("coalesce({name}, 0)")}},
	{"is_whole", false, " AND ", {NULL, "_merged_{n} IS NOT NULL", "_merged_{n} >= 0", "_merged_{n} IS NOT NULL"}},
	{"stored_results", true, ", ", {"{name}", "{name}", "{name}", "CASE WHEN _values_{n} > 0 THEN {name} END AS {name}"}},
	{"totals", false, ", ", OF_SUMMARIES_AND_NUMBERS(TOTALS_OF_SUMMARY, TOTAL("{name}") " AS {name}")},
	{"merged_results",
	 true,
	 ", ",
	 {"_delta.{name}", "{extension}.live_rollup_total(_group.{name}, _added_{n}, _removed_{n})",
	  "{extension}.live_rollup_count(" SUM_OF("{name}") ")",
	  "CASE WHEN " SUM_OF("_values_{n}") " > 0 THEN (" SUM_OF("{name}") ")::{type} END"}},
	{"differences", false, " OR ",
	 OF_SUMMARIES_AND_NUMBERS(SUMMARY_OF("_stored") " OPERATOR({extension}.<>) " SUMMARY_OF("NOT _stored"),
							  NUMBER_OF("_stored") " <> " NUMBER_OF("NOT _stored"))},
	{"stored_as_json", false, ", ",
	 OF_SUMMARIES_AND_NUMBERS("{literal}, " SUMMARY_OF("_stored"), "{literal}, " NUMBER_OF("_stored"))},
	{"fresh_as_json", false, ", ",
	 OF_SUMMARIES_AND_NUMBERS("{literal}, " SUMMARY_OF("NOT _stored"), "{literal}, " NUMBER_OF("NOT _stored"))},
};

static const char *
text_for(const CmFilling *fillings, int count, const char *name, int length)
{
	for (int i = 0; i < count; i++)
	{
		if (fillings[i].name && strlen(fillings[i].name) == length && strncmp(fillings[i].name, name, length) == 0)
			return fillings[i].text;
	}
	elog(ERROR, "nothing is known to fill {%.*s} with", length, name);
}

/* In one pass, so that what is filled in is never looked at again. */
static char *
fill(const char *format, const CmFilling *fillings, int count)
{
	StringInfoData text;
	const char *brace;

	initStringInfo(&text);
	while ((brace = strchr(format, '{')) != NULL)
	{
		const char *end = strchr(brace, '}');

		appendBinaryStringInfo(&text, format, brace - format);
		appendStringInfoString(&text, text_for(fillings, count, brace + 1, end - brace - 1));
		format = end + 1;
	}
	appendStringInfoString(&text, format);
	return text.data;
}

char *
cm_write_statement(const CmStatements *statements, const char *statement, const CmFilling *more)
{
	CmStatements all = *statements;

	for (; more && more->name; more++)
		all.fillings[all.count++] = *more;
	return fill(statement, all.fillings, all.count);
}

static void
add(CmStatements *statements, const char *name, const char *text)
{
	if (statements->count == lengthof(statements->fillings) - 5)
		elog(ERROR, "too many fillings");
	statements->fillings[statements->count++] = (CmFilling){name, text};
}

static char *
qualified_type(const TargetEntry *column)
{
	return format_type_extended(exprType((Node *) column->expr), -1, FORMAT_TYPE_FORCE_QUALIFY);
}

static char *
list_of_columns(const CmLiveQuery *live, int list, const char *extension)
{
	int columns = lists[list].own ? live->width : list_length(live->query->targetList);
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < columns; i++)
	{
		const TargetEntry *column = list_nth_node(TargetEntry, live->query->targetList, i);
		const char *format = lists[list].formats[live->roles[i]];
		CmFilling fillings[] = {{"name", quote_identifier(column->resname)},
								{"literal", quote_literal_cstr(column->resname)},
								{"type", qualified_type(column)},
								{"n", psprintf("%d", i + 1)},
								{"extension", extension}};

		if (format == NULL)
			continue;
		if (text.len > 0)
			appendStringInfoString(&text, lists[list].separator);
		appendStringInfoString(&text, fill(format, fillings, lengthof(fillings)));
	}
	return text.data;
}

/* ---- What fills them, else ---------------------------------------------------------------------------------------- */

/* NaN and infinity could never be taken out of a sum again. */
static char *
checks_of_sums(const CmLiveQuery *live)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < live->width; i++)
	{
		const TargetEntry *column = list_nth_node(TargetEntry, live->query->targetList, i);

		if (live->roles[i] == CM_LIVE_SUM && exprType((Node *) column->expr) == NUMERICOID)
			appendStringInfo(&text, ", ADD CHECK (%1$s > '-Infinity' AND %1$s < 'Infinity')",
							 quote_identifier(column->resname));
	}
	return text.data;
}

/* Every name is written out with its schema, so that the text means the same to everybody. */
static char *
text_of_query(Query *query)
{
	int level = cm_pin_search_path();
	char *text = pg_get_querydef(query, false);

	AtEOXact_GUC(false, level);
	return text;
}

/* The names of the relations are made of the rollup's when it is new, and are what they are called now after that. */
static const char *
part_name(const CmLiveParts *parts, Oid part, const char *schema, const char *name, const char *suffix)
{
	if (OidIsValid(parts->rollup))
		return cm_name_of(part);
	return quote_qualified_identifier(schema, psprintf("%s%s", name, suffix));
}

/* Of a new rollup: its name, and of its parts the limit, the settings, and the schema of the extension. */
CmStatements *
cm_statements(const CmLiveQuery *live, const CmLiveParts *parts, const char *schema, const char *name)
{
	CmStatements *statements = palloc0(sizeof(CmStatements));
	const char *extension = quote_identifier(get_namespace_name(parts->schema));
	const CmFilling relations[] = {{"view", part_name(parts, parts->rollup, schema, name, "")},
								   {"groups", part_name(parts, parts->groups, schema, name, "_groups")},
								   {"deltas", part_name(parts, parts->deltas, schema, name, "_deltas")},
								   {"query", part_name(parts, parts->query, schema, name, "_query")}};
	int values = 0;

	for (int i = 0; i < list_length(live->query->targetList); i++)
		values += live->roles[i] != CM_LIVE_KEY;
	for (int i = 0; i < lengthof(lists); i++)
		add(statements, lists[i].name, list_of_columns(live, i, extension));
	for (int i = 0; i < lengthof(relations); i++)
	{
		add(statements, relations[i].name, relations[i].text);
		add(statements, psprintf("%s_literal", relations[i].name), quote_literal_cstr(relations[i].text));
	}
	add(statements, "extension", extension);
	add(statements, "comment_literal",
		quote_literal_cstr(psprintf("Live rollup of %s", cm_name_of(live->table))));
	add(statements, "pending_limit", psprintf("%d", parts->pending_limit));
	add(statements, "settings",
		quote_literal_cstr(OidOutputFunctionCall(F_ARRAY_OUT, PointerGetDatum(parts->settings))));
	add(statements, "persistence",
		get_rel_persistence(live->table) == RELPERSISTENCE_UNLOGGED ? "UNLOGGED " : "");
	add(statements, "full_query", text_of_query(live->query));
	add(statements, "finite", checks_of_sums(live));
	/* It stands behind the query's own columns. */
	add(statements, "merged_rows", psprintf("_merged_%d", live->width + 1));
	add(statements, "number_of_values", psprintf("%d", values));
	return statements;
}

CmStatements *
cm_statements_of(const CmLiveParts *parts)
{
	return cm_statements(cm_read_live_query(parts->query), parts, NULL, NULL);
}
