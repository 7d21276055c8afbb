-- Every figure of a summary against the same figure computed from the raw rows by its definition, in the exact
-- arithmetic of SQL's numeric.
\ir include/start.sql
\ir include/responses.sql

-- The raw rows with an exact weight: 1 in a plain summary, and as many decimals as a weight keeps.
CREATE TABLE raw AS
    SELECT "group", kind, g.lo, g.hi, g.points, score, CASE kind WHEN 'plain' THEN 1 ELSE round(weight::numeric, 9) END AS w
    FROM response JOIN response_group g ON g.id = "group", (VALUES ('plain'), ('weighted')) k(kind)
    WHERE score IS NOT NULL;
CREATE INDEX ON raw ("group", kind);
ANALYZE raw;
CREATE TABLE sample AS
    SELECT "group", kind, shape, lo, hi, points, s
    FROM (SELECT "group", score_summary(score, lo, hi) AS plain, weighted_score_summary(score, weight, lo, hi) AS weighted
          FROM response GROUP BY "group") sums
    JOIN response_group g ON g.id = "group", LATERAL (VALUES ('plain', plain), ('weighted', weighted)) k(kind, s);

-- The sums that the definitions are made of. Decimals are enough for exact quotients to be compared after rounding.
CREATE TABLE total AS
    SELECT sample.*, n, w, ww, wx, wd,
           wx / nullif(w, 0) AS mean, w * w / nullif(ww, 0) AS effective
    FROM sample
    LEFT JOIN LATERAL (
        SELECT count(*) AS n, sum(r.w) AS w, sum(r.w * r.w) AS ww, sum(r.w * score)::numeric(100, 40) AS wx
        FROM raw r WHERE r."group" = sample."group" AND r.kind = sample.kind) t ON true
    LEFT JOIN LATERAL (
        SELECT sum(r.w * (score - wx / nullif(t.w, 0)) ^ 2) AS wd
        FROM raw r WHERE r."group" = sample."group" AND r.kind = sample.kind) d ON true;

