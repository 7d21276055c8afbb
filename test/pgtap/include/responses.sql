-- Generated responses in many shapes, and every aggregate of the extension as a call over them.

-- The scales of metrics: lo, and the numbers of points that are fewest, usual and most.
CREATE TABLE metric_scale (metric text, lo int, fewest int, usual int, most int);
INSERT INTO metric_scale VALUES
    ('nps', 0, 11, 11, 11), ('csat', 1, 2, 5, 10), ('ces', 1, 2, 7, 101), ('mean', 0, 101, 101, 101);

-- Each shape says how the score (as a share of the scale, 0 up to but not including 1; NULL for no response), the
-- weight and the sentiment come from three random numbers a, b, c in 0..1 and the row's number n of its group.
CREATE TABLE shape (shape text, responses int, share text, weight text);
INSERT INTO shape VALUES
    ('mixed',            40, 'CASE WHEN a > 0.1 THEN b END',   'round((10 * c)::numeric, 2)'),
    ('all NULL',          6, 'NULL',                           '1'),
    ('filtered out',      6, 'b',                              '1'),
    ('one response',      1, 'b',                              '2.5'),
    ('one and NULLs',     6, 'CASE WHEN n = 4 THEN b END',     'CASE WHEN n = 4 THEN 0.75 END'),
    ('one score',        30, '0.5',                            'round((3 * c)::numeric, 9)'),
    ('lowest',           12, '0',                              '1'),
    ('highest',          12, '0.999999',                       '1'),
    ('both ends',        20, 'CASE WHEN a > 0.5 THEN 0.999999 ELSE 0 END', '1 + n % 2'),
    ('skewed',           60, 'power(b, 8)',                    'round(power(10, 4 * c)::numeric, 1)'),
    ('weights of 0',     20, 'b',                              'CASE WHEN a > 0.5 THEN 0 ELSE 1 END'),
    ('only weights of 0', 8, 'b',                              '0'),
    ('nine decimals',    30, 'b',                              'round(c::numeric, 9) + 0.000000001'),
    ('extreme weights',  20, 'b',                              'CASE WHEN a > 0.5 THEN 1000000 ELSE 0.000000001 END'),
    ('one outweighs all', 5, 'b',                              'CASE WHEN n = 1 THEN 1000000 ELSE 0.000000001 END'),
    ('weights in thirds', 30, 'b',                             '1.0 / (1 + n % 3)');

-- An outcome and 1 to 20 drivers of it, up to the ends of their range, some of them missing; few on wide scales, since a row of
-- summaries has to fit in a page. They repeat the random numbers of the
-- scores, so that these stay what they are without them.
CREATE FUNCTION driver_value(a double precision, b double precision, k int) RETURNS double precision AS $$
    SELECT CASE WHEN abs(sin(k * (1 + a) * 10)) > 0.98 THEN NULL
                WHEN k % 5 = 1 THEN round(5 * abs(sin(k * (a + 2 * b)))::numeric)
                WHEN k % 5 = 2 THEN round((1000000 * sin(k * (3 * a + b)))::numeric, 6)
                WHEN k % 5 = 3 THEN round((0.001 * sin(k * a - b))::numeric, 6)
                ELSE sign(sin(k * a + b)) * 1000000 END
$$ LANGUAGE sql;

-- What somebody paid, often nothing; whole numbers and such with more decimals than are kept.
CREATE FUNCTION amount(a double precision) RETURNS numeric AS $$
    SELECT CASE WHEN a < 0.1 THEN NULL WHEN a < 0.3 THEN 0 WHEN a < 0.5 THEN round(30000 * a::numeric) ELSE round(30000 * a::numeric ^ 4, 6) END
$$ LANGUAGE sql;

-- All shapes on the scales that aggregates without a scale have and on the widest ones, and one shape on a scale
-- of each other width: from 1, where some metrics need it, and from below 0.
CREATE TABLE scale AS
    SELECT lo, points, true AS all_shapes
    FROM (VALUES (0, 11), (1, 5), (1, 7), (1, 2), (1, 10), (0, 101), (-50, 101), (-32768, 2), (32667, 101)) v(lo, points)
    UNION ALL
    SELECT lo, points, false
    FROM generate_series(2, 101) points, LATERAL (VALUES (1), (-points / 2 - 1)) v(lo)
    WHERE (lo, points) NOT IN ((1, 5), (1, 7), (1, 2), (1, 10));

CREATE TABLE response_group AS
    SELECT row_number() OVER ()::int AS id, shape, lo, points, lo + points - 1 AS hi, responses, all_shapes
    FROM scale JOIN shape ON all_shapes OR shape = 'mixed';

CREATE TABLE response (
    "group" int, place int, score int, weight double precision, sentiment double precision,
    lo int, hi int, points int, counted boolean, part int, outcome double precision, drivers double precision[],
    before numeric, after numeric, earned boolean);

DO $$
DECLARE
    s shape;
