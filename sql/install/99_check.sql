-- The last of every script, here and in sql/upgrade: the bodies above were parsed with the extension's schema in the
-- search path. Whoever may create there could have planted a function or an operator that fits an expression better
-- than PostgreSQL's own, to be called by whoever uses the extension. Then there is a dependency on it.

DO $$
DECLARE
    path text := pg_catalog.current_setting('search_path');
    planted text;
BEGIN
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    SELECT pg_describe_object(d.refclassid, d.refobjid, 0) INTO planted
    FROM (WITH members AS (SELECT classid, objid, refobjid FROM pg_depend
                           WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
                             AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics'))
          TABLE members
          UNION ALL
          -- What a view calls, its rule depends on.
          SELECT 'pg_rewrite'::regclass, r.oid, refobjid
          FROM members JOIN pg_rewrite r ON classid = 'pg_class'::regclass AND ev_class = objid) m
         JOIN pg_depend d ON d.classid = m.classid AND d.objid = m.objid
    WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_cast'::regclass)
      AND d.deptype <> 'e'
      AND NOT EXISTS (SELECT FROM pg_depend own
                      WHERE own.classid = d.refclassid AND own.objid = d.refobjid AND own.deptype IN ('e', 'i')
                        AND (own.deptype = 'i' OR own.refobjid = m.refobjid))
      AND (SELECT schema FROM pg_identify_object(d.refclassid, d.refobjid, 0)) IS DISTINCT FROM 'pg_catalog'
    LIMIT 1;
    IF planted IS NOT NULL THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'customer_metrics would call ' || planted || ', which is not its own',
            HINT = 'Install it in a schema of its own: CREATE SCHEMA metrics; CREATE EXTENSION customer_metrics SCHEMA metrics.';
    END IF;
    PERFORM set_config('search_path', path, true);
END
$$;