-- Each figure of each sample, and what it should be, to how many decimals. NULL means that there is none.
CREATE TABLE figure AS
    SELECT "group", kind, shape, f.* FROM total t, LATERAL (VALUES
        ('responses',           responses(s)::numeric,  coalesce(n, 0)::numeric, 0),
        ('sum_of_weights',      sum_of_weights(s),      coalesce(w, 0), 9),
        ('effective_responses', effective_responses(s), coalesce(effective, 0), 12),
        ('mean',                mean(s),                t.mean, 16),
        ('stddev_pop',          stddev_pop(s),          sqrt(wd / nullif(w, 0)), 12),
        ('stddev',              stddev(s),              CASE WHEN n > 1 THEN sqrt(wd / nullif(w - ww / nullif(w, 0), 0)) END, 12)
    ) f(name, actual, expected, decimals)

    -- What SQL itself says of rows without weights.
    UNION ALL
    SELECT "group", kind, shape, f.* FROM sample
    LEFT JOIN LATERAL (
        SELECT avg(score::numeric(60, 30)) AS mean, stddev_samp(score::numeric(60, 30)) AS stddev,
               stddev_pop(score::numeric(60, 30)) AS stddev_pop
        FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind) r ON true,
    LATERAL (VALUES
        ('mean as avg',                 mean(s),       r.mean, 16),
        ('stddev as stddev_samp',       stddev(s),     r.stddev, 12),
        ('stddev_pop as stddev_pop',    stddev_pop(s), r.stddev_pop, 12)
    ) f(name, actual, expected, decimals)
    WHERE kind = 'plain'
    UNION ALL
    SELECT "group", kind, shape, f.*, 12
    FROM sample
    CROSS JOIN LATERAL (SELECT array_agg(score ORDER BY score) AS sorted, count(*) - 1 AS last,
                               percentile_cont(0.5) WITHIN GROUP (ORDER BY score)::numeric AS middle
                        FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind) r
    CROSS JOIN LATERAL (
        SELECT 'median as percentile_cont(0.5)', median(s), middle
        UNION ALL
        SELECT 'percentile', percentile(s, fraction::float8),
               sorted[1 + floor(fraction * last)] * (1 - fraction * last % 1)
               + sorted[1 + ceil(fraction * last)] * (fraction * last % 1)
        FROM unnest('{0,0.001,0.1,0.25,0.333333333333,0.5,0.9,0.975,1}'::numeric[]) fraction) f(name, actual, expected)
    WHERE kind = 'plain'

    -- The lowest score at which the cumulative weight reaches the fraction; on equality its mean with the next.
    UNION ALL
    SELECT "group", kind, shape, name, actual, expected, 12 FROM sample, LATERAL (
        SELECT name, actual,
               (SELECT CASE WHEN (array_agg(cumulative ORDER BY score))[1] = fraction::numeric * min(all_weight)
                            THEN (min(score) + coalesce((array_agg(score ORDER BY score))[2], min(score))) / 2.0
                            ELSE min(score) END
                FROM (SELECT score, sum(sum(w)) OVER (ORDER BY score) AS cumulative, sum(sum(w)) OVER () AS all_weight
                      FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind AND w > 0 GROUP BY score) c
                WHERE cumulative >= fraction::numeric * all_weight)
        FROM (SELECT 'weighted median', median(s), 0.5::float8
              UNION ALL
              SELECT 'weighted percentile', percentile(s, fraction), fraction
              FROM unnest('{0,0.001,0.1,0.25,0.333333333333,0.5,0.9,0.975,1}'::float8[]) fraction) c(name, actual, fraction)
        ) f(name, actual, expected)
    WHERE kind = 'weighted'

    -- Shares of all weight.
    UNION ALL
    SELECT "group", kind, shape, f.name, f.actual, 100 * f.share / nullif(all_weight, 0), 16
    FROM sample
    CROSS JOIN LATERAL (SELECT DISTINCT boxes FROM unnest(ARRAY[1, 2, points / 2 + 1, points]) boxes) b
    CROSS JOIN LATERAL (
        SELECT sum(w)::numeric(100, 40) AS all_weight,
               coalesce(sum(w) FILTER (WHERE score > hi - boxes), 0)::numeric(100, 40) AS top,
               coalesce(sum(w) FILTER (WHERE score < lo + boxes), 0)::numeric(100, 40) AS bottom,
               coalesce(sum(w) FILTER (WHERE score = lo), 0)::numeric(100, 40) AS lowest
        FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind) r
    CROSS JOIN LATERAL (VALUES
        ('top_box',    top_box(s, boxes),    top),
        ('bottom_box', bottom_box(s, boxes), bottom),
        ('net_box',    CASE WHEN boxes < points THEN net_box(s, boxes, 1) END, CASE WHEN boxes < points THEN top - lowest END)
    ) f(name, actual, share)

    -- Metrics, and counts of their classes, on the scales that they are defined on.
    UNION ALL
    SELECT "group", kind, shape, f.* FROM sample
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE score >= 9) AS promoters, count(*) FILTER (WHERE score IN (7, 8)) AS passives,
               count(*) FILTER (WHERE score <= 6) AS detractors,
               100 * sum((score >= 9)::int * w - (score <= 6)::int * w)::numeric(100, 40) / nullif(sum(w), 0) AS nps
        FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind) r
    CROSS JOIN LATERAL (VALUES
        ('promoters',  promoters(s)::numeric,  promoters::numeric, 0),
        ('passives',   passives(s)::numeric,   passives::numeric, 0),
        ('detractors', detractors(s)::numeric, detractors::numeric, 0),
        ('nps',        nps(s),                 nps, 16)
    ) f(name, actual, expected, decimals)
    WHERE lo = 0 AND points = 11
    UNION ALL
    SELECT "group", kind, shape, 'csat', csat(s),
           (SELECT 100 * sum((score > hi - CASE WHEN points <= 3 THEN 1 ELSE 2 END)::int * w)::numeric(100, 40) / nullif(sum(w), 0)
            FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind), 16
    FROM sample WHERE lo = 1 AND points <= 10
    UNION ALL
    SELECT "group", kind, shape, 'ces', ces(s), t.mean, 16 FROM total t WHERE lo = 1;

-- What is computed in double precision may differ in its last decimal, what is exact may not.
CREATE VIEW wrong_figure AS
    SELECT * FROM figure
    WHERE CASE WHEN actual IS NULL OR expected IS NULL THEN actual IS DISTINCT FROM expected
               WHEN decimals = 12 THEN abs(actual - expected) > 1.5e-12
               ELSE actual <> round(expected, decimals) END;

