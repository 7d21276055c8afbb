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
    FROM pg_depend d JOIN pg_depend m ON m.classid = d.classid AND m.objid = d.objid AND m.deptype = 'e'
    WHERE m.refclassid = 'pg_extension'::regclass
      AND m.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics')
      AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_cast'::regclass)
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
