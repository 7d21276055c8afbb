-- Aggregates change their state in place. Nothing else may be changed by that: not a stored value, not an earlier
-- row's answer, not the state of another group, frame or aggregate.
\ir include/start.sql

-- Each transition function by hand over a stored value, through a variable and through a column: every function of the
-- extension that takes a summary and gives one, with arguments that suit it.
CREATE TABLE stored (kind text, s score_summary);
INSERT INTO stored
    SELECT format('%s %s..%s', kind, lo, hi),
           (format('v1 %s..%s ', lo, hi) || (
               SELECT string_agg(name || ' ' || array_to_string(array_fill(value, ARRAY[hi - lo + 1]), ','), ' ' ORDER BY number)
               FROM unnest(names, values) WITH ORDINALITY u(name, value, number)))::score_summary
    FROM (VALUES ('plain', '{counts}'::text[], '{1}'::int[]),
                 ('weighted', '{counts,weights,squared_weights}', '{1,1,1}'),
                 ('sentiment', '{counts,comments,positive,negative,sentiment,squared_sentiment}', '{1,1,1,0,1,1}')) k(kind, names, values),
         (VALUES (0, 10), (1, 5), (1, 7), (0, 100)) scale(lo, hi);
CREATE TABLE stored_before AS SELECT kind, score_summary_send(s) AS bytes FROM stored;

-- Calls of a function over the column s, one for each scale that its arguments may name.
CREATE FUNCTION calls_by_hand(function oid) RETURNS SETOF text AS $$
    SELECT format('%s(s%s)', proname,
                  (SELECT string_agg(', ' || CASE
                              WHEN type = 'score_summary'::regtype THEN 's'
                              WHEN number = 2 THEN '2::' || type::regtype
                              WHEN type = 'double precision'::regtype THEN '1'
                              WHEN proname ~ '^accumulate_(weighted_|sentiment_)?score_summary' THEN CASE number WHEN pronargs THEN hi::text ELSE lo::text END
                              ELSE hi::text END, '' ORDER BY number)
                   FROM unnest(p.proargtypes) WITH ORDINALITY a(type, number) WHERE number > 1))
    FROM pg_proc p, (VALUES (0, 10), (1, 5), (1, 7), (0, 100)) scale(lo, hi)
    WHERE p.oid = function
$$ LANGUAGE sql;

-- What a call did; NULL where no stored summary suited it.
CREATE FUNCTION changed_by(call text) RETURNS text AS $$
DECLARE
    stored_row stored;
    result score_summary;
    outcome text;
BEGIN
    FOR stored_row IN SELECT * FROM stored LOOP
        BEGIN
            EXECUTE format('SELECT %s FROM (SELECT $1 AS s) v', call) INTO result USING stored_row.s;
            IF score_summary_send(stored_row.s) <> (SELECT bytes FROM stored_before b WHERE b.kind = stored_row.kind) THEN
                RETURN 'changed a variable of kind ' || stored_row.kind;
            END IF;
            EXECUTE format('SELECT %s FROM stored WHERE kind = $1', call) INTO result USING stored_row.kind;
            IF EXISTS (SELECT FROM stored NATURAL JOIN stored_before WHERE score_summary_send(s) <> bytes) THEN
                RETURN 'changed a stored value of kind ' || stored_row.kind;
            END IF;
            IF result::text <> stored_row.s::text THEN
                outcome := 'changes its result only';
            END IF;
        EXCEPTION WHEN datatype_mismatch OR invalid_parameter_value THEN NULL;
        END;
    END LOOP;
    RETURN outcome;
END
$$ LANGUAGE plpgsql;

CREATE TABLE transition AS
    SELECT DISTINCT f.oid::regprocedure AS function
    FROM member_functions p JOIN pg_aggregate ON aggfnoid = p.oid,
         unnest(ARRAY[aggtransfn, aggcombinefn, aggmtransfn, aggminvtransfn]) f(oid)
    WHERE aggtranstype = 'score_summary'::regtype;

SELECT plan((SELECT count(*)::int * 2 FROM transition) + 31);

SELECT cmp_ok(count(*), '>=', 109::bigint, 'all transition functions are tried') FROM transition;
SELECT is((SELECT max(changed_by(call)) FROM calls_by_hand(function) call), 'changes its result only', function || ' by hand')
FROM transition;

