-- Live rollups: what people call, and what their views, triggers and statements do (src/live_rollup/statements.c).

CREATE FUNCTION create_live_rollup(name text, query text, pending_limit integer DEFAULT 1000) RETURNS regclass
    AS 'MODULE_PATHNAME', 'cm_create_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION create_live_rollup(text, text, integer) IS
'Creates a view of this name that always shows what the query would, without running it: SELECT keys, summaries, count(*), sum(…) FROM responses [JOIN …] [WHERE …] GROUP BY keys. It follows every change of the first table in FROM. Writers append deltas and never wait for one another; who finds more than pending_limit of them folds them into the groups. Errors: 0A000 for a query that can''t be kept live, with the reason; 22023 for a limit below 1.';

CREATE FUNCTION alter_live_rollup(rollup regclass, pending_limit integer) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_alter_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION alter_live_rollup(regclass, integer) IS
'Sets the number of pending deltas of a live rollup from which on a writer folds them. For its owner. Errors: 22023 for a limit below 1, 42809 for what is no live rollup.';

CREATE FUNCTION refresh_live_rollup(rollup regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_refresh_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION refresh_live_rollup(regclass) IS
'Fills a live rollup anew from its query, and follows partitions that were attached since. For its owner; no writer waits, unless the rollup has missed changes. Errors: 42809 for what is no live rollup, 0A000 in a repeatable read or serializable transaction.';

CREATE FUNCTION fold_live_rollup(rollup regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_fold_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION fold_live_rollup(regclass) IS
'Folds the pending deltas of a live rollup into its groups, as writers do by themselves, and returns their number; NULL while somebody else is folding. For its owner; nobody waits. Errors: 42809 for what is no live rollup, 0A000 in a repeatable read or serializable transaction.';

CREATE FUNCTION check_live_rollup(rollup regclass, OUT keys jsonb, OUT stored jsonb, OUT recomputed jsonb)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_check_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION check_live_rollup(regclass) IS
'Runs the query of a live rollup and returns the groups in which the rollup differs: none, unless changes could not be seen. For its owner; nobody waits. Error 42809 for what is no live rollup.';

CREATE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_drop_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION drop_live_rollup(regclass) IS
'Drops a live rollup with its triggers and tables. Error 2BP01 if views depend on it, 42809 for what is no live rollup.';

-- ---- What the triggers call ------------------------------------------------------------------------------------------

CREATE FUNCTION live_rollup(rollup regclass) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_live_rollup' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION live_rollup(regclass) IS
'Tells, in the condition of a trigger that calls follow_live_rollup(), which rollup it is for. Always true.';

CREATE FUNCTION follow_live_rollup() RETURNS trigger
    AS 'MODULE_PATHNAME', 'cm_follow_live_rollup' LANGUAGE C;
COMMENT ON FUNCTION follow_live_rollup() IS
'The trigger function of all live rollups: appends what changed to the deltas of the rollup in the trigger''s condition. Error 39P01 for a trigger of another kind.';

-- ---- What the views call ---------------------------------------------------------------------------------------------

CREATE FUNCTION live_rollup_parts(groups regclass, deltas regclass, query regclass, pending_limit integer, settings text[])
    RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN true;
COMMENT ON FUNCTION live_rollup_parts(regclass, regclass, regclass, integer, text[]) IS
'Stands in the view of each live rollup and tells, rename or restore as one will, what it is made of. Always true.';

CREATE FUNCTION live_rollup_is_whole(removed boolean) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_live_rollup_is_whole' LANGUAGE C IMMUTABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION live_rollup_is_whole(boolean) IS
'True for a delta. Error 55000 for the mark of a live rollup that has missed changes.';

CREATE FUNCTION live_rollup_count(total numeric) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_live_rollup_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION live_rollup_count(numeric) IS
'A count of a live rollup. Error 22023 for a negative one: more was taken out than there was.';

-- ---- All of them -----------------------------------------------------------------------------------------------------

CREATE FUNCTION live_rollup_status(rollup regclass, OUT responses regclass, OUT pending_limit integer, OUT rows bigint,
                                   OUT pending_deltas bigint, OUT missed_changes boolean)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_live_rollup_status' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION live_rollup_status(regclass) IS
'The table that a live rollup follows, its limit, and how many groups and pending deltas it holds: NULLs for who may not read it, no row for what is none.';

-- Of exactly the types that PostgreSQL's own operators take: no other that is planted here fits better.
CREATE VIEW live_rollups AS
SELECT rollup AS name, responses, pg_get_userbyid(relowner) AS owner, rows, pending_deltas, pending_limit, missed_changes
FROM (SELECT DISTINCT ev_class::regclass AS rollup
      FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid
      WHERE classid = 'pg_rewrite'::regclass::oid AND refclassid = 'pg_proc'::regclass::oid
        AND refobjid = 'live_rollup_parts(regclass, regclass, regclass, integer, text[])'::regprocedure::oid) AS views
     JOIN pg_class ON pg_class.oid = rollup::oid
     CROSS JOIN LATERAL live_rollup_status(rollup)
OFFSET 0; -- who joins check_live_rollup(name) shall be given none that has no status
COMMENT ON VIEW live_rollups IS
'All live rollups: the table that each follows, its groups, the deltas that are not folded yet and the limit from which on they are, and whether it has missed changes, which refresh_live_rollup() mends. Numbers are NULL where one may not read the rollup.';
GRANT SELECT ON live_rollups TO PUBLIC;
