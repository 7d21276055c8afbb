-- Key drivers: importance and regression against test/mathematics/drivers.tsv, which R made by brute force over all subsets
-- (drivers.R beside it), and what must be true of any.
\ir include/start.sql

CREATE TABLE lines (line text);
\copy lines FROM 'test/mathematics/drivers.tsv' WITH (FORMAT text, DELIMITER E'\x01')
CREATE TABLE cells AS SELECT string_to_array(line, E'\t') AS c FROM lines;

CREATE TABLE response AS SELECT c[2] AS name, row_number() OVER () AS place, string_to_array(c[3], ',')::float8[] AS value FROM cells WHERE c[1] = 'data';
CREATE TABLE summary AS
    SELECT name, max(cardinality(value)) - 1 AS drivers, driver_summary(value[1], VARIADIC value[2:]) AS d FROM response GROUP BY name;

-- Each number as R has it, NULL where R has none, and as we do.
CREATE TABLE expected AS
    SELECT c[2] AS name, c[3]::int AS driver, what, nullif(expected, 'nan')::float8 AS expected
    FROM cells, unnest('{shapley,johnson,correlation,coefficient,stderr,p_value,mean}'::text[], c[4:]) v(what, expected)
    WHERE c[1] = 'expect'
    UNION ALL
    SELECT c[2], 0, what, nullif(expected, 'nan')::float8 FROM cells, unnest('{r_squared,adjusted_r_squared}'::text[], c[3:]) v(what, expected)
    WHERE c[1] = 'fit';
CREATE TABLE found AS
    SELECT name, replace(driver, 'driver ', '')::int AS driver, what, found
    FROM summary, unnest('{shapley,johnson}'::text[]) method, driver_importance(d, method => method) i,
         LATERAL (VALUES (method, importance), ('correlation', correlation), ('coefficient', coefficient), ('stderr', stderr),
                         ('p_value', p_value), ('mean', mean)) v(what, found)
    UNION
    SELECT name, 0, what, found FROM summary, LATERAL (VALUES ('r_squared', r_squared(d)), ('adjusted_r_squared', adjusted_r_squared(d))) v(what, found);

-- To 1e-9 of the number, or to the decimal that is kept.
CREATE VIEW error AS
    SELECT name, what, driver, found, expected,
           CASE WHEN found IS NULL OR expected IS NULL THEN CASE WHEN found IS NULL AND expected IS NULL THEN 0 ELSE 'Infinity'::float8 END
                ELSE greatest(abs(found::float8 - expected) - 5.1e-13, 0) / greatest(abs(expected), 1e-300) END AS error
    FROM expected FULL JOIN found USING (name, driver, what);

SELECT plan(9 + 5 + 14 + 6 + 4 + 6);

-- As R has it.
SELECT is(count(DISTINCT name), 11::bigint, 'data sets') FROM error WHERE expected IS NOT NULL AND found IS NOT NULL;
SELECT ok(max(error) <= 1e-9, format('%s as R has it: %s numbers, the worst is %s off', regexp_replace(what, 'adjusted_', ''), count(*), to_char(max(error), '9.9EEEE')))
FROM error GROUP BY regexp_replace(what, 'adjusted_', '');

-- What is true of any drivers.
CREATE VIEW importance AS
    SELECT name, drivers, method, i.*, row_number() OVER () AS place
    FROM summary, unnest('{shapley,johnson}'::text[]) method, driver_importance(d, method => method) i;
SELECT is(array_agg(name) FILTER (WHERE wrong), NULL, method || ': importance adds up to 100, and none is below 0')
FROM (SELECT name, method, abs(sum(importance) - 100) > 1e-10 OR min(importance) < 0 OR count(*) <> drivers AS wrong FROM importance GROUP BY name, drivers, method) v
GROUP BY method;
SELECT is(count(*), 0::bigint, 'the most important comes first')
FROM (SELECT importance > lag(importance) OVER (PARTITION BY name, method ORDER BY place) AS more FROM importance) v WHERE more;
-- In other units, shifted or turned round, a driver is as important.
SELECT is((SELECT array_agg(ROW(driver, round(importance, 8), round(abs(correlation), 8), round(p_value::numeric, 8))::text ORDER BY driver) FROM driver_importance(b)),
          (SELECT array_agg(ROW(driver, round(importance, 8), round(abs(correlation), 8), round(p_value::numeric, 8))::text ORDER BY driver) FROM driver_importance(a)),
          'units do not matter')