BEGIN
    FOR s IN SELECT * FROM shape LOOP
        EXECUTE format(
            'INSERT INTO response
             SELECT id, n, lo + floor(points * (%s)), (%s), CASE WHEN d < 0.7 THEN round((2 * c - 1)::numeric, 6) END,
                    lo, hi, points, shape <> ''filtered out'', (random() * 5)::int, driver_value(c, b, 1),
                    ARRAY(SELECT driver_value(d, b, k) FROM generate_series(1, CASE WHEN points < 50 THEN 1 + id %% 20 ELSE 2 END) k),
                    amount(c), amount(d), nullif(b < 0.4, c < 0.1)
             FROM (SELECT g.*, n, random() AS a, random() AS b, random() AS c, random() AS d
                   FROM response_group g, generate_series(1, responses) n WHERE shape = %L) random',
            s.share, s.weight, s.shape);
    END LOOP;
END
$$;
-- Rows of a group lie far apart, so that parallel workers and partitions all get some of each.
CREATE TABLE shuffled AS SELECT * FROM response ORDER BY random();
TRUNCATE response;
INSERT INTO response SELECT * FROM shuffled;
DROP TABLE shuffled;
ANALYZE response;

-- Stored summaries to roll up, a column of the type's name for each type of summary: of each part of a group, plain and
-- weighted, with NULL and empty ones between them.
CREATE TABLE stored AS
    SELECT "group", part, row_number() OVER (PARTITION BY "group" ORDER BY part)::int AS place, counted,
           CASE WHEN part = 5 THEN NULL
                WHEN "group" % 2 = 0 THEN score_summary(score, lo, hi)
                ELSE weighted_score_summary(score, weight, lo, hi) END AS score_summary,
           CASE WHEN part <> 4 THEN sentiment_summary(sentiment) END AS comment_summary,
           CASE WHEN part <> 3 THEN driver_summary(outcome, VARIADIC drivers) END AS driver_products_summary,
           CASE WHEN part <> 2 THEN retention_summary(before, after, earned) END AS retention_flow_summary, min(lo) AS lo, min(hi) AS hi, min(points) AS points
    FROM response
    GROUP BY "group", part, counted;
ANALYZE stored;

-- An SQL expression that gives a value's bytes, as the type's send function has them.
CREATE FUNCTION bytes(expression text, type oid) RETURNS text AS $$
    SELECT format('%s(%s)', typsend::text, expression) FROM pg_type WHERE oid = type
$$ LANGUAGE sql;

-- Every aggregate of the extension whose arguments are known here, as SQL: a new one needs no new row unless it has a
-- new argument. state is the call of a twin of the aggregate that shows its state: the same functions without the
-- final one. merge rolls such states up; final is what makes the answer of a state.
CREATE TABLE aggregate AS
    SELECT p.oid::regprocedure AS aggregate, g.*, arguments, source, accepts,
           format('%I(%s)', p.proname, arguments) AS call,
           p.prorettype AS answer_type,
           CASE WHEN aggfinalfn = 0 THEN '%s' ELSE aggfinalfn::text || '(%s)' END AS final,
           format('twin_%s(%s)', p.oid, arguments) AS state,
           'rollup(%s)'::text AS merge
    FROM member_functions p
    JOIN pg_aggregate g ON aggfnoid = p.oid
    LEFT JOIN metric_scale m ON p.proname ~ ('(^|_)' || metric || '(_|$)')
    CROSS JOIN LATERAL (
        SELECT string_agg(CASE WHEN number = pronargs AND provariadic <> 0 THEN 'VARIADIC ' ELSE '' END || coalesce(quote_ident(name) || '::', '') || type::regtype,
                          ', ' ORDER BY number) AS arguments,
               coalesce(array_agg(name::text) FILTER (WHERE name IS NOT NULL), '{}') AS names
        FROM unnest(p.proargtypes, p.proargnames) WITH ORDINALITY a(type, name, number)) a
    CROSS JOIN LATERAL (
        SELECT CASE WHEN names = '{}' THEN 'stored' ELSE 'response' END AS source,
               CASE WHEN 'lo' = ANY (names) OR NOT 'score' = ANY (names) THEN 'true'
                    WHEN 'points' = ANY (names) THEN format('lo = %s AND points BETWEEN %s AND %s', m.lo, fewest, most)
                    ELSE format('lo = %s AND points = %s', m.lo, usual) END AS accepts) s
    WHERE (names <@ '{score,weight,sentiment,lo,hi,points,outcome,drivers,before,after,earned}' AND names <> '{}'
           OR pronargs = 1 AND p.proargtypes[0] = g.aggtranstype)
      AND g.aggtranstype IN (SELECT oid FROM summary_types);

DO $$
DECLARE
    a aggregate;
BEGIN
    FOR a IN SELECT * FROM aggregate LOOP
        EXECUTE format('CREATE AGGREGATE twin_%s(%s) (SFUNC = %s, STYPE = %s, INITCOND = %L, COMBINEFUNC = %s,
                            MSFUNC = %s, MINVFUNC = %s, MSTYPE = %s, MINITCOND = %L, PARALLEL = SAFE)',
                       a.aggfnoid::oid, pg_get_function_identity_arguments(a.aggfnoid), a.aggtransfn,
                       a.aggtranstype::regtype, a.agginitval, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn,
                       a.aggmtranstype::regtype, a.aggminitval);
    END LOOP;
END
$$;
