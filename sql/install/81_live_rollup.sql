-- Live rollups: what people call.

CREATE FUNCTION create_live_rollup(name text, query text, mode text DEFAULT 'immediate') RETURNS regclass
    AS 'MODULE_PATHNAME', 'cm_create_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION create_live_rollup(text, text, text) IS
'Creates a view of this name that always shows what the query would, without running it: SELECT keys, summaries, count(*), sum(…) FROM responses [JOIN …] [WHERE …] GROUP BY keys. It follows every change of the first table in FROM: mode immediate folds the changes in when the writer commits, deferred when fold_live_rollup() is called. Error 0A000 for a query that can''t be kept live, with the reason.';

CREATE FUNCTION refresh_live_rollup(rollup regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_refresh_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION refresh_live_rollup(regclass) IS
'Fills a live rollup anew from its query, and follows partitions that were attached and columns that were renamed since. For its owner; writers that commit meanwhile wait in mode immediate. Error 42809 for what is no live rollup.';

CREATE FUNCTION fold_live_rollup(rollup regclass) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_fold_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION fold_live_rollup(regclass) IS
'Folds the deltas of a deferred live rollup into its groups and returns their number. For its owner; no writer waits. Error 42809 for what is no live rollup.';

CREATE FUNCTION check_live_rollup(rollup regclass, OUT keys jsonb, OUT stored jsonb, OUT recomputed jsonb)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_check_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION check_live_rollup(regclass) IS
'Runs the query of a live rollup and returns the groups in which the rollup differs: none, unless changes could not be seen. For its owner; nobody waits. Error 42809 for what is no live rollup.';

CREATE FUNCTION drop_live_rollup(rollup regclass) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_drop_live_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION drop_live_rollup(regclass) IS
'Drops a live rollup with its triggers and tables. Error 2BP01 if views depend on it, 42809 for what is no live rollup.';

CREATE VIEW live_rollups AS
SELECT d.rollup AS name, followed AS responses, CASE p.prorettype WHEN 'trigger'::regtype THEN 'immediate' ELSE 'deferred' END AS mode,
       pg_get_userbyid(c.relowner) AS owner, s.rows, s.pending_deltas, s.last_fold, s.last_refresh
FROM (SELECT DISTINCT ev_class::regclass AS rollup
      FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid
      WHERE classid = 'pg_rewrite'::regclass AND refclassid = 'pg_proc'::regclass
        AND refobjid = 'live_rollup_marker(regclass, regclass, regclass, regclass, regprocedure, regprocedure, regprocedure, regprocedure, regprocedure)'::regprocedure) AS d
     JOIN pg_class AS c ON c.oid = d.rollup
     CROSS JOIN LATERAL live_rollup_status(d.rollup) AS s
     JOIN pg_proc AS p ON p.oid = s.fold
     LEFT JOIN LATERAL (SELECT tgrelid::regclass AS followed FROM pg_trigger WHERE tgfoid = s.follow AND tgnargs = 0 LIMIT 1) AS t ON true;
COMMENT ON VIEW live_rollups IS
'All live rollups: the table that each follows, its mode, groups, deltas that are not folded yet, and when it was last folded and refreshed. Numbers are NULL where one may not read the rollup.';
GRANT SELECT ON live_rollups TO PUBLIC;
