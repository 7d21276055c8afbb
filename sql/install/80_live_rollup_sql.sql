-- Live rollups: the SQL that one is made of, written from its query.
--
-- These functions only read the catalogue and return text. Their bodies are parsed when the extension is created, so
-- whatever the caller's search_path is, they call what is meant.

CREATE FUNCTION live_rollup_columns(query regclass, OUT "position" integer, OUT name text, OUT type text, OUT role text)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_live_rollup_columns' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_columns(regclass) IS
'The columns of a live rollup, from the view that holds its query: what each is called, and whether it is a key, a summary, a count or a sum. Error 0A000 for a query that can''t be kept live.';

CREATE FUNCTION live_rollup_source(query regclass, OUT followed regclass, OUT columns text[], OUT depends_on_settings boolean,
                                   OUT joins boolean)
    AS 'MODULE_PATHNAME', 'cm_live_rollup_source' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_source(regclass) IS
'The table that a live rollup follows, what it reads of it, whether expressions may depend on settings, and whether other tables are joined.';

CREATE FUNCTION live_rollup_query(query regclass, over_changes boolean, grouped boolean) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_live_rollup_query' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_query(regclass, boolean, boolean) IS
'The query of a live rollup with all names written out, with what it counts beside: over the whole table, or over a WITH query of the table''s name; a row for each group, or for a single row of the table what it adds to its group; NULL if that needs groups.';

-- A query means columns, whatever they are called; statements over changed rows name them. Who owns a table could give
-- the name of a column to another one, of a type whose casts he has written: they would run as the rollup's owner.
CREATE FUNCTION live_rollup_columns_read(query regclass) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT string_agg(columns, '; ' ORDER BY columns)
    FROM (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
          FROM (SELECT DISTINCT refobjid, refobjsubid
                FROM pg_rewrite JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
                WHERE ev_class = query AND refclassid = 'pg_class'::regclass) AS columns_read
               JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
          GROUP BY attrelid) AS tables;
END;
COMMENT ON FUNCTION live_rollup_columns_read(regclass) IS
'The columns that the query of a live rollup reads, as they are called now, table by table.';

CREATE FUNCTION live_rollup_same_columns(query regclass, expected text, found text) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_live_rollup_same_columns' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION live_rollup_same_columns(regclass, text, text) IS
'True where two lists of columns are the same. Error 55000 if they differ.';

