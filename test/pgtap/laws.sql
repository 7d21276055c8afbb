-- One answer: an aggregate gives the same bytes on every way that PostgreSQL can take through the same rows.
\ir include/start.sql
\ir include/responses.sql

-- One query for each way: the bytes of the answer for every group.
CREATE FUNCTION query_of(a aggregate, way text) RETURNS text AS $$
    SELECT CASE
        WHEN way = 'rolled up' THEN
            format('SELECT "group", %s FROM (SELECT "group", part, %s FILTER (WHERE counted) AS state FROM %I WHERE %s
                                             GROUP BY "group", part) parts GROUP BY "group"',
                   bytes(format(a.final, format(a.merge, 'state')), a.answer_type), a.state, a.source, a.accepts)
        WHEN way = 'added' THEN
            format('SELECT "group", %s FROM (SELECT "group", sum_of(array_agg(state ORDER BY random())) AS state
                                             FROM (SELECT "group", part, %s FILTER (WHERE counted) AS state FROM %I
                                                   WHERE %s GROUP BY "group", part) parts GROUP BY "group") sums',
                   bytes(format(a.final, 'state'), a.answer_type), a.state, a.source, a.accepts)
        WHEN way = 'from the state' THEN
            format('SELECT "group", %s FROM (SELECT "group", %s FILTER (WHERE counted) AS state FROM %I WHERE %s
                                             GROUP BY "group") states',
                   bytes(format(a.final, 'state'), a.answer_type), a.state, a.source, a.accepts)
        ELSE
            format('SELECT "group", %s FROM %I WHERE %s GROUP BY "group"',
                   bytes(format('%s FILTER (WHERE counted)', a.call), a.answer_type),
                   CASE way WHEN 'by partition' THEN 'partitioned_' ELSE '' END || a.source, a.accepts)
        END
$$ LANGUAGE sql STABLE;

-- The parts of a sum, added one to another by the operator.
CREATE FUNCTION sum_of(parts anyarray) RETURNS anyelement AS $$
DECLARE
    total ALIAS FOR $0;
BEGIN
    total := 'empty';
    FOR i IN 1 .. cardinality(parts) LOOP
        total := total + parts[i];
    END LOOP;
    RETURN total;
END
$$ LANGUAGE plpgsql;

-- The settings that make PostgreSQL take the way.
CREATE FUNCTION choose(way text) RETURNS void AS $$
    SELECT set_config('enable_hashagg', CASE WHEN way ~ 'sorted' THEN 'off' ELSE 'on' END, true),
           set_config('enable_sort', CASE WHEN way ~ 'sorted' THEN 'on' ELSE 'off' END, true),
           set_config('max_parallel_workers_per_gather', CASE WHEN way ~ 'parallel' THEN '2' ELSE '0' END, true),
           set_config('work_mem', CASE way WHEN 'spilled' THEN '64kB' ELSE '16MB' END, true),
           set_config('hash_mem_multiplier', '1', true),
           set_config('enable_partitionwise_aggregate', CASE way WHEN 'by partition' THEN 'on' ELSE 'off' END, true),
           set_config('cpu_tuple_cost', CASE way WHEN 'by partition' THEN '1' ELSE '0.01' END, true);
$$ LANGUAGE sql;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
-- All states come from workers, none from the leader.
SET LOCAL parallel_leader_participation = off;

-- The rows again in partitions. What is expected to have few groups is worth aggregating before it is gathered.
DO $$
DECLARE
    source text;
    relation text;
