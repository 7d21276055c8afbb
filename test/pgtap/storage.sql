-- Summaries as values in tables: compared, sorted, grouped, joined, partitioned, indexed and stored.
\ir include/start.sql
\ir include/responses.sql

CREATE TABLE sample AS
    SELECT row_number() OVER () AS id, s FROM (
        SELECT 'empty'::score_summary AS s UNION ALL
        SELECT v.s FROM (SELECT score_summary(score, lo, hi) AS plain, weighted_score_summary(score, weight, lo, hi) AS weighted,
                                sentiment_score_summary(score, sentiment, lo, hi) AS sentiment
                         FROM response WHERE lo > -60 AND points < 20 GROUP BY "group", part) g,
             LATERAL (VALUES (plain), (weighted), (sentiment)) v(s)) all_samples;
ANALYZE sample;
-- The same values told apart by their text form, which has nothing to do with how they are compared.
CREATE TABLE by_text AS SELECT DISTINCT s::text AS text FROM sample;
CREATE TABLE few AS SELECT id, s FROM sample WHERE id % 23 = 0 OR s = 'empty';

-- The plan of a query uses a node of this type.
CREATE FUNCTION uses_node(query text, node text) RETURNS boolean AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN jsonb_path_exists(plan, format('$.**?(@."Node Type" == %s)', to_json(node))::jsonpath);
END
$$ LANGUAGE plpgsql;

-- Pairs of summaries of a type of which the operators say something else than the text form does.
CREATE FUNCTION miscompared(type text) RETURNS bigint AS $$
DECLARE
    pairs bigint;
BEGIN
    EXECUTE format('WITH few AS (SELECT %1$I AS s, %1$I::text AS text FROM stored WHERE %1$I IS NOT NULL ORDER BY "group" %% 23, "group" LIMIT 100)
                    SELECT CASE WHEN count(DISTINCT a.text) > 20 THEN
                               count(*) FILTER (WHERE (a.s = b.s) <> (a.text = b.text) OR (a.s <> b.s) = (a.s = b.s)
                                                   OR (a.s < b.s) <> (b.s > a.s) OR (a.s < b.s) = (a.s >= b.s) OR (a.s > b.s) = (a.s <= b.s)
                                                   OR (a.s = b.s) <> (a.s <= b.s AND a.s >= b.s)
                                                   OR a.s = b.s AND (%2$s(a.s) <> %2$s(b.s) OR %3$s(a.s, 7) <> %3$s(b.s, 7))) END
                    FROM few a, few b', type, type || '_hash', type || '_hash_extended') INTO pairs;
    RETURN pairs;
END
$$ LANGUAGE plpgsql;

SELECT plan(46 + count(*)::int) FROM summary_types;
SELECT is(miscompared(type), 0::bigint, type || ' is compared as its text') FROM summary_types;
SELECT cmp_ok(count(*), '>', 300::bigint, 'there are different samples') FROM by_text;
SELECT cmp_ok(count(*), '>', (SELECT count(*) FROM by_text) + 50, 'and equal ones') FROM sample;

-- Comparison is a total order that agrees with equality of what is shown.
SELECT is(count(*), 0::bigint, 'equal is what has the same text')
FROM few a, few b WHERE (a.s = b.s) <> (a.s::text = b.s::text) OR (a.s <> b.s) = (a.s = b.s);
SELECT is(count(*), 0::bigint, 'one of <, =, > holds, and the others follow')
FROM few a, few b
WHERE (a.s < b.s)::int + (a.s = b.s)::int + (a.s > b.s)::int <> 1
   OR (a.s <= b.s) <> (a.s < b.s OR a.s = b.s) OR (a.s >= b.s) <> (a.s > b.s OR a.s = b.s)
   OR (a.s < b.s) <> (b.s > a.s) OR sign(score_summary_cmp(a.s, b.s)) <> -sign(score_summary_cmp(b.s, a.s))
   OR sign(score_summary_cmp(a.s, b.s)) <> (a.s > b.s)::int - (a.s < b.s)::int;
SELECT is(count(*), 0::bigint, 'the order is transitive')
FROM (SELECT * FROM few WHERE id % 2 = 0) a, (SELECT * FROM few WHERE id % 3 = 0) b, few c WHERE a.s < b.s AND b.s < c.s AND NOT a.s < c.s;
SELECT is(count(*), 0::bigint, 'equal summaries have equal hashes')
FROM sample a JOIN sample b ON a.s::text = b.s::text
WHERE score_summary_hash(a.s) <> score_summary_hash(b.s) OR score_summary_hash_extended(a.s, 7) <> score_summary_hash_extended(b.s, 7);
SELECT cmp_ok(count(DISTINCT score_summary_hash(text::score_summary)), '>=', count(*) - 1, 'different ones hardly ever do') FROM by_text;
SELECT is(count(*), 0::bigint, 'the hash with seed 0 ends in the plain hash')
FROM sample WHERE score_summary_hash_extended(s, 0) & 4294967295 <> score_summary_hash(s)::bigint & 4294967295;

SET LOCAL enable_hashagg = off;
SELECT ok(uses_node('SELECT DISTINCT s FROM sample', 'Unique'), 'DISTINCT by sorting');
SELECT set_eq('SELECT DISTINCT s::text FROM (SELECT DISTINCT s FROM sample OFFSET 0) d', 'SELECT text FROM by_text', 'gives each summary');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT s FROM sample) d), (SELECT count(*) FROM by_text), 'once');
SELECT is((SELECT count(*) FROM (SELECT s FROM sample GROUP BY s) d), (SELECT count(*) FROM by_text), 'so does GROUP BY by sorting');
SET LOCAL enable_hashagg = on;
SET LOCAL enable_sort = off;
SELECT ok(uses_node('SELECT s, count(*) FROM sample GROUP BY s', 'Aggregate') AND NOT uses_node('SELECT s, count(*) FROM sample GROUP BY s', 'Sort'),
          'GROUP BY by hashing');