-- Those of the other types are few, and tried one by one.
SELECT is((SELECT array_agg(DISTINCT f::regproc) FROM member_functions p JOIN pg_aggregate ON aggfnoid = p.oid, unnest(ARRAY[aggtransfn, aggcombinefn, aggmtransfn, aggminvtransfn]) f(f)
           WHERE aggtranstype IN (SELECT oid FROM summary_types) AND f::regprocedure NOT IN (SELECT function FROM transition)
             AND (SELECT proname FROM pg_proc WHERE oid = f) NOT IN ('accumulate_sentiment_summary', 'accumulate_sentiment_summary_inverse', 'comment_summary_add', 'comment_summary_subtract',
                                     'accumulate_driver_summary', 'accumulate_driver_summary_inverse', 'driver_products_summary_add', 'driver_products_summary_subtract',
                                     'accumulate_retention_summary', 'accumulate_retention_summary_inverse', 'retention_flow_summary_add', 'retention_flow_summary_subtract')),
          NULL, 'there are no other transition functions');
CREATE TABLE stored_comments AS
    SELECT 'v1 comments 2 positive 1 negative 1 sentiment 0 squared_sentiment 2'::comment_summary AS c;
SELECT is((SELECT ROW(accumulate_sentiment_summary(c, 1), accumulate_sentiment_summary_inverse(c, -1), c + c, c - c, c)::text FROM stored_comments),
          '("v1 comments 3 positive 2 negative 1 sentiment 1 squared_sentiment 3","v1 comments 1 positive 1 negative 0 sentiment 1 squared_sentiment 1",'
          || '"v1 comments 4 positive 2 negative 2 sentiment 0 squared_sentiment 4",empty,"v1 comments 2 positive 1 negative 1 sentiment 0 squared_sentiment 2")',
          'the transition functions of comments by hand');
SELECT is(c::text, 'v1 comments 2 positive 1 negative 1 sentiment 0 squared_sentiment 2', 'they did not change the stored value')
FROM stored_comments;

CREATE TABLE stored_drivers AS
    SELECT 'v1 drivers 1 responses 2 incomplete 1 sums 3,-4 products 5,-7,10'::driver_products_summary AS d;
SELECT is((SELECT ROW(accumulate_driver_summary(d, 1, ARRAY[2]::float8[]), accumulate_driver_summary(d, 1, ARRAY[NULL]::float8[]), accumulate_driver_summary_inverse(d, 2, ARRAY[-3]::float8[]),
                      accumulate_driver_summary_inverse(d, NULL, ARRAY[2]::float8[]), d + d, d - d, d)::text FROM stored_drivers),
          '("v1 drivers 1 responses 3 incomplete 1 sums 4,-2 products 6,-5,14","v1 drivers 1 responses 2 incomplete 2 sums 3,-4 products 5,-7,10",'
          || '"v1 drivers 1 responses 1 incomplete 1 sums 1,-1 products 1,-1,1","v1 drivers 1 responses 2 incomplete 0 sums 3,-4 products 5,-7,10",'
          || '"v1 drivers 1 responses 4 incomplete 2 sums 6,-8 products 10,-14,20",empty,"v1 drivers 1 responses 2 incomplete 1 sums 3,-4 products 5,-7,10")',
          'the transition functions of drivers by hand');
SELECT is(d::text, 'v1 drivers 1 responses 2 incomplete 1 sums 3,-4 products 5,-7,10', 'they did not change the stored value') FROM stored_drivers;
SELECT is(accumulate_driver_summary(NULL, 1, ARRAY[2]::float8[])::text, 'v1 drivers 1 responses 1 incomplete 0 sums 1,2 products 1,2,4', 'a NULL state of drivers');

CREATE TABLE stored_retention AS SELECT retention_summary(b, a, e) AS f FROM (VALUES (100, 90, NULL), (50, NULL, NULL), (0, 70, true)) AS v (b, a, e);
SELECT is((SELECT ROW(accumulate_retention_summary(f, 30, 40) - f, accumulate_retention_summary(f, 30::numeric, 0, true) - f, accumulate_retention_summary_inverse(f, 50::bigint, NULL),
                      accumulate_retention_summary_inverse(f, 0, 70, true) + accumulate_retention_summary(NULL, 0, 70, true) = f, accumulate_retention_summary(f, 0, 0) = f, f + f, f - f)::text FROM stored_retention),
          '("v1 customers_before 1 customers_kept 1 customers_new 0 customers_earned 0 revenue_before 30 revenue_kept 30 revenue_of_kept 40 revenue_new 0 revenue_earned 0","v1 customers_before 1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 30 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0","v1 customers_before 1 customers_kept 1 customers_new 1 customers_earned 1 revenue_before 100 revenue_kept 90 revenue_of_kept 90 revenue_new 70 revenue_earned 70",t,t,"v1 customers_before 4 customers_kept 2 customers_new 2 customers_earned 2 revenue_before 300 revenue_kept 180 revenue_of_kept 180 revenue_new 140 revenue_earned 140",empty)',
          'the transition functions of retention by hand');