BEGIN
    FOREACH source IN ARRAY '{response,stored}'::text[] LOOP
        EXECUTE format('CREATE TABLE partitioned_%1$s (LIKE %1$s) PARTITION BY HASH (place)', source);
        FOR remainder IN 0..2 LOOP
            EXECUTE format('CREATE TABLE partition_%1$s_of_%2$s PARTITION OF partitioned_%2$s
                            FOR VALUES WITH (MODULUS 3, REMAINDER %1$s)', remainder, source);
        END LOOP;
        EXECUTE format('INSERT INTO partitioned_%1$s SELECT * FROM %1$s', source);
        FOR relation IN SELECT oid::regclass FROM pg_class WHERE relname ~ ('(^|_)' || source || '$') AND relkind IN ('r', 'p') LOOP
            EXECUTE format('ALTER TABLE %s ALTER "group" SET (n_distinct = 2, n_distinct_inherited = 2)', relation);
            EXECUTE format('ANALYZE %s', relation);
        END LOOP;
    END LOOP;
END
$$;

CREATE FUNCTION answers(a aggregate, way text) RETURNS TABLE ("group" int, answer bytea) AS $$
BEGIN
    PERFORM choose(way);
    RETURN QUERY EXECUTE query_of(a, way);
END
$$ LANGUAGE plpgsql;

-- The ways besides the plain one, a sequential scan into hashed groups.
CREATE TABLE way AS
    SELECT unnest('{sorted,spilled,parallel,"parallel and sorted",by partition,rolled up,added,from the state}'::text[]) AS way;

CREATE TABLE answer AS
    SELECT aggregate, way, g.* FROM aggregate a, (SELECT 'plain' AS way UNION ALL SELECT way FROM way) w, answers(a, way) g;
CREATE INDEX ON answer (aggregate, way);
ANALYZE answer;

-- The groups that a way answers otherwise than the plain one.
CREATE FUNCTION differences(a regprocedure, other_way text) RETURNS text AS $$
    WITH plain AS (SELECT "group", answer FROM answer WHERE aggregate = a AND way = 'plain'),
         other AS (SELECT "group", answer FROM answer WHERE aggregate = a AND way = other_way)
    SELECT CASE WHEN (SELECT count(*) FROM plain) = 0 THEN 'no groups to compare'
           ELSE string_agg(format('%s on %s..%s', g.shape, g.lo, g.hi), ', ' ORDER BY g.id) END
    FROM plain FULL JOIN other USING ("group") JOIN response_group g ON g.id = "group"
    WHERE plain IS DISTINCT FROM other
$$ LANGUAGE sql;

-- The nodes of a query's plan that aggregate: as "Partial Hashed".
CREATE FUNCTION aggregation_of(a aggregate, way text) RETURNS text[] AS $$
DECLARE
    plan jsonb;
BEGIN
    PERFORM choose(way);
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query_of(a, way) INTO plan;
    RETURN (SELECT array_agg(DISTINCT concat_ws(' ', node ->> 'Partial Mode', node ->> 'Strategy'))
            FROM jsonb_path_query(plan, '$.**?(@."Partial Mode" != "")') node);
END
$$ LANGUAGE plpgsql;

SELECT plan(6 + (2 + 7 + 1 + 2) * count(*)::int) FROM aggregate;

-- First that the tests look at what they are meant to look at.
SELECT ok(count(*) >= 73, 'all aggregates of summaries are known: ' || count(*)) FROM aggregate;
SELECT is(array_agg(p.oid::regprocedure::text), NULL, 'no aggregate of summaries has an argument that the tests don''t know')
FROM member_functions p JOIN pg_aggregate ON aggfnoid = p.oid
WHERE aggtranstype IN (SELECT oid FROM summary_types) AND p.oid NOT IN (SELECT aggregate FROM aggregate);
SELECT is(array_agg(DISTINCT points ORDER BY points), ARRAY(SELECT generate_series(2, 101)), 'all widths of scales are there')
FROM response;
SELECT cmp_ok(count(DISTINCT part), '>=', 5::bigint, 'the rows are in several parts') FROM response;
CREATE FUNCTION figure_of_run(query text, way text, name text) RETURNS int AS $$
DECLARE
    plan jsonb;
BEGIN
    PERFORM choose(way);
    EXECUTE 'EXPLAIN (ANALYZE, FORMAT JSON) ' || query INTO plan;
    RETURN jsonb_path_query_first(plan, format('$.**."%s"', name)::jsonpath);
END
$$ LANGUAGE plpgsql;
SELECT cmp_ok(figure_of_run('SELECT nps(score) FROM response WHERE lo = 0 AND points = 11', 'parallel', 'Workers Launched'),
              '>', 0, 'workers are launched for a parallel plan');
SELECT cmp_ok(figure_of_run('SELECT weighted_score_summary(score, weight, lo, hi) FROM response GROUP BY "group"', 'spilled', 'HashAgg Batches'),
              '>', 1, 'a hashed aggregation with little memory spills to disk');

SELECT is(aggregation_of(a, way), '{Finalize Hashed,Partial Hashed}', format('%s is aggregated partially %s', a.aggregate, way))
FROM aggregate a, unnest('{parallel,by partition}'::text[]) way;

SELECT is(differences(aggregate, way), NULL, format('%s is the same %s', aggregate, way)) FROM aggregate, way;

-- Without GROUP BY there is a row even of no rows.
CREATE FUNCTION answer_of_none(a aggregate, condition text) RETURNS text AS $$
DECLARE
    answer text;
BEGIN
    PERFORM choose('parallel');
    EXECUTE format('SELECT %s::text FROM %I WHERE %s', a.call, a.source, condition) INTO answer;
    RETURN answer;
END
$$ LANGUAGE plpgsql;
CREATE FUNCTION expected_of_none(a aggregate) RETURNS text AS $$
    SELECT CASE WHEN a.answer_type = g.aggtranstype THEN 'empty' END FROM pg_aggregate g WHERE aggfnoid = a.aggregate
$$ LANGUAGE sql;
SELECT is(answer_of_none(a, condition), expected_of_none(a), format('%s of rows where %s', a.aggregate, condition))
FROM aggregate a, LATERAL (VALUES ('false'), (CASE WHEN a.source = 'stored' THEN a.arguments WHEN a.arguments ~ 'score' THEN 'score' WHEN a.arguments ~ 'sentiment' THEN 'sentiment' ELSE '"group"' END || ' IS NULL')) v(condition);
SELECT * FROM finish();
ROLLBACK;
