/*
 * statements.c
 *	  The SQL that a live rollup is made and kept with: each statement from top to bottom, and then what
 *	  fills the names in braces.
 *
 * A row of the deltas is one of the query's result, and says whether it was added to its group or
 * removed.  A total is always what was added less what was removed.
 */
#include "live_rollup/live_rollup.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

/* ---- The statements ----------------------------------------------------------------------------------------------- */

/* clang-format off */

/*
 * Deltas merged into their groups, for readers and for the fold.  Which group is theirs, _key tells, a hash of the
 * keys: NULL or not, it can be looked up by.  LIMIT keeps it a look into the index for each, since the planner thinks of
 * more deltas than there are where most of them are deleted, and would read all groups.
 */
#define MERGED(deltas)                                                                                    \
	"SELECT _group._place, {merged}\n"                                                                    \
	"FROM (SELECT {keys}, {totals} FROM " deltas " GROUP BY {keys}) AS _delta\n"                          \
	"     LEFT JOIN LATERAL (SELECT _group.ctid AS _place, * FROM {groups} AS _group\n"                   \
	"                        WHERE _group._key = _delta._key\n"                                           \
	"                          AND pg_catalog.record_eq(ROW({group_keys}), ROW({delta_keys})) LIMIT 1)\n" \
	"     AS _group ON true\n"

/*
 * Groups without deltas as they are, and those with deltas merged.  Whether there is a mark among the deltas is asked
 * once, before anything else and whatever the reader looks for.
 */
const char cm_view_statement[] =
	"CREATE OR REPLACE VIEW {view} ({columns}) AS\n"
	"SELECT {results} FROM {groups} AS _group\n"
	"WHERE NOT EXISTS (SELECT FROM {deltas} AS _delta\n"
	"                  WHERE _delta._key = _group._key AND pg_catalog.record_eq(ROW({delta_keys}), ROW({group_keys})))\n"
	"  AND (SELECT pg_catalog.bool_and({extension}.live_rollup_is_whole(_removed)) FROM {deltas}) IS NOT FALSE\n"
	"  AND {extension}.live_rollup_parts({groups_literal}::pg_catalog.regclass, {deltas_literal}::pg_catalog.regclass,\n"
	"                                    {query_literal}::pg_catalog.regclass, {pending_limit}, {settings}::pg_catalog.text[])\n"
	"UNION ALL\n"
	"SELECT {results}\n"
	"FROM (" MERGED("{deltas} WHERE {extension}.live_rollup_is_whole(_removed)") ") AS _merged\n"
	"WHERE _rows > 0";

/* NULL is a group, too.  What is published has to say which rows are deleted. */
const char *const cm_create_statements[] =
	{"CREATE TABLE {groups} ({definitions}{finite}) WITH (fillfactor = 70)",
	 "ALTER TABLE {groups} REPLICA IDENTITY FULL",
	 "CREATE UNIQUE INDEX ON {groups} ({own_keys}) NULLS NOT DISTINCT",
	 "CREATE INDEX ON {groups} (_key)",
	 "COMMENT ON TABLE {groups} IS 'Part of a live rollup: its groups'",
	 "CREATE TABLE {deltas} ({definitions}, _removed pg_catalog.bool{finite})"
	 " WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)",
	 "ALTER TABLE {deltas} REPLICA IDENTITY FULL",
	 "COMMENT ON TABLE {deltas} IS 'Part of a live rollup: what is added and removed, and not yet folded into its groups'",
	 "COMMENT ON COLUMN {deltas}._removed IS 'NULL in the mark of a rollup that has missed changes'",
	 "COMMENT ON VIEW {query} IS 'Part of a live rollup: the query that it keeps'",
	 cm_view_statement,
	 "COMMENT ON VIEW {view} IS {comment_literal}",
	 NULL};

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

const char cm_empty_statement[] = "DELETE FROM {groups}";

/*
 * Fills the groups, of which there are none, with the results of the query.  These and the deltas that it drops are of
 * one snapshot: of what comes later, neither.  A mark goes only where its writers are done.
 */
const char cm_fill_statement[] =
	"WITH _gone AS (DELETE FROM {deltas} WHERE {outdated})\n"
	"INSERT INTO {groups} ({keys}, {values}) SELECT {keys}, {values} FROM " CM_RESULTS " ORDER BY {own_keys}";