-- The figures of distribution() are rows of their own.
CREATE VIEW wrong_distribution AS
    SELECT sample."group", sample.kind, d.* FROM sample
    CROSS JOIN LATERAL (SELECT sum(w) AS all_weight FROM raw WHERE raw."group" = sample."group" AND raw.kind = sample.kind) a
    CROSS JOIN LATERAL distribution(s) d
    CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(w), 0)::numeric(100, 40) AS w FROM raw
                        WHERE raw."group" = sample."group" AND raw.kind = sample.kind AND raw.score = d.score) r
    WHERE d.responses <> n OR d.percent IS DISTINCT FROM round(100 * w / nullif(all_weight, 0), 16);

-- Figures that R computed: test/R/figures.R. The fractions of its quantiles are those of the first line.
CREATE TABLE r_figure (name text, scores int[], weights numeric[], mean numeric, stddev numeric, stddev_pop numeric,
                       effective numeric, quantiles numeric[]);
\set fractions '{0,0.1,0.25,0.5,0.9,1}'
INSERT INTO r_figure VALUES
    ('plain', '{10,9,9,8,7,7,6,3,0,10}', '{1,1,1,1,1,1,1,1,1,1}', 6.900000000000, 3.212821536006, 3.047950130826, 10.000000000000, '{0.00,2.70,6.25,7.50,10.00,10.00}'),
    ('plain, odd', '{0,2,3,7,7,8,10}', '{1,1,1,1,1,1,1}', 5.285714285714, 3.638419332361, 3.368521749300, 7.000000000000, '{0.0,1.2,2.5,7.0,8.8,10.0}'),
    ('weighted', '{10,9,8,6,3,0}', '{3,1,2,5,2,1}', 6.500000000000, 3.261618907036, 2.872281323269, 4.454545454545, '{0,3,6,6,10,10}'),
    ('weighted by quarters', '{10,10,9,7,5,2,1}', '{0.25,1.5,2.75,0.5,1,3.25,0.75}', 5.800000000000, 4.003214142744, 3.529872518945, 4.494382022472, '{1,2,2,6,10,10}'),
    ('one heavy response', '{10,0,5}', '{1000,1,2}', 9.980059820538, 4.999167152489, 0.386204266166, 1.006003969980, '{0,10,10,10,10,10}');
CREATE TABLE r_sample AS
    SELECT r.*, CASE WHEN 1 = ALL (weights) THEN plain ELSE weighted END AS s
    FROM r_figure r, LATERAL (
        SELECT nps_summary(score) AS plain, weighted_score_summary(score, weight::float8, 0, 10) AS weighted
        FROM unnest(scores, weights) u(score, weight)) u;

SELECT plan((SELECT count(DISTINCT (name, kind))::int FROM figure) + (SELECT count(*)::int * 5 FROM r_sample) + 26);

SELECT is((SELECT format('%s of %s, such as %s instead of %s for group %s (%s)', count(*) OVER (), tested, coalesce(actual::text, 'NULL'),
                         coalesce(round(expected, decimals)::text, 'NULL'), "group", shape)
           FROM wrong_figure WHERE (name, kind) = (f.name, f.kind) ORDER BY "group" LIMIT 1),
          NULL, format('%s of %s %s summaries', name, tested, kind))
FROM (SELECT name, kind, count(*) AS tested FROM figure GROUP BY name, kind ORDER BY name, kind) f;
SELECT is(array_agg(w)::text, NULL, 'distribution') FROM wrong_distribution w;
SELECT is(count(*), (SELECT sum(points) FROM sample WHERE s <> 'empty')::bigint, 'distribution has a row for each point')
FROM sample, distribution(s);
SELECT cmp_ok(count(*), '>', 5::bigint, 'some stddev_pop are of all weights 0, and NULL') FROM figure
WHERE name = 'stddev_pop' AND actual IS NULL AND shape = 'only weights of 0';