SELECT results_eq('SELECT count(*) FROM (SELECT s FROM sample GROUP BY s) d', 'SELECT count(*) FROM by_text', 'gives each summary once');
SET LOCAL enable_sort = on;
SELECT is((SELECT count(*) FROM (SELECT s FROM sample UNION SELECT s FROM sample) u), (SELECT count(*) FROM by_text), 'UNION');
SELECT is((SELECT count(*) FROM (SELECT s FROM sample EXCEPT SELECT s FROM sample WHERE s <> 'empty') u), 1::bigint, 'EXCEPT');
SELECT is((SELECT count(*) FROM (SELECT s FROM sample INTERSECT SELECT s FROM few) u), (SELECT count(DISTINCT s::text) FROM few), 'INTERSECT');
SELECT is(count(*), 0::bigint, 'ORDER BY sorts')
FROM (SELECT s, lag(s) OVER (ORDER BY s) AS before FROM sample) o WHERE NOT before <= s;

CREATE TABLE joined AS SELECT count(*) AS pairs FROM sample a JOIN sample b ON a.s::text = b.s::text;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_nestloop = off;
SELECT ok(uses_node('SELECT count(*) FROM sample a JOIN sample b USING (s)', 'Hash Join'), 'a hash join');
SELECT is((SELECT count(*) FROM sample a JOIN sample b USING (s)), pairs, 'finds all pairs') FROM joined;
SET LOCAL enable_mergejoin = on;
SET LOCAL enable_hashjoin = off;
SELECT ok(uses_node('SELECT count(*) FROM sample a JOIN sample b USING (s)', 'Merge Join'), 'a merge join');
SELECT is((SELECT count(*) FROM sample a JOIN sample b USING (s)), pairs, 'finds all pairs') FROM joined;
SET LOCAL enable_hashjoin = on;
SET LOCAL enable_nestloop = on;

-- Indexes.
CREATE TABLE indexed AS SELECT text::score_summary AS s FROM by_text;
CREATE UNIQUE INDEX indexed_btree ON indexed (s);
SELECT throws_ok($$INSERT INTO indexed VALUES ('empty')$$, '23505', NULL, 'a unique index refuses a second empty summary');
SELECT lives_ok($$INSERT INTO indexed VALUES (NULL), (NULL)$$, 'and takes NULLs');
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SELECT ok(uses_node($$SELECT s FROM indexed WHERE s = 'empty'$$, 'Index Only Scan'), 'an index scan');
SELECT is((SELECT count(*) FROM indexed i JOIN by_text ON i.s = text::score_summary), (SELECT count(*) FROM by_text), 'finds every summary');
DROP INDEX indexed_btree;
CREATE INDEX ON indexed USING hash (s);
SELECT ok(uses_node($$SELECT s FROM indexed WHERE s = 'empty'$$, 'Index Scan'), 'a hash index scan');
SELECT is((SELECT count(*) FROM by_text JOIN indexed i ON i.s = text::score_summary), (SELECT count(*) FROM by_text), 'finds every summary');
SET LOCAL enable_seqscan = on;