/* Some deltas of some blocks, and of these the deltas of some groups. */
#define TAKEN                                                                                               \
	"WITH _taken AS MATERIALIZED (\n"                                                                       \
	"  SELECT * FROM (SELECT *, pg_catalog.dense_rank() OVER (ORDER BY {keys}) AS _nth\n"                   \
	"                 FROM (SELECT ctid AS _from, {keys}, {values}, _removed FROM {deltas}\n"               \
	"                       WHERE ctid >= {first_place} AND ctid < {last_place} AND _removed IS NOT NULL\n" \
	"                       LIMIT {most}) AS _found) AS _numbered\n"                                        \
	"  WHERE _nth BETWEEN {first_group} AND {last_group}\n"                                                 \
	")"

#define GONE(taken) "  DELETE FROM {deltas} WHERE ctid = ANY (ARRAY(SELECT _from FROM " taken "))\n"

/* How many deltas were folded; an error where one of these groups can't be merged. */
const char cm_fold_statement[] =
	TAKEN ", _merged AS MATERIALIZED (\n"
	MERGED("_taken")
	"), _gone AS (\n"
	GONE("_taken")
	"), _changed AS (\n"
	"  UPDATE {groups} AS _group SET {assignments} FROM _merged WHERE _group.ctid = _place AND _merged._rows > 0\n"
	"), _emptied AS (\n"
	"  DELETE FROM {groups} AS _group USING _merged WHERE _group.ctid = _place AND _merged._rows = 0\n"
	"), _new AS (\n"
	"  INSERT INTO {groups} ({keys}, {values}) SELECT {keys}, {values} FROM _merged WHERE _place IS NULL AND _rows > 0\n"
	")\n"
	"SELECT pg_catalog.count(*) FROM _taken";

/* Of several deltas of a group, one of each kind.  How many fewer there are. */
const char cm_lump_statement[] =
	TAKEN ", _alike AS MATERIALIZED (\n"
	"  SELECT * FROM (SELECT *, pg_catalog.count(*) OVER (PARTITION BY {keys}, _removed) AS _many FROM _taken) AS _each\n"
	"  WHERE _many > 1\n"
	"), _lump AS MATERIALIZED (\n"
	"  SELECT {keys}, {sums}, _removed FROM _alike GROUP BY {keys}, _removed\n"
	"), _gone AS (\n"
	GONE("_alike")
	"), _pending AS (\n"
	"  INSERT INTO {deltas} ({keys}, {values}, _removed) SELECT {keys}, {values}, _removed FROM _lump\n"
	")\n"
	"SELECT (SELECT pg_catalog.count(*) FROM _alike) - (SELECT pg_catalog.count(*) FROM _lump)";

const char cm_groups_statement[] = TAKEN " SELECT coalesce(pg_catalog.max(_nth), 0) FROM _taken";

/* Nothing is subtracted, but what was removed stands on the other side: so a removal of what is not there is found. */
#define AS_JSON(columns) "(SELECT pg_catalog.to_jsonb(_row) FROM (SELECT " columns ") AS _row)"

const char cm_check_statement[] =
	"SELECT " AS_JSON("{own_keys}") ", " AS_JSON("{stored}") ", " AS_JSON("{recomputed}") "\n"
	"FROM (SELECT {own_keys}, {values}, true AS _stored FROM {groups}\n"
	"      UNION ALL\n"
	"      SELECT {own_keys}, {values}, NOT _removed FROM {deltas} WHERE _removed IS NOT NULL\n"
	"      UNION ALL\n"
	"      SELECT {own_keys}, {values}, false FROM " CM_RESULTS ") AS _both\n"
	"GROUP BY {own_keys} HAVING {differences} ORDER BY {own_keys}";

/* clang-format on */

/* ---- What fills them, column by column ---------------------------------------------------------------------------- */

#define TOTAL "coalesce(pg_catalog.sum(CASE WHEN _removed THEN -{name} ELSE {name} END), 0)"
#define TOTALS_OF_SUMMARY                                                    \
	"{extension}.rollup({name}) FILTER (WHERE NOT _removed) AS _added_{n}, " \
	"{extension}.rollup({name}) FILTER (WHERE _removed) AS _removed_{n}"
