-- The laws of + and -, and their limits.
\ir include/start.sql
\ir include/responses.sql

-- Summaries of all shapes and scales, plain and weighted, two parts of each group.
CREATE TABLE sample AS
    SELECT "group", kind, lo, points,
           coalesce((array_agg(s) FILTER (WHERE half = 0))[1], 'empty') AS a,
           coalesce((array_agg(s) FILTER (WHERE half = 1))[1], 'empty') AS b
    FROM (SELECT "group", lo, points, part % 2 AS half, score_summary(score, lo, hi) AS plain,
                 weighted_score_summary(score, weight, lo, hi) AS weighted
          FROM response GROUP BY "group", lo, points, part % 2) halves,
         LATERAL (VALUES ('plain', plain), ('weighted', weighted)) k(kind, s)
    GROUP BY "group", kind, lo, points;
CREATE TABLE part AS
    SELECT "group", kind, a AS s FROM sample UNION ALL SELECT "group", kind, b FROM sample;

-- Equality of what is stored, not of what the operator = says.
CREATE FUNCTION same(a score_summary, b score_summary) RETURNS boolean AS $$
    SELECT score_summary_send(a) IS NOT DISTINCT FROM score_summary_send(b)
$$ LANGUAGE sql;

-- The laws of every type, over its stored summaries, three of a group at a time: how often one is broken. Both sides are
-- compared by what is sent of them, not by what = says.
CREATE TABLE law (one text, other text);
INSERT INTO law VALUES ('a + b', 'b + a'), ('(a + b) + c', 'a + (b + c)'), ('a + b - b', 'a'), ('a - a', '''empty'''), ('a + ''empty''', 'a'),
                       ('''empty'' + a', 'a'), ('a - ''empty''', 'a');
CREATE FUNCTION broken(type text, law law) RETURNS bigint AS $$
DECLARE
    broken bigint;
BEGIN
    EXECUTE format('WITH few AS (SELECT "group", %1$I AS s FROM stored WHERE %1$I IS NOT NULL AND part < 4 AND "group" %% 3 = 0)
                    SELECT CASE WHEN count(DISTINCT a) > 100 THEN count(*) FILTER (WHERE %1$s_send(%2$s) IS DISTINCT FROM %1$s_send(%3$s)) END
                    FROM (SELECT x.s AS a, y.s AS b, z.s AS c FROM few x JOIN few y USING ("group") JOIN few z USING ("group")) v',
                   type, law.one, law.other) INTO broken;
    RETURN broken;
END
$$ LANGUAGE plpgsql;

SELECT plan(25 + count(*)::int) FROM summary_types, law;
SELECT is(broken(type, law), 0::bigint, format('%s: %s = %s', type, one, other)) FROM summary_types, law;
SELECT cmp_ok(count(*), '>', 500::bigint, 'there are samples') FROM sample WHERE a <> 'empty' AND b <> 'empty';
SELECT is(count(*), 0::bigint, '+ commutes') FROM sample WHERE NOT same(a + b, b + a);
SELECT is(count(*), 0::bigint, '+ associates')
FROM part x JOIN part y USING ("group", kind) JOIN part z USING ("group", kind)
WHERE NOT same((x.s + y.s) + z.s, x.s + (y.s + z.s));
SELECT is(count(*), 0::bigint, 'empty is the identity')
FROM part WHERE NOT (same(s + 'empty', s) AND same('empty' + s, s) AND same(s - 'empty', s));
SELECT is(count(*), 0::bigint, 'a + b − b = a') FROM sample WHERE NOT (same(a + b - b, a) AND same(a + b - a, b));
SELECT is(count(*), 0::bigint, 'a − a = empty') FROM part WHERE NOT same(s - s, 'empty');
SELECT is(count(*), 0::bigint, 'a + b is a summary of all responses')
FROM sample JOIN (SELECT "group", score_summary(score, lo, hi) AS plain,
                         weighted_score_summary(score, weight, lo, hi) AS weighted
                  FROM response GROUP BY "group") whole USING ("group")