FROM (SELECT driver_summary(value[1], value[2], value[3], value[4]) AS a, driver_summary(10 - 3 * value[1], 1000 * value[2], 7 - value[3], value[4] / 8 + 100000) AS b
      FROM response WHERE name = 'ratings') v;
SELECT is(count(*), 3::bigint, 'what correlates with no other has the square of its correlation')
FROM (SELECT driver_summary(a + 2 * b - c + n * 0.01, a, b, c) AS d
      FROM (SELECT n, n & 1 AS a, n >> 1 & 1 AS b, n >> 2 & 1 AS c FROM generate_series(0, 15) n) v) v, driver_importance(d)
WHERE abs(importance / 100 * r_squared(d) - correlation ^ 2) < 1e-10;

-- Few rows, NULLs, constants.
CREATE FUNCTION rows_of(d driver_products_summary, method text DEFAULT 'shapley') RETURNS text AS $$
    SELECT string_agg(concat_ws('|', driver, coalesce(importance::float8::text, '-'), coalesce(correlation::float8::text, '-'), coalesce(coefficient::float8::text, '-'),
                                coalesce(stderr::float8::text, '-'), coalesce(p_value::text, '-'), mean::float8), E'\n')
    FROM driver_importance(d, method => method)
$$ LANGUAGE sql;
SELECT is(rows_of('empty'), NULL, 'no rows of nothing');
SELECT is(rows_of(NULL), NULL, 'nor of NULL');
SELECT is(rows_of('v1 drivers 1 responses 0 incomplete 7 sums 0,0 products 0,0,0'), NULL, 'nor of incomplete responses');
SELECT is((SELECT count(*) FROM driver_importance('v1 drivers 1 responses 2 incomplete 0 sums 100,7 products 10000,500,29', method => NULL)), 0::bigint, 'nor by no method');
SELECT is(rows_of(driver_summary(9, 3, 4)), E'driver 1|-|-|-|-|-|3\ndriver 2|-|-|-|-|-|4', 'one response');
SELECT is(rows_of(driver_summary(n, n * n)), 'driver 1|100|1|0.333333333333|-|-|2.5', 'two responses') FROM generate_series(1, 2) n;
SELECT is(rows_of(driver_summary(n, 2 * n - 1, 5)), E'driver 1|100|1|0.5|0|-|4\ndriver 2|0|-|-|-|-|5', 'a perfect fit, and a constant driver') FROM generate_series(1, 4) n;
SELECT is(rows_of(driver_summary(n, 5)), 'driver 1|0|-|-|-|-|5', 'nothing but a constant driver') FROM generate_series(1, 4) n;
SELECT is(rows_of(driver_summary(5, n, n % 2)), E'driver 1|-|-|0|0|-|2.5\ndriver 2|-|-|0|0|-|0.5', 'a constant outcome') FROM generate_series(1, 4) n;
SELECT is((SELECT array_agg(ROW(driver, round(importance, 10))::text) FROM driver_importance(driver_summary(n, n % 3, n % 3), method => method)), '{"(\"driver 1\",50.0000000000)","(\"driver 2\",50.0000000000)"}',
          'two equal drivers share by ' || method) FROM generate_series(1, 8) n, unnest('{shapley,johnson}'::text[]) method GROUP BY method;