-- Partitions by hash: each row goes where it is looked for.
CREATE TABLE partitioned (id bigint, s score_summary) PARTITION BY HASH (s);
CREATE TABLE partition_0 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE partition_1 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO partitioned SELECT * FROM sample;
SELECT is((SELECT count(*) FROM partitioned), (SELECT count(*) FROM sample), 'hash partitions take all rows');
SELECT cmp_ok(least((SELECT count(*) FROM partition_0), (SELECT count(*) FROM partition_1)), '>', (SELECT count(*) / 5 FROM sample), 'about evenly');
SELECT is((SELECT count(*) FROM partitioned WHERE s = 'empty'), (SELECT count(*) FROM sample WHERE s::text = 'empty'), 'and only one partition is searched');

-- Size: stored plain, so a row holds what fits in a page.
CREATE FUNCTION largest(kind text) RETURNS score_summary AS $$
    SELECT format('v1 0..100 counts %1$s' || CASE kind WHEN 'weighted' THEN ' weights %1$s squared_weights %1$s'
                  WHEN 'sentiment' THEN ' comments %1$s positive %1$s negative %2$s sentiment %1$s squared_sentiment %1$s' ELSE '' END,
                  array_to_string(array_fill(1, ARRAY[101]), ','), array_to_string(array_fill(0, ARRAY[101]), ','))::score_summary
$$ LANGUAGE sql;
SELECT is(pg_column_size(largest('plain')), 8 + 101 * 8, 'a plain summary has 8 bytes a point');
SELECT is(pg_column_size(largest('weighted')), 8 + 101 * 40, 'a weighted one 40');
SELECT is(pg_column_size(largest('sentiment')), 8 + 101 * 56, 'one with sentiment 56');
SELECT is(pg_column_size('empty'::score_summary), 8, 'the empty summary has 8 bytes');
CREATE FUNCTION drivers(number int) RETURNS driver_products_summary AS $$
    SELECT driver_summary(n, VARIADIC ARRAY(SELECT n * k FROM generate_series(1, number) k)::float8[]) FROM generate_series(1, 9) n
$$ LANGUAGE sql;
SELECT is(pg_column_size(drivers(number)), 8 + 2 * 8 + (number + 1) * (number + 4) / 2 * 16, format('a summary of %s drivers', number))
FROM unnest('{1,8,20}'::int[]) number;
CREATE TABLE of_drivers (a driver_products_summary, b driver_products_summary, c driver_products_summary);
SELECT lives_ok($$INSERT INTO of_drivers SELECT drivers(20), drivers(20)$$, 'a row holds two summaries of 20 drivers');
SELECT throws_ok($$INSERT INTO of_drivers SELECT drivers(20), drivers(20), drivers(20)$$, '54000', NULL, 'but not three');
CREATE TABLE pair (a score_summary, b score_summary);
SELECT lives_ok($$INSERT INTO pair SELECT largest('sentiment'), largest('plain')$$, 'a row holds the largest summary');
SELECT throws_ok($$INSERT INTO pair SELECT largest('sentiment'), largest('sentiment')$$, '54000', NULL, 'but not two of them');
SELECT lives_ok($$INSERT INTO pair SELECT largest('plain'), largest('weighted')$$, 'a plain and a weighted one fit');

-- Arrays, composite types and domains go through.
SELECT is((SELECT rollup(s) FROM unnest(ARRAY['v1 0..1 counts 1,0', NULL, 'empty', 'v1 0..1 counts 1,2']::score_summary[]) s)::text, 'v1 0..1 counts 2,2', 'an array');
CREATE DOMAIN testing_score AS score_0_to_10 CHECK (VALUE <> 5);
SELECT is((SELECT nps_summary(score)::text || csat(rating) || ces(effort) || net_sentiment(s)
           FROM (VALUES (9::testing_score, 5::score_1_to_5, 7::score_1_to_7, 0.5::sentiment_value)) v(score, rating, effort, s)),
          'v1 0..10 counts 0,0,0,0,0,0,0,0,0,1,0100.00000000000000007.0000000000000000100.0000000000000000', 'domains over scores');
SELECT is((SELECT count(*) FROM (VALUES ($$SELECT 11::score_0_to_10$$), ('SELECT 0::score_1_to_5'), ('SELECT 8::score_1_to_7'), ('SELECT 1.1::sentiment_value'),
                                        ('SELECT (-1)::score_0_to_10'), ('SELECT 6::score_1_to_5'), ('SELECT 0::score_1_to_7'), ('SELECT ''NaN''::sentiment_value')) v(q)
           WHERE (refusal(q)).code = '23514'), 8::bigint, 'domains refuse what is off their scale');
SELECT * FROM finish();
ROLLBACK;