WHERE NOT same(a + b, CASE kind WHEN 'plain' THEN plain ELSE weighted END);
SELECT is(count(*), 0::bigint, 'reverse(reverse(a)) = a, and it goes through +')
FROM sample WHERE NOT (same(reverse(reverse(a)), a) AND same(reverse(a + b), reverse(a) + reverse(b)));
SELECT is(count(*), 0::bigint, 'a reversed scale turns the mean round')
FROM part JOIN response_group g ON g.id = part."group" WHERE mean(reverse(s)) IS DISTINCT FROM lo + hi - mean(s);
SELECT is(count(*), 0::bigint, 'at_least is the summary itself, or NULL')
FROM part
WHERE NOT same(at_least(s, responses(s)), s) OR at_least(s, responses(s) + 1) IS NOT NULL OR NOT same(at_least(s, 0), s);

-- make_score_summary is the same as the aggregate.
SELECT is(count(*), 0::bigint, 'counts make the summary that the responses make')
FROM part p JOIN response_group g ON g.id = p."group",
     LATERAL (SELECT array_agg(d.responses ORDER BY d.score) AS counts FROM distribution(s) d) c
WHERE kind = 'plain' AND counts IS NOT NULL AND NOT same(make_score_summary(g.lo, counts), s);
SELECT is(make_score_summary(0, '{0,0,0}')::text, 'empty', 'counts of nothing make the empty summary');

SELECT is('empty'::score_summary + NULL, NULL, 'NULL on the right');
SELECT is(NULL + 'empty'::score_summary, NULL, 'NULL on the left');
SELECT is('empty'::score_summary - 'empty', 'empty', 'nothing taken out of nothing');

-- The limits, both of which are reached exactly and not overstepped.
\set count_limit '\'90000000000000000\''
SELECT is(('v1 0..1 counts 89999999999999999,0'::score_summary + 'v1 0..1 counts 1,5')::text,
          'v1 0..1 counts ' || :count_limit || ',5', 'as many responses at a point as there can be');
SELECT is_refused($$SELECT 'v1 0..1 counts 90000000000000000,0'::score_summary + 'v1 0..1 counts 1,0'$$,
                  '22003', 'a sum of a summary goes beyond 90000000000000000');
SELECT is_refused($$SELECT rollup(s) FROM (VALUES ('v1 0..1 counts 0,90000000000000000'::score_summary), ('v1 0..1 counts 0,1')) v(s)$$,
                  '22003', 'a sum of a summary goes beyond 90000000000000000');
SELECT is_refused($$SELECT accumulate_score_summary('v1 0..1 counts 0,90000000000000000', 1, 0, 1)$$,
                  '22003', 'a sum of a summary goes beyond 90000000000000000');
SELECT is_refused($$SELECT accumulate_weighted_score_summary('v1 0..1 counts 0,90000000000000000 weights 0,0 squared_weights 0,0', 1, 0, 0, 1)$$,
                  '22003', 'a sum of a summary goes beyond 90000000000000000');

-- 2^127 − 1, the largest sum of squared weights, is 170141183460469231731.687303715884105727.
CREATE TABLE heavy AS
    SELECT 'v1 0..1 counts 170141183,0 weights 170141183000000,0 squared_weights 170141183000000000000,0'::score_summary AS s;
SELECT is((s + 'v1 0..1 counts 2,0 weights 900000,0 squared_weights 460469231731.687303715884105727,0')::text,
          'v1 0..1 counts 170141185,0 weights 170141183900000,0 squared_weights 170141183460469231731.687303715884105727,0',
          'the largest sum of squared weights') FROM heavy;
SELECT is_refused($$SELECT s + 'v1 0..1 counts 2,0 weights 900000,0 squared_weights 460469231731.687303715884105728,0' FROM heavy$$,
                  '22003', 'a sum of a summary, "squared_weights", goes beyond 1.701e+20');
SELECT is_refused($$SELECT s + s FROM heavy$$, '22003', 'a sum of a summary, "squared_weights", goes beyond 1.701e+20');
SELECT is_refused($$SELECT rollup(s) FROM heavy, generate_series(1, 2)$$,
                  '22003', 'a sum of a summary, "squared_weights", goes beyond 1.701e+20');
SELECT is_refused($$SELECT accumulate_weighted_score_summary(s, 0, 1000000, 0, 1) FROM heavy$$,
                  '22003', 'a sum of a summary, "squared_weights", goes beyond 1.701e+20');
SELECT * FROM finish();
ROLLBACK;