SELECT is(ROW(r_squared(d), adjusted_r_squared(d), responses(d), incomplete(d))::text, '(,,0,0)', 'R² of nothing') FROM (VALUES ('empty'::driver_products_summary)) v(d);
SELECT is(ROW(r_squared(d), adjusted_r_squared(d), responses(d), incomplete(d))::text, '(,,4,0)', 'R² of a constant outcome') FROM (SELECT driver_summary(5, n) AS d FROM generate_series(1, 4) n) v;
SELECT is(ROW(r_squared(d), adjusted_r_squared(d), responses(d), incomplete(d))::text, '(1.000000000000,,2,3)', 'R² without degrees of freedom, and what is incomplete')
FROM (SELECT driver_summary(CASE WHEN n <> 3 THEN n END, CASE WHEN n < 4 THEN n * n END) AS d FROM generate_series(1, 5) n) v;

-- Names.
SELECT is((SELECT array_agg(driver ORDER BY driver) FROM driver_importance(driver_summary(n, n % 3, n), '{remainder,"the number, été"}')), '{remainder,"the number, été"}', 'names of drivers')
FROM generate_series(1, 8) n;
SELECT is_refused(format('SELECT driver_importance(d, %s) FROM (SELECT driver_summary(n, n %% 3, n) AS d FROM generate_series(1, 8) n) v', names), code, message)
FROM (VALUES ('''{a}''', '22023', 'there are 1 names for 2 drivers'), ('''{}''', '22023', 'there are 0 names for 2 drivers'), ('''{a,NULL}''', '22004', 'the name of a driver is NULL'),
             ('''{{a},{b}}''', '2202E', 'names have 2 dimensions, not 1'), ('NULL, ''Shapley''', '22023', 'unknown importance method "Shapley"')) v(names, code, message);

-- What a score counts: its mean is the metric.
SELECT is(avg(nps_value(score)), nps(score), 'nps_value') FROM generate_series(0, 10) score;
SELECT is(avg(csat_value(score)), csat(score), 'csat_value') FROM generate_series(1, 5) score;
SELECT is(ROW(nps_value(9::smallint), nps_value(8.0), nps_value(NULL::int), csat_value(3::smallint), csat_value(4::float8))::text, '(100,0,,0,100)', 'of each type of score');
SELECT is_refused('SELECT csat_value(6)', '22003', 'score 6 is outside the scale 1..5');

-- A live rollup follows every change.
CREATE TABLE survey (segment text, score int, price int, service int);
INSERT INTO survey SELECT 'abc' || n % 3, n * 7 % 11, n % 5, CASE WHEN n % 9 <> 0 THEN n * 3 % 7 END FROM generate_series(1, 200) n;
SELECT lives_ok($$SELECT create_live_rollup('survey_drivers', 'SELECT segment, driver_summary(nps_value(score), price, service) AS d FROM survey GROUP BY segment')$$, 'a live rollup of drivers');
CREATE FUNCTION stale() RETURNS bigint AS $$
    SELECT count(*) FROM (SELECT segment, d FROM survey_drivers) live FULL JOIN
           (SELECT segment, driver_summary(nps_value(score), price, service) AS d FROM survey GROUP BY segment) own USING (segment)
    WHERE driver_products_summary_send(live.d) IS DISTINCT FROM driver_products_summary_send(own.d)
$$ LANGUAGE sql;
SELECT is(stale(), 0::bigint, 'is right at first');
INSERT INTO survey SELECT 'abc' || n % 4, n % 11, n % 5, n % 7 FROM generate_series(1, 50) n;
SELECT is(stale(), 0::bigint, 'after INSERT');
UPDATE survey SET service = CASE WHEN service < 6 THEN service + 1 END, price = price * 2 WHERE score > 5;
SELECT is(stale(), 0::bigint, 'after UPDATE');
DELETE FROM survey WHERE price > 4 OR segment = 'abc3';
SELECT is(stale(), 0::bigint, 'after DELETE');
SELECT is((SELECT count(*) FROM survey_drivers), 3::bigint, 'and its groups are those that have rows');
SELECT * FROM finish();
ROLLBACK;
