-- What every test begins with: one transaction, rolled back at the end, and the helpers that several tests share.
\set QUIET on
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\pset pager off
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS customer_metrics;
SET LOCAL jit = off;
SET LOCAL intervalstyle = postgres;

-- Another sequence of random data, to look further than a usual run does: psql -v seed=0.7 -f …
\if :{?seed}
\else
\set seed 0.25
\endif
SELECT setseed(:seed) \g /dev/null

CREATE SCHEMA testing;
SELECT set_config('search_path', 'testing, ' || current_setting('search_path'), true) \g /dev/null

-- What a statement is refused with; NULL for one that is not.
CREATE FUNCTION refusal(statement text, OUT code text, OUT message text, OUT hint text) AS $$
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$$ LANGUAGE plpgsql;

-- One test: the statement is refused with this SQLSTATE and message, and with a hint what to do instead.
CREATE FUNCTION is_refused(statement text, code text, message text) RETURNS text AS $$
    SELECT is(format('%s: %s, hint: %s', r.code, r.message, coalesce(r.hint, '') <> ''),
              format('%s: %s, hint: %s', is_refused.code, is_refused.message, true),
              is_refused.statement || coalesce(' -- ' || r.hint, ''))
    FROM refusal(statement) r
$$ LANGUAGE sql;

-- All that belongs to the extension.
CREATE VIEW members AS
    SELECT d.classid, d.objid
    FROM pg_depend d
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
      AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics');

CREATE VIEW member_functions AS
    SELECT p.* FROM pg_proc p JOIN members m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;

CREATE VIEW member_types AS
    SELECT t.* FROM pg_type t JOIN members m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
    WHERE t.typcategory <> 'A';

CREATE VIEW summary_types AS SELECT oid, typname::text AS type FROM member_types WHERE typtype = 'b' AND typname ~ '_summary$';