SELECT is(round(mean(s), 12), mean, name || ': mean as R''s weighted.mean') FROM r_sample;
SELECT is(stddev(s), stddev, name || ': stddev as R''s cov.wt') FROM r_sample;
SELECT is(stddev_pop(s), stddev_pop, name || ': stddev_pop as R''s cov.wt, method ML') FROM r_sample;
SELECT is(effective_responses(s), effective, name || ': effective_responses') FROM r_sample;
SELECT is(ARRAY(SELECT trim_scale(percentile(s, f)) FROM unnest(:'fractions'::float8[]) f), ARRAY(SELECT trim_scale(q) FROM unnest(quantiles) q),
          name || ': percentiles as R''s quantile') FROM r_sample;

-- By hand: 4 promoters, 3 passives, 3 detractors of 10.
SELECT is(nps(s), 10.0000000000000000, 'nps of 40% promoters and 30% detractors') FROM r_sample WHERE name = 'plain';
SELECT is(nps(s)::text, '10.0000000000000000', 'it has 16 decimals') FROM r_sample WHERE name = 'plain';
SELECT is(net_box(s, 2, 7), nps(s), 'nps is a net box') FROM r_sample WHERE name = 'plain';
SELECT is(nps('v1 0..10 counts 2,0,0,0,0,0,0,0,0,0,1'::score_summary)::text, '-33.3333333333333333', 'a third below 0, rounded half away from zero');
SELECT is(nps('v1 0..10 counts 1,0,0,0,0,0,0,0,0,0,2'::score_summary)::text, '33.3333333333333333', 'a third');
SELECT is(nps('v1 0..10 counts 0,0,0,0,0,0,0,0,524287,0,1'::score_summary), round(100 / 524288.0::numeric(50, 40), 16), 'a tie at the 17th decimal');
SELECT is(nps('v1 0..10 counts 1,0,0,0,0,0,0,0,524287,0,0'::score_summary)::text, '-0.0001907348632813', 'a tie below 0, away from it');
SELECT is(csat('v1 1..5 counts 0,1,0,0,2'::score_summary)::text, '66.6666666666666667', 'two thirds, rounded up');
SELECT is(csat('v1 1..3 counts 0,1,1'::score_summary)::text, '50.0000000000000000', 'on 3 points only the top one is satisfied');
SELECT is(csat('v1 1..4 counts 0,1,1,2'::score_summary)::text, '75.0000000000000000', 'on 4 points the top two are');

-- The largest summaries keep all digits.
CREATE TABLE largest AS
    SELECT make_score_summary(-50, array_fill(90000000000000000, ARRAY[101])) AS plain,
           format('v1 -50..50 counts %s weights %s squared_weights %s', array_to_string(array_fill(90000000000000000, ARRAY[101]), ','),
                  array_to_string(array_fill(3900000000000000000, ARRAY[101]), ','),
                  array_to_string(array_fill(170000000000000000000::numeric, ARRAY[101]), ','))::score_summary AS weighted;
SELECT is(responses(plain), 9090000000000000000, 'the most responses') FROM largest;
SELECT is(sum_of_weights(plain), 9090000000000000000.000000000, 'each weighs 1') FROM largest;
SELECT is(sum_of_weights(weighted), 393900000000000000000.000000000, 'the largest sum of weights') FROM largest;
SELECT is(mean(plain), 0.0000000000000000, 'their mean') FROM largest;
SELECT is(mean(weighted), 0.0000000000000000, 'their weighted mean') FROM largest;
SELECT is(median(plain), 0.000000000000, 'their median') FROM largest;
SELECT is(median(weighted), 0.000000000000, 'their weighted median') FROM largest;
SELECT is(stddev_pop(plain), round(sqrt(850::numeric), 12), 'their standard deviation, √((101² − 1) / 12)') FROM largest;
SELECT is(stddev_pop(weighted), round(sqrt(850::numeric), 12), 'their weighted standard deviation') FROM largest;
SELECT is(top_box(weighted, 1), round(100 / 101.0::numeric(50, 40), 16), 'a weighted share of them') FROM largest;
SELECT is(percent, round(100 / 101.0::numeric(50, 40), 16), 'and in the distribution') FROM largest, distribution(weighted) WHERE score = -50;
SELECT is(mean('v1 32766..32767 counts 0,1 weights 0,1000000 squared_weights 0,1000000000000'::score_summary), 32767.0000000000000000, 'the highest score');
SELECT is(mean('v1 -32768..-32767 counts 1,0'::score_summary), -32768.0000000000000000, 'the lowest score');
SELECT * FROM finish();
ROLLBACK;