SELECT is(f::text, 'v1 customers_before 2 customers_kept 1 customers_new 1 customers_earned 1 revenue_before 150 revenue_kept 90 revenue_of_kept 90 revenue_new 70 revenue_earned 70', 'they did not change the stored value') FROM stored_retention;
SELECT is(accumulate_retention_summary(NULL, NULL::numeric, 0)::text, 'empty', 'a NULL state of retention');

-- A NULL never crashes a transition function, whichever argument it is.
CREATE FUNCTION survives_null(function regprocedure) RETURNS text AS $$
DECLARE
    types text[] := (SELECT array_agg(type::regtype) FROM pg_proc, unnest(proargtypes) type WHERE oid = function);
    arguments text;
    refused text[] := '{}';
BEGIN
    FOR nulls IN 1 .. (1 << cardinality(types)) - 1 LOOP
        arguments := (SELECT string_agg(CASE WHEN nulls & (1 << number::int - 1) <> 0 THEN 'NULL::'
                                             WHEN type = 'score_summary' THEN '''empty''::'
                                             WHEN number = cardinality(types) AND type = 'integer' THEN '7::' ELSE '1::' END || type, ', ' ORDER BY number)
                      FROM unnest(types) WITH ORDINALITY a(type, number));
        refused := refused || (SELECT code FROM refusal(format('SELECT %s(%s)', function::oid::regproc, arguments)));
    END LOOP;
    RETURN array_to_string(ARRAY(SELECT DISTINCT unnest(refused) ORDER BY 1), ' ');
END
$$ LANGUAGE plpgsql;
-- 22004 says what is missing; 22023 is what taking a response out of nothing is.
SELECT ok(survives_null(function) IN ('', '22004', '22004 22023', '22023'),
          function || ' with NULLs: ' || survives_null(function))
FROM transition;
SELECT is(accumulate_nps(NULL, 5), NULL, 'a strict transition function of a NULL state');
SELECT is(accumulate_csat(NULL, NULL, 5)::text, 'empty', 'a NULL state without a score');
SELECT is(accumulate_csat(NULL, 2, 5)::text, 'v1 1..5 counts 0,1,0,0,0', 'a NULL state with a score');
SELECT is(accumulate_weighted_nps(NULL, 1, 2.5)::text,
          'v1 0..10 counts 0,1,0,0,0,0,0,0,0,0,0 weights 0,2.5,0,0,0,0,0,0,0,0,0 squared_weights 0,6.25,0,0,0,0,0,0,0,0,0',
          'a NULL state with a score and a weight');
SELECT is(accumulate_csat_inverse('v1 1..5 counts 0,1,0,0,0', 2)::text, 'empty', 'the last response taken out leaves the empty summary');
SELECT is_refused($$SELECT accumulate_nps_inverse('empty', 5)$$, '22023', $$can't take out of a summary responses that are not in it$$);
SELECT is_refused($$SELECT accumulate_weighted_nps_inverse('empty', 5, 1)$$, '22023', $$can't take out of a summary responses that are not in it$$);

-- A state given row by row must not change under the rows that were given before.
CREATE TABLE response AS
    SELECT n, n % 11 AS score, 1 + n % 3 AS weight, n % 4 AS channel, n % 3 AS region FROM generate_series(1, 60) n;
CREATE FUNCTION expected(from_n int, to_n int) RETURNS text LANGUAGE sql AS
    'SELECT make_score_summary(0, array_agg((SELECT count(*) FROM response WHERE score = point AND n BETWEEN from_n AND to_n)
                                            ORDER BY point))::text FROM generate_series(0, 10) point';

SELECT results_eq('SELECT s::text FROM (SELECT n, nps_summary(score) OVER (ORDER BY n) AS s FROM response) w ORDER BY n',
                  'SELECT expected(1, n) FROM response ORDER BY n', 'a running window, sorted afterwards');
SELECT results_eq('WITH w AS MATERIALIZED (SELECT n, nps_summary(score) OVER (ORDER BY n ROWS 5 PRECEDING) AS s FROM response)
                   SELECT a.s::text FROM w a JOIN w b USING (n) ORDER BY n',
                  'SELECT expected(n - 5, n) FROM response ORDER BY n', 'a sliding window, materialised');
SELECT is((SELECT array_agg(s)::text[] FROM (SELECT nps_summary(score) OVER (ORDER BY n) AS s FROM response) w),
          (SELECT array_agg(expected(1, n) ORDER BY n) FROM response), 'the rows of a window, gathered in an array');
SELECT results_eq('SELECT lag(s, 7) OVER (ORDER BY n)::text FROM (SELECT n, nps_summary(score) OVER (ORDER BY n) AS s FROM response) w ORDER BY n',
                  'SELECT CASE WHEN n > 7 THEN expected(1, n - 7) END FROM response ORDER BY n', 'a window over a window, lagging');
SELECT results_eq('SELECT rollup(s) OVER (ORDER BY n ROWS 1 PRECEDING)::text
                   FROM (SELECT n, nps_summary(score) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS s FROM response) w ORDER BY n',
                  'SELECT expected(n - 1, n) FROM response ORDER BY n', 'a rollup over a window');
SELECT results_eq('SELECT nps_summary(score) OVER (ORDER BY n)::text, nps_summary(score) OVER (ORDER BY n ROWS 3 PRECEDING)::text,
                          nps_summary(score) OVER (ORDER BY n DESC)::text, nps(score) OVER (ORDER BY n)
                   FROM response ORDER BY n',
                  'SELECT expected(1, n), expected(n - 3, n), expected(n, 60), nps(expected(1, n)::score_summary) FROM response ORDER BY n',
                  'several frames over one aggregate');
SELECT results_eq('SELECT responses(s), nps(s) FROM (SELECT n, nps_summary(score) OVER (ORDER BY n) + nps_summary(score) OVER (ORDER BY n) AS s FROM response) w ORDER BY n',
                  'SELECT 2 * n::bigint, nps(expected(1, n)::score_summary) FROM response ORDER BY n',
                  'an operator over the state of a window');

-- Aggregates over the same arguments share a state.
SELECT is((SELECT ROW(nps(score), responses(nps_summary(score)), nps_summary(score), nps_summary(score) + nps_summary(score),
                      accumulate_nps(nps_summary(score), 3), nps(accumulate_nps(nps_summary(score), 10)), nps_summary(score))::text FROM response),
          (SELECT ROW(nps(s), 60::bigint, s, s + s, s + b, nps(s + c), s)::text
           FROM (SELECT expected(1, 60)::score_summary, 'v1 0..10 counts 0,0,0,1,0,0,0,0,0,0,0'::score_summary,
                        'v1 0..10 counts 0,0,0,0,0,0,0,0,0,0,1'::score_summary) v(s, b, c)),
          'aggregates that share a state');
-- Stored values are the first states of a rollup.
CREATE TABLE monthly AS SELECT channel, region, nps_summary(score) AS s FROM response GROUP BY channel, region;
CREATE TABLE monthly_before AS SELECT channel, region, s::text AS text FROM monthly;
SELECT is((SELECT rollup(s ORDER BY channel)::text FROM monthly), expected(1, 60), 'a rollup of stored values');
SELECT is((SELECT count(*) FROM monthly NATURAL JOIN monthly_before WHERE s::text <> text), 0::bigint, 'they are as they were');

CREATE TABLE grouped AS
    SELECT channel, region, expected FROM (
        SELECT channel, region, array_agg(score) AS scores FROM response GROUP BY CUBE (channel, region)) g,
        LATERAL (SELECT make_score_summary(0, array_agg((SELECT count(*) FROM unnest(scores) s WHERE s = point) ORDER BY point))::text AS expected
                 FROM generate_series(0, 10) point) e;
SET LOCAL enable_sort = off;
SELECT bag_eq('SELECT channel, region, nps_summary(score)::text FROM response GROUP BY CUBE (channel, region)',
              'SELECT * FROM grouped', 'GROUPING SETS, hashed');
SET LOCAL enable_sort = on;
SET LOCAL enable_hashagg = off;
SELECT bag_eq('SELECT channel, region, nps_summary(score)::text FROM response GROUP BY CUBE (channel, region)',
              'SELECT * FROM grouped', 'GROUPING SETS, sorted');
SELECT bag_eq('SELECT channel, region, rollup(s)::text FROM monthly GROUP BY CUBE (channel, region)',
              'SELECT * FROM grouped', 'GROUPING SETS of stored values');
SELECT bag_eq('SELECT channel, region, rollup(s)::text FROM monthly GROUP BY ROLLUP (channel, region)',
              'SELECT * FROM grouped WHERE region IS NULL OR channel IS NOT NULL', 'ROLLUP of stored values');
SELECT * FROM finish();
ROLLBACK;