#define SUM                 "coalesce(_group.{name}, 0) + _delta.{name}"
#define SUMMARY_WHERE(side) "{extension}.rollup({name}) FILTER (WHERE " side ")"
#define NUMBER_WHERE(side)  "coalesce(pg_catalog.sum({name}) FILTER (WHERE " side "), 0)"
#define DIFFERENT(op, of)   of("_stored") op of("NOT _stored")

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
	{"definitions", false, ", ", OF_ALL("{name} {type}{collation}")},
	{"own_keys", true, ", ", OF_KEYS("{name}")},
	{"keys", false, ", ", OF_KEYS("{name}")},
	{"group_keys", true, ", ", OF_KEYS("_group.{name}")},
	{"delta_keys", true, ", ", OF_KEYS("_delta.{name}")},
	{"values", false, ", ", OF_VALUES("{name}")},
	{"assignments", false, ", ", OF_VALUES("{name} = _merged.{name}")},
	{"totals", false, ", ", OF_SUMMARIES_AND_NUMBERS(TOTALS_OF_SUMMARY, TOTAL " AS {name}")},
	{"merged",
	 false,
	 ", ",
	 {"_delta.{name}", "{extension}.live_rollup_total(_group.{name}, _added_{n}, _removed_{n}) AS {name}",
	  "{extension}.live_rollup_count(" SUM ") AS {name}", "(" SUM ")::{type} AS {name}"}},
	/* A sum without a value is NULL, until there is one. */
	{"results", true, ", ", {"{name}", "{name}", "{name}", "CASE WHEN _values_{n} > 0 THEN {name} END AS {name}"}},
	{"sums", false, ", ",
	 OF_SUMMARIES_AND_NUMBERS("{extension}.rollup({name}) AS {name}", "pg_catalog.sum({name})::{type} AS {name}")},
	{"differences", false, " OR ",
	 OF_SUMMARIES_AND_NUMBERS(DIFFERENT(" OPERATOR({extension}.<>) ", SUMMARY_WHERE), DIFFERENT(" <> ", NUMBER_WHERE))},
	{"stored", false, ", ",
	 OF_SUMMARIES_AND_NUMBERS(SUMMARY_WHERE("_stored") " AS {name}", NUMBER_WHERE("_stored") " AS {name}")},
	{"recomputed", false, ", ",
	 OF_SUMMARIES_AND_NUMBERS(SUMMARY_WHERE("NOT _stored") " AS {name}", NUMBER_WHERE("NOT _stored") " AS {name}")},
};

static const char *
text_for(const CmFilling *fillings, int count, const char *name, int length)
{
	for (int i = 0; i < count; i++)
	{
		if (strlen(fillings[i].name) == length && strncmp(fillings[i].name, name, length) == 0)
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
	return format_type_extended(exprType((Node *) column->expr), exprTypmod((Node *) column->expr),
								FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY);
}

static char *
collation_of(const TargetEntry *column)
{
	Oid collation = exprCollation((Node *) column->expr);

	return OidIsValid(collation) ? psprintf(" COLLATE %s", generate_collation_name(collation)) : "";
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
								{"type", qualified_type(column)},
								{"collation", collation_of(column)},
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
			appendStringInfo(&text, ", CHECK (%1$s > '-Infinity' AND %1$s < 'Infinity')",
							 quote_identifier(column->resname));
	}
	return text.data;
}

/* Those of a view that is there may have been renamed. */
static char *
columns_of_view(const CmLiveQuery *live, Oid view)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < live->width; i++)
	{
		const char *name = OidIsValid(view) ? get_attname(view, i + 1, true) : NULL;

		if (name == NULL)
			name = list_nth_node(TargetEntry, live->query->targetList, i)->resname;
		appendStringInfo(&text, "%s%s", i > 0 ? ", " : "", quote_identifier(name));
	}
	return text.data;
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

	statements->live = live;
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
	add(statements, "columns", columns_of_view(live, parts->rollup));
	add(statements, "finite", checks_of_sums(live));
	return statements;
}

CmStatements *
cm_statements_of(const CmLiveParts *parts)
{
	return cm_statements(cm_read_live_query(parts->query), parts, NULL, NULL);
}