-- IMMUTABLE, although it reads the catalogue: so it is called when a statement is planned, which happens again whenever
-- a table changes that the statement reads, and costs nothing when it runs.
CREATE FUNCTION live_rollup_unchanged(query regclass, columns text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT live_rollup_same_columns(query, columns, live_rollup_columns_read(query));
END;
COMMENT ON FUNCTION live_rollup_unchanged(regclass, text) IS
'True where the columns that the query of a live rollup reads are called what they were called. Error 55000 if one was renamed.';

CREATE FUNCTION live_rollup_marker(groups regclass, deltas regclass, state regclass, query regclass,
                                   arrive regprocedure, follow regprocedure, forget regprocedure, append regprocedure,
                                   fold regprocedure)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN true;
COMMENT ON FUNCTION live_rollup_marker(regclass, regclass, regclass, regclass, regprocedure, regprocedure, regprocedure, regprocedure, regprocedure) IS
'Stands in the view of each live rollup and tells, rename or restore as one will, what it is made of. Always true.';

CREATE FUNCTION live_rollup_parts(rollup regclass, OUT groups regclass, OUT deltas regclass, OUT state regclass,
                                  OUT query regclass, OUT arrive regprocedure, OUT follow regprocedure,
                                  OUT forget regprocedure, OUT append regprocedure, OUT fold regprocedure)
    AS 'MODULE_PATHNAME', 'cm_live_rollup_parts' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_parts(regclass) IS
'What a live rollup is made of. Error 42809 for a relation that is none, or whose parts belong to somebody else.';

CREATE FUNCTION live_rollup_status(rollup regclass, OUT follow oid, OUT fold oid, OUT rows bigint, OUT pending_deltas bigint,
                                   OUT last_fold timestamptz, OUT last_refresh timestamptz)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_live_rollup_status' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_status(regclass) IS
'The functions of a live rollup, how many groups and unfolded deltas it holds, and when it was last folded and refreshed: NULLs for who may not read it, no row for what is none.';

-- Fills {names} into a text, all in one pass, so that what is filled in is never looked at again.
CREATE FUNCTION live_rollup_fill(template text, names jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(CASE WHEN names ? btrim(piece, '{}') AND piece ~ '^\{\w+\}$' THEN names ->> btrim(piece, '{}') ELSE piece END,
                      '' ORDER BY n)
    FROM (SELECT m[1] AS piece, n
          FROM regexp_matches(template, '\{\w+\}|[^{]+|\{', 'g') WITH ORDINALITY AS matches (m, n)) AS pieces;
END;
COMMENT ON FUNCTION live_rollup_fill(text, jsonb) IS 'Fills names into the template of a statement.';

CREATE FUNCTION live_rollup_names(rollup regclass) RETURNS jsonb
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT jsonb_build_object('view', rollup::text, 'groups', groups::text, 'deltas', deltas::text, 'state', state::text,
                              'query', query::text, 'arrive', arrive::oid::regproc::text,
                              'follow', follow::oid::regproc::text, 'forget', forget::oid::regproc::text,
                              'append', append::oid::regproc::text, 'fold', fold::oid::regproc::text,
                              'name', (SELECT relname FROM pg_class WHERE oid = rollup),
                              'mode', CASE (SELECT prorettype FROM pg_proc WHERE oid = fold)
                                      WHEN 'trigger'::regtype THEN 'immediate' ELSE 'deferred' END)
    FROM live_rollup_parts(rollup);
END;
COMMENT ON FUNCTION live_rollup_names(regclass) IS 'The names of what a live rollup is made of, as SQL writes them.';

-- Lists of columns, as the statements need them. A group is stored with the number of its rows (_rows) and of the
-- values in each sum (_values_N); a delta has a second column for each summary (_removed_N).
CREATE FUNCTION live_rollup_lists(query regclass, mode text) RETURNS jsonb
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    WITH extension (schema) AS (
        SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'rollup(score_summary)'::regprocedure
    ), own AS (
        SELECT "position" AS n, quote_ident(name) AS name, name AS label, type, role FROM live_rollup_columns(query)
    ), stored AS (
        SELECT n, name, label, type, role FROM own WHERE role <> 'key'
        UNION ALL
        SELECT 1000000 AS n, '_rows' AS name, '_rows' AS label, 'bigint' AS type, 'count' AS role
        UNION ALL
        SELECT 1000000 + n, format('_values_%s', n), format('_values_%s', n), 'bigint', 'count' FROM own WHERE role = 'sum'
    ), taken_out AS (
        SELECT jsonb_build_object('taken_out', string_agg(
            CASE role WHEN 'key' THEN name WHEN 'summary' THEN format('NULL::%s', type) WHEN 'sum' THEN format('-coalesce(%s, 0)', name)
                      ELSE '-' || name END, ', ' ORDER BY n)) AS list
        FROM (SELECT n, name, type, role FROM own WHERE role = 'key' UNION ALL SELECT n, name, type, role FROM stored) AS columns
    ), keys AS (
        SELECT jsonb_build_object(
            'keys', string_agg(name, ', ' ORDER BY n),
            'delta_keys', string_agg('_delta.' || name, ', ' ORDER BY n),
            'keys_as_json', string_agg(format('%L, %s', label, name), ', ' ORDER BY n)) AS list
        FROM own WHERE role = 'key'
    ), results AS (
        SELECT jsonb_build_object(
            'query_columns', string_agg(name, ', ' ORDER BY n) || ', _rows' || coalesce(string_agg(', _values_' || n, '' ORDER BY n)
                                                                                       FILTER (WHERE role = 'sum'), ''),
            'columns', string_agg(name, ', ' ORDER BY n),
            'stored_result', string_agg(CASE role WHEN 'sum' THEN format('CASE WHEN _values_%s > 0 THEN %s END AS %2$s', n, name)
                                             ELSE name END, ', ' ORDER BY n),
            'merged_result', string_agg(
                CASE role WHEN 'key' THEN name
                          WHEN 'summary' THEN format('%1$s.rollup(%2$s) OPERATOR(%1$s.-) %1$s.rollup(_removed_%3$s)', schema, name, n)
                          WHEN 'count' THEN format('pg_catalog.sum(%s)::bigint', name)
                          ELSE format('CASE WHEN pg_catalog.sum(_values_%s) > 0 THEN pg_catalog.sum(%s)::%s END', n, name, type)
                END, ', ' ORDER BY n)) AS list
        FROM own, extension
    ), sums AS (
        SELECT jsonb_build_object(
            'stored', string_agg(name, ', ' ORDER BY n),
            'delta_stored', string_agg('_delta.' || name, ', ' ORDER BY n),
            'added', string_agg(CASE role WHEN 'sum' THEN format('coalesce(%s, 0)', name) ELSE name END, ', ' ORDER BY n),
            'total_of_deltas', string_agg(CASE role WHEN 'summary' THEN format('%s.rollup(%s) AS %2$s', schema, name)
                                               ELSE format('coalesce(pg_catalog.sum(%s), 0)::%s AS %1$s', name, type) END, ', ' ORDER BY n),
            'no_number_changes', string_agg(format('_delta.%s = 0', name), ' AND ' ORDER BY n) FILTER (WHERE role <> 'summary'),
            'merge', string_agg(format(CASE role WHEN 'summary' THEN '%1$s = _group.%1$s OPERATOR(%2$s.+) excluded.%1$s'
                                            ELSE '%1$s = _group.%1$s + excluded.%1$s' END, name, schema), ', ' ORDER BY n),
            'finite', coalesce(string_agg(format(', ADD CHECK (%1$s > ''-Infinity'' AND %1$s < ''Infinity'')', name), '' ORDER BY n)
                               FILTER (WHERE type = 'numeric'), '')) AS list
        FROM stored, extension
    ), parts AS (
        SELECT jsonb_build_object(
            'and_removed', coalesce(string_agg(format(', _removed_%s', n), '' ORDER BY n), ''),
            'and_removed_values', coalesce(string_agg(', ' || name, '' ORDER BY n), ''),
            'and_removed_types', coalesce(string_agg(format(', %s AS _removed_%s', name, n), '' ORDER BY n), ''),
            'and_nothing_removed', coalesce(string_agg(format(', NULL::%s AS _removed_%s', type, n), '' ORDER BY n), ''),
            'and_removed_total', coalesce(string_agg(format(', %s.rollup(_removed_%s) AS _removed_%2$s', schema, n), '' ORDER BY n), ''),
            'anything_removed', coalesce(string_agg(format('_removed_%s IS NOT NULL', n), ' OR ' ORDER BY n), 'false'),
            'and_no_summary_changes', coalesce(string_agg(format(' AND _delta.%1$s OPERATOR(%2$s.=) _delta._removed_%3$s', name, schema, n), '' ORDER BY n), ''),
            'take_out', coalesce(string_agg(format('%1$s = %2$s.live_rollup_take_out(%1$s, _delta._removed_%3$s)', name, schema, n), ', ' ORDER BY n),
                                 '_rows = _rows')) AS list
        FROM own, extension WHERE role = 'summary'
    ), comparison AS (
        -- Nothing is subtracted, but what is taken out is added to the other side: so a delta that takes out what is
        -- not there is found as well.
        SELECT jsonb_build_object(
            'differences', string_agg(
                CASE role WHEN 'summary' THEN format('%1$s.rollup(%2$s) FILTER (WHERE NOT _fresh) OPERATOR(%1$s.<>) '
                                                     '(%1$s.rollup(%2$s) FILTER (WHERE _fresh) OPERATOR(%1$s.+) %1$s.rollup(_removed_%3$s))',
                                                     schema, name, n)
                          ELSE format('coalesce(pg_catalog.sum(%1$s) FILTER (WHERE NOT _fresh), 0) <> '
                                      'coalesce(pg_catalog.sum(%1$s) FILTER (WHERE _fresh), 0)', name) END,
                E'\n    OR ' ORDER BY n),
            'stored_as_json', string_agg(
                CASE role WHEN 'summary' THEN format('%L, %s.rollup(%s) FILTER (WHERE NOT _fresh)', label, schema, name)
                          ELSE format('%L, coalesce(pg_catalog.sum(%s) FILTER (WHERE NOT _fresh), 0)', label, name) END,
                ', ' ORDER BY n),
            'fresh_as_json', string_agg(
                CASE role WHEN 'summary' THEN format('%2$L, %1$s.rollup(%3$s) FILTER (WHERE _fresh) OPERATOR(%1$s.+) %1$s.rollup(_removed_%4$s)',
                                                     schema, label, name, n)
                          ELSE format('%L, coalesce(pg_catalog.sum(%s) FILTER (WHERE _fresh), 0)', label, name) END,
                ', ' ORDER BY n)) AS list
        FROM stored, extension
    ), source AS (
        SELECT jsonb_build_object(
            'followed', followed::text,
            'followed_name', quote_ident(relname),
            'read_columns', (SELECT string_agg(quote_ident(u), ', ' ORDER BY n) FROM unnest(columns) WITH ORDINALITY AS c (u, n)),
            'joins', joins,
            'query_over_changes', live_rollup_query(query, true, true),
            'query_over_single_row', coalesce(live_rollup_query(query, true, false), live_rollup_query(query, true, true)),
            'full_query', live_rollup_query(query, false, true),
            'persistence', CASE relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END) AS list
        FROM live_rollup_source(query) JOIN pg_class ON oid = followed
    )
    SELECT taken_out.list || keys.list || results.list || sums.list || parts.list || comparison.list || source.list
           || CASE mode WHEN 'immediate' THEN
                jsonb_build_object('and_first', ', _first', 'and_is_first', ', pg_catalog.row_number() OVER () = 1', 'and_rest', ', NULL, NULL, NULL',
                                   'mine', '_transaction = pg_catalog.pg_current_xact_id_if_assigned()')
              ELSE jsonb_build_object('and_first', '', 'and_is_first', '', 'and_rest', '', 'mine', 'true') END
    FROM taken_out, keys, results, sums, parts, comparison, source;
END;
COMMENT ON FUNCTION live_rollup_lists(regclass, text) IS 'The lists of columns in the statements of a live rollup.';

-- ---- The functions that each rollup gets -----------------------------------------------------------------------------

-- What fires on the followed table is in three functions. INSERT, where speed counts, has one of its own, in a language
-- of its own, which tells a single row from several. The others differ in what they see of the tables that the query joins.
--
-- Changed rows are added as these tables are now, but taken out as they were before the statement: when a customer is
-- deleted and the responses with it, the customer is gone already, and the group of the responses can't be found any
-- more. A STABLE function sees what the statement saw that fired it. It may not write, so a fourth function does.
CREATE FUNCTION live_rollup_follow_definitions(names jsonb, settings text) RETURNS SETOF text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    WITH added (query) AS (
        -- Nothing between the query and the table where it can be: a single row then needs no executor (append_row.c).
        SELECT CASE names ->> 'mode' WHEN 'deferred' THEN $t$
INSERT INTO {deltas} ({query_columns}{and_removed})
WITH {followed_name} AS (SELECT {read_columns} FROM new_rows WHERE {unchanged}){query_over_changes}$t$ ELSE $t$
INSERT INTO {deltas} ({keys}, {stored}{and_first})
SELECT {keys}, {added}{and_is_first}
FROM (WITH {followed_name} AS (SELECT {read_columns} FROM new_rows WHERE {unchanged}){query_over_changes}) AS _added$t$ END
    ), queries (name, query) AS (
        SELECT 'added', query FROM added
        UNION ALL
        SELECT 'added_one', replace(query, '{query_over_changes}', '{query_over_single_row}') FROM added
        UNION ALL
        VALUES ('removed', $t$
{append}(pg_catalog.array_agg(ROW({taken_out}{and_removed_values}{and_rest})::{deltas}))
FROM (WITH {followed_name} AS (SELECT {read_columns} FROM old_rows WHERE {unchanged}){query_over_changes}) AS _removed$t$),
               ('truncated', $t$
INSERT INTO {deltas} ({query_columns}{and_removed}{and_first})
SELECT {taken_out}{and_removed_values}{and_is_first}
FROM (WITH {followed_name} AS (SELECT {read_columns} FROM ONLY $t$),
               ('truncated_end', $t$ WHERE {unchanged}) {query_over_changes}) AS _removed$t$),
               ('same_responses', $t$NOT EXISTS (SELECT ROW({read_columns})::text FROM new_rows EXCEPT ALL SELECT ROW({read_columns})::text FROM old_rows)$t$),
               ('no_part', $t$NOT EXISTS (
      WITH RECURSIVE _up (id) AS (
        SELECT TG_RELID
        UNION
        SELECT i.inhparent FROM pg_catalog.pg_inherits AS i JOIN _up ON i.inhrelid = _up.id WHERE NOT i.inhdetachpending)
      SELECT FROM _up WHERE id = {followed_literal}::pg_catalog.regclass)$t$)
    ), filled AS (
        SELECT jsonb_object_agg(name, filled) || jsonb_object_agg(name || '_literal', quote_literal(filled)) AS parts
        FROM queries, live_rollup_fill(query, names || jsonb_build_object(
                 'followed_literal', quote_literal(names ->> 'followed'),
                 'unchanged', format('%s(%L::pg_catalog.regclass, %L)', 'live_rollup_unchanged'::regproc, names ->> 'query',
                                     live_rollup_columns_read((names ->> 'query')::regclass)))) AS filled
    )
    SELECT live_rollup_fill(definition, names || jsonb_build_object('settings', settings, 'body',
               quote_literal(E'\n-- Written by create_live_rollup() and refresh_live_rollup().' || live_rollup_fill(body, names || parts || many))))
    FROM filled,
         -- A plan that was made for a single row is kept. For many, joins are worth a plan of their own; without joins,
         -- it is the right one: it hashes.
         LATERAL (SELECT CASE WHEN (names -> 'joins')::boolean THEN jsonb_build_object(
             'if_many_old', format('  IF EXISTS (SELECT FROM old_rows OFFSET 999) THEN
    EXECUTE %L || %s;
  ELSE', 'SELECT ', parts ->> 'removed_literal'),
             'if_many_new', format('  IF EXISTS (SELECT FROM new_rows OFFSET 999) THEN
    EXECUTE %s;
  ELSE', parts ->> 'added_literal'),
             'end_if', '  END IF;')
         ELSE '{"if_many_old": "", "if_many_new": "", "end_if": ""}' END) AS m (many),
         (VALUES
        (0, $t$CREATE OR REPLACE FUNCTION {arrive}() RETURNS trigger
LANGUAGE live_rollup SECURITY DEFINER {settings} AS {body}$t$, $t$
-- A single row:{added_one};
-- Several rows:{added};
$t$),
        (1, $t$CREATE OR REPLACE FUNCTION {append}(deltas {deltas}[]) RETURNS void
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS {body}$t$, $t$
#variable_conflict use_column
BEGIN
  INSERT INTO {deltas} ({keys}, {stored}{and_removed}{and_first})
  SELECT {keys}, {stored}{and_removed}{and_is_first} FROM pg_catalog.unnest($1);
END
$t$),
        (2, $t$CREATE OR REPLACE FUNCTION {forget}() RETURNS trigger
LANGUAGE plpgsql STABLE SECURITY DEFINER {settings} AS {body}$t$, $t$
#variable_conflict use_column
BEGIN
  -- A trigger of a partition has an argument. Once detached, the partition is no part any more.
  IF TG_NARGS > 0 THEN
    IF {no_part} THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF {same_responses} THEN
      RETURN NULL;
    END IF;
  END IF;
{if_many_old}
    PERFORM {removed};
{end_if}
  RETURN NULL;
END
$t$),
        (3, $t$CREATE OR REPLACE FUNCTION {follow}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {settings} AS {body}$t$, $t$
#variable_conflict use_column
BEGIN
  -- A trigger of a partition has an argument. Once detached, the partition is no part any more.
  IF TG_NARGS > 0 THEN
    IF {no_part} THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP = 'TRUNCATE' THEN
    -- The rows are still there. An older snapshot might not see all of them.
    IF pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
      RAISE feature_not_supported USING
        MESSAGE = 'can''t TRUNCATE a table with a live rollup in a ' || pg_catalog.current_setting('transaction_isolation') || ' transaction',
        HINT = 'Use READ COMMITTED, or DELETE.';
    END IF;
    EXECUTE {truncated_literal} || TG_RELID::pg_catalog.regclass::pg_catalog.text || {truncated_end_literal};
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF {same_responses} THEN
      RETURN NULL;
    END IF;
  END IF;
{if_many_new}{added};
{end_if}
  RETURN NULL;
END
$t$)
    ) AS functions (n, definition, body)
    ORDER BY n;
END;
COMMENT ON FUNCTION live_rollup_follow_definitions(jsonb, text) IS
'The functions by which a live rollup follows its table: one that appends deltas, and the trigger functions for rows that are inserted, for others as they are, and as they were.';

-- What merges deltas into the groups: at the end of the writer's transaction where the mode is immediate, all of them
-- when asked to where it is deferred. The groups are locked in the order of their keys, everywhere.
CREATE FUNCTION live_rollup_fold_definition(names jsonb) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT live_rollup_fill($t$CREATE OR REPLACE FUNCTION {fold}() RETURNS {result}
LANGUAGE plpgsql {security} SET search_path = pg_catalog, pg_temp AS {body}$t$,
        names || jsonb_build_object(
            'result', CASE names ->> 'mode' WHEN 'immediate' THEN 'trigger' ELSE 'bigint' END,
            'security', CASE names ->> 'mode' WHEN 'immediate' THEN 'SECURITY DEFINER' ELSE '' END,
            'body', quote_literal(live_rollup_fill($t$
#variable_conflict use_column
-- Written by create_live_rollup() and refresh_live_rollup().
DECLARE
  _delta record;
  _place tid;
  _left bigint;
  _folded bigint := 0;
BEGIN{unless_folded}
  FOR _delta IN
    WITH _taken AS (DELETE FROM {deltas} WHERE {mine} RETURNING *)
    SELECT {keys}, {total_of_deltas}{and_removed_total},
           pg_catalog.bool_or({anything_removed}) AS _removes, pg_catalog.count(*) AS _deltas
    FROM _taken GROUP BY {keys} ORDER BY {keys}
  LOOP
    _folded := _folded + _delta._deltas;
    CONTINUE WHEN {no_number_changes}{and_no_summary_changes};
    INSERT INTO {groups} AS _group ({keys}, {stored}) VALUES ({delta_keys}, {delta_stored})
    ON CONFLICT ({keys}) DO UPDATE SET {merge}
    RETURNING _rows, ctid INTO _left, _place;
    IF _delta._removes THEN
      UPDATE {groups} SET {take_out} WHERE ctid = _place RETURNING ctid INTO _place;
    END IF;
    IF _left = 0 THEN
      DELETE FROM {groups} WHERE ctid = _place;
    ELSIF _left < 0 THEN
      RAISE invalid_parameter_value USING
        MESSAGE = 'can''t take out of a live rollup responses that are not in it', HINT = {hint_literal};
    END IF;
  END LOOP;
  RETURN {returned};
END
$t$, names || jsonb_build_object('unless_folded', CASE names ->> 'mode' WHEN 'immediate' THEN
         -- Each statement asks for a fold, and the first one folds all.
         live_rollup_fill($t$
  IF NOT EXISTS (SELECT FROM {deltas} WHERE {mine} AND _number = NEW._number) THEN
    RETURN NULL;
  END IF;$t$, names) ELSE '' END,
                                 'returned', CASE names ->> 'mode' WHEN 'immediate' THEN 'NULL' ELSE '_folded' END,
                                 'hint_literal', quote_literal('check_live_rollup() shows the groups that differ, refresh_live_rollup() mends them.'))))));
END;
COMMENT ON FUNCTION live_rollup_fold_definition(jsonb) IS 'The function that merges the deltas of a live rollup into its groups.';

-- ---- Statements ------------------------------------------------------------------------------------------------------

-- Triggers for the followed table and each of its partitions that has none yet. The events come before the name, so
-- that several rollups of a table always follow one another in the same order.
CREATE FUNCTION live_rollup_trigger_statements(names jsonb) RETURNS SETOF text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    WITH RECURSIVE tables (id, is_part) AS (
        SELECT (names ->> 'followed')::regclass::oid, false
        UNION
        SELECT inhrelid, true FROM pg_inherits JOIN tables ON inhparent = id WHERE NOT inhdetachpending
    ), events (event, kind, moment, function_of_table, function_of_part, transition_tables) AS (
        VALUES ('insert', '', 'AFTER', 'arrive', 'follow', 'REFERENCING NEW TABLE AS new_rows'),
               ('update', '', 'AFTER', 'follow', 'follow', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
               ('update', ' old', 'AFTER', 'forget', 'forget', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
               ('delete', '', 'AFTER', 'forget', 'forget', 'REFERENCING OLD TABLE AS old_rows'),
               ('truncate', '', 'BEFORE', 'follow', 'follow', '')
    )
    SELECT format('CREATE TRIGGER %I %s %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s(%s)',
                  trigger, moment, event, id::regclass, transition_tables, function, CASE WHEN is_part THEN '''part''' END)
    FROM tables, events, format('rollup_%s_%s%s', event, names ->> 'name', kind) AS trigger,
         LATERAL (VALUES (names ->> CASE WHEN is_part THEN function_of_part ELSE function_of_table END)) AS f (function)
    WHERE NOT EXISTS (SELECT FROM pg_trigger
                      WHERE tgrelid = id AND tgname::text = trigger AND tgfoid = to_regproc(function));
END;
COMMENT ON FUNCTION live_rollup_trigger_statements(jsonb) IS 'The triggers that a live rollup still lacks.';

CREATE FUNCTION live_rollup_fill_statement(names jsonb) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT live_rollup_fill($t$
WITH _gone AS (DELETE FROM {deltas})
INSERT INTO {groups} ({keys}, {stored}) SELECT {keys}, {added} FROM ({full_query}) AS _query ORDER BY {keys}$t$, names);
END;
COMMENT ON FUNCTION live_rollup_fill_statement(jsonb) IS
'The statement that fills the groups of a live rollup, neighbours beside one another. It drops the deltas of the same snapshot, no others.';

CREATE FUNCTION live_rollup_create_statements(names jsonb, settings text) RETURNS SETOF text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT CASE WHEN is_template THEN live_rollup_fill(statement, names || (
               SELECT jsonb_object_agg(key || '_literal', quote_literal(value)) FROM jsonb_each_text(names)
               WHERE key IN ('groups', 'deltas', 'state', 'query'))
               || jsonb_build_object('arrive_literal', quote_literal((names ->> 'arrive') || '()'),
                                     'follow_literal', quote_literal((names ->> 'follow') || '()'),
                                     'forget_literal', quote_literal((names ->> 'forget') || '()'),
                                     'append_literal', quote_literal(format('%s(%s[])', names ->> 'append', names ->> 'deltas')),
                                     'fold_literal', quote_literal((names ->> 'fold') || '()'),
                                     'marker', 'live_rollup_marker'::regproc::text,
                                     'comment_literal', quote_literal('Live rollup of ' || (names ->> 'followed'))))
           ELSE statement END
    FROM (SELECT n, statement, true FROM (VALUES
        (10, $t$CREATE {persistence}TABLE {groups} WITH (fillfactor = 70) AS SELECT {keys}, {stored} FROM ({full_query}) AS _query WITH NO DATA$t$),
        (11, $t$CREATE UNIQUE INDEX ON {groups} ({keys}) NULLS NOT DISTINCT$t$),
        (12, $t$ALTER TABLE {groups} ALTER _rows SET NOT NULL{finite}$t$),
        (13, $t$COMMENT ON TABLE {groups} IS 'Part of a live rollup: its groups'$t$),
        (20, $t$CREATE {persistence}TABLE {deltas} WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
                AS SELECT {query_columns}{and_removed_types} FROM ({full_query}) AS _query WITH NO DATA$t$),
        (21, $t$ALTER TABLE {deltas} ALTER _rows SET NOT NULL{finite}$t$),
        (22, CASE names ->> 'mode' WHEN 'immediate' THEN
             $t$ALTER TABLE {deltas} ADD _transaction xid8 NOT NULL DEFAULT pg_current_xact_id(), ADD _first boolean NOT NULL,
               ADD _number bigint NOT NULL GENERATED ALWAYS AS IDENTITY$t$ END),
        (23, CASE names ->> 'mode' WHEN 'immediate' THEN $t$CREATE INDEX ON {deltas} (_transaction, _number)$t$ END),
        (24, $t$COMMENT ON TABLE {deltas} IS 'Part of a live rollup: what is added and removed, and not yet folded into its groups'$t$),
        (30, $t$CREATE TABLE {state} (last_fold timestamptz, last_refresh timestamptz)$t$),
        (31, $t$INSERT INTO {state} VALUES (NULL, now())$t$),
        (32, $t$COMMENT ON TABLE {state} IS 'Part of a live rollup: when it was folded and refreshed'$t$),
        -- Else anybody could make them triggers of a table of his own.
        (41, $t$REVOKE ALL ON FUNCTION {arrive}(), {append}({deltas}[]), {forget}(), {follow}(), {fold}() FROM PUBLIC$t$),
        (42, $t$COMMENT ON FUNCTION {append}({deltas}[]) IS 'Part of a live rollup: appends deltas'$t$),
        (43, $t$COMMENT ON FUNCTION {forget}() IS 'Part of a live rollup: follows rows that were deleted or updated, as they were'$t$),
        (44, $t$COMMENT ON FUNCTION {follow}() IS 'Part of a live rollup: follows updated rows, as they are, TRUNCATE, and new rows of a partition'$t$),
        (45, $t$COMMENT ON FUNCTION {fold}() IS 'Part of a live rollup: folds the deltas into its groups'$t$),
        (46, $t$COMMENT ON FUNCTION {arrive}() IS 'Part of a live rollup: follows new rows'$t$),
        (47, CASE names ->> 'mode' WHEN 'immediate' THEN
             $t$CREATE CONSTRAINT TRIGGER fold AFTER INSERT ON {deltas} DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW._first) EXECUTE FUNCTION {fold}()$t$ END),
        (50, $t$CREATE VIEW {view} ({columns}) AS
SELECT {stored_result} FROM {groups}
WHERE NOT EXISTS (SELECT FROM {deltas} WHERE {mine})
  AND {marker}({groups_literal}::regclass, {deltas_literal}::regclass, {state_literal}::regclass, {query_literal}::regclass,
               {arrive_literal}::regprocedure, {follow_literal}::regprocedure, {forget_literal}::regprocedure,
               {append_literal}::regprocedure, {fold_literal}::regprocedure)
UNION ALL
SELECT {merged_result}
FROM (SELECT {keys}, {stored}{and_nothing_removed} FROM {groups}
      UNION ALL
      SELECT {keys}, {stored}{and_removed} FROM {deltas} WHERE {mine}) AS _parts
WHERE EXISTS (SELECT FROM {deltas} WHERE {mine})
GROUP BY {keys} HAVING sum(_rows) <> 0$t$),
        (51, $t$COMMENT ON VIEW {view} IS {comment_literal}$t$),
        (52, $t$COMMENT ON VIEW {query} IS 'Part of a live rollup: the query that it keeps'$t$)) AS templates (n, statement)
        UNION ALL
        SELECT 40, definition, false FROM live_rollup_follow_definitions(names, settings) AS definition
        UNION ALL
        SELECT 40, live_rollup_fold_definition(names), false
    ) AS statements (n, statement, is_template)
    WHERE statement IS NOT NULL
    ORDER BY n;
END;
COMMENT ON FUNCTION live_rollup_create_statements(jsonb, text) IS
'The statements that create a live rollup, without its triggers and its rows.';

-- The locks first: who writes to the groups has committed when the query looks, or will write after it.
CREATE FUNCTION live_rollup_refresh_statements(names jsonb, settings text) RETURNS SETOF text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT CASE WHEN is_template THEN live_rollup_fill(statement, names) ELSE statement END
    FROM (VALUES
        (1, $t$LOCK TABLE {query} IN ACCESS SHARE MODE$t$, true),
        (4, live_rollup_fold_definition(names), false),
        (5, $t$LOCK TABLE {groups} IN SHARE ROW EXCLUSIVE MODE$t$, true),
        (6, $t$DELETE FROM {groups}$t$, true),
        (7, live_rollup_fill_statement(names), false),
        (8, $t$UPDATE {state} SET last_refresh = pg_catalog.clock_timestamp()$t$, true)
        UNION ALL
        SELECT 3, definition, false FROM live_rollup_follow_definitions(names, settings) AS definition
    ) AS statements (n, statement, is_template)
    ORDER BY n;
END;
COMMENT ON FUNCTION live_rollup_refresh_statements(jsonb, text) IS 'The statements that fill a live rollup anew.';

CREATE FUNCTION live_rollup_check_query(names jsonb) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT live_rollup_fill($t$
SELECT pg_catalog.jsonb_build_object({keys_as_json}),
       pg_catalog.jsonb_build_object({stored_as_json}),
       pg_catalog.jsonb_build_object({fresh_as_json})
FROM (SELECT {keys}, {stored}{and_nothing_removed}, false AS _fresh FROM {groups}
      UNION ALL
      SELECT {keys}, {stored}{and_removed}, false FROM {deltas} WHERE {mine}
      UNION ALL
      SELECT {keys}, {added}{and_nothing_removed}, true FROM ({full_query}) AS _query) AS _both
GROUP BY {keys}
HAVING {differences}
ORDER BY {keys}$t$, names);
END;
COMMENT ON FUNCTION live_rollup_check_query(jsonb) IS 'The query that finds the groups in which a live rollup differs from its query.';

CREATE FUNCTION live_rollup_drop_statements(names jsonb) RETURNS SETOF text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT live_rollup_fill(statement, names)
    FROM (VALUES
        (1, $t$DROP VIEW {view}$t$),
        (2, $t$DROP FUNCTION {arrive}(), {follow}(), {forget}(), {fold}() CASCADE$t$),
        (3, $t$DROP FUNCTION {append}({deltas}[])$t$),
        (4, $t$DROP TABLE {groups}, {deltas}, {state}$t$),
        (5, $t$DROP VIEW {query}$t$)
    ) AS statements (n, statement)
    ORDER BY n;
END;
COMMENT ON FUNCTION live_rollup_drop_statements(jsonb) IS
'The statements that drop a live rollup. With its function go its triggers, which only their table''s owner could drop.';

-- The settings that expressions run under: those of the creator's session, as clauses of CREATE FUNCTION.
CREATE FUNCTION live_rollup_settings(query regclass) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT 'SET search_path = ' || string_agg(quote_ident(schema), ', ' ORDER BY n)
           || CASE WHEN depends_on_settings THEN
                (SELECT string_agg(format(' SET %I = %L', name, current_setting(name)), '' ORDER BY name)
                 FROM unnest(ARRAY['TimeZone', 'DateStyle', 'IntervalStyle', 'extra_float_digits', 'lc_time', 'lc_numeric']) AS names (name))
              ELSE '' END
           -- A backslash in a literal means itself, whoever writes.
           || CASE WHEN strpos(live_rollup_query(query, false, true), chr(92)) > 0 THEN ' SET standard_conforming_strings = on' ELSE '' END
    FROM (SELECT schema, n FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (schema, n)
          WHERE schema <> 'pg_catalog' AND schema::text !~ '^pg_temp'
          UNION ALL SELECT 'pg_temp', 1000000) AS schemas,
         live_rollup_source(query)
    GROUP BY depends_on_settings;
END;
COMMENT ON FUNCTION live_rollup_settings(regclass) IS
'The settings that a live rollup follows its table under: those of the session, where expressions may depend on them. Each costs every writer a microsecond.';

CREATE FUNCTION live_rollup_settings_of(follow regprocedure) RETURNS text
    LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
    SELECT string_agg(format(CASE m[1] WHEN 'search_path' THEN 'SET %I = %s' ELSE 'SET %I = %L' END, m[1], m[2]), ' ' ORDER BY n)
    FROM pg_proc, unnest(proconfig) WITH ORDINALITY AS settings (setting, n), regexp_match(setting, '^([^=]*)=(.*)$') AS m
    WHERE oid = follow;
END;
COMMENT ON FUNCTION live_rollup_settings_of(regprocedure) IS 'The settings that the function of a live rollup has already.';
