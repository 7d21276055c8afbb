-- How two queries compare: procedures for the cases.
SET client_min_messages = warning;
CREATE EXTENSION customer_metrics;

CREATE FUNCTION milliseconds(query text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := clock_timestamp();
BEGIN
    EXECUTE query;
    RETURN 1000 * extract(epoch FROM clock_timestamp() - start);
END $$;

CREATE TABLE times (ours double precision, theirs double precision);

-- Runs both queries in turn, after a round that does not count, and says the ratio of their medians.
CREATE PROCEDURE compare(title text, at_most numeric, rounds integer, ours text, theirs text)
LANGUAGE plpgsql AS $$
DECLARE
    m record;
BEGIN
    TRUNCATE times;
    FOR i IN 0..rounds LOOP
        INSERT INTO times SELECT a, b FROM milliseconds(ours) a, milliseconds(theirs) b WHERE i > 0;
    END LOOP;
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t.ours) AS ours,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY t.theirs) AS theirs INTO m FROM times t;
    RAISE INFO '%', format('%s %s  %s  %s ms : %s ms', rpad(title, 58),
        lpad(round((m.ours / m.theirs)::numeric, 2)::text, 6),
        rpad(coalesce('at most ' || at_most, ''), 12),
        lpad(round(m.ours)::text, 6), round(m.theirs));
END $$;

CREATE FUNCTION aggregate_memory(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) ' || query INTO plan;
    RETURN (jsonb_path_query_first(plan::jsonb, '$.**."Peak Memory Usage"') #>> '{}')::bigint;
END $$;

CREATE PROCEDURE compare_memory(title text, at_most numeric, ours text, theirs text)
LANGUAGE plpgsql AS $$
DECLARE
    a bigint := aggregate_memory(ours);
    b bigint := aggregate_memory(theirs);
BEGIN
    RAISE INFO '%', format('%s %s  %s  %s MB : %s MB', rpad(title, 58), lpad(round(a::numeric / b, 2)::text, 6),
        rpad(coalesce('at most ' || at_most, ''), 12), lpad((a / 1024)::text, 6), b / 1024);
END $$;
