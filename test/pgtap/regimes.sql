-- Regimes of a thousand random series are those of plain dynamic programming, written here once more: forward, without
-- leaving out any partition, from counts of the responses.
\ir include/start.sql

SELECT plan(7);

-- Series of up to 40 periods with up to two steps, some with gaps, of a few or of many responses a period. Every seventh
-- is a stair with a period in its middle that belongs to what is before it as much as to what is after it.
CREATE TABLE series AS
SELECT series, series % 7 = 0 AS stair, 1 + series % 4 AS shortest, series % 3 = 0 AS gaps, (10 ^ (series % 5 * 0.75))::int AS size,
       10 ^ (random() * 1.5 - 1.5) AS step, periods, floor(periods * random())::int AS a, floor(periods * random())::int AS b
FROM generate_series(1, 1000) AS series, LATERAL (SELECT 3 + floor(38 * random() + 0 * series)::int) AS l (periods);

CREATE TABLE counts AS
SELECT series, shortest, gaps, t, n, least(n, greatest(0, round(n * share + sqrt(n * 0.2) * (random() + random() + random() - 1.5) * 2)))::int AS promoters
FROM series, generate_series(1, periods) AS t,
     LATERAL (SELECT 0.3 + step * (t >= a)::int - step * (t >= b)::int / 2, 1 + floor(size * (0.5 + random()))::int) AS truth (share, n)
WHERE NOT stair
UNION ALL
SELECT series, shortest, false, t, 4 * size, size * (2 + sign(t - a - 1))::int
FROM series, generate_series(1, 2 * a + 1) AS t WHERE stair;

CREATE TABLE period AS
SELECT series, shortest, t, n, others.detractors, promoters,
       CASE WHEN NOT (gaps AND random() < 0.2) THEN make_score_summary(0, ARRAY[detractors, 0, 0, 0, 0, 0, 0, n - detractors - promoters, 0, promoters, 0]) END AS s
FROM counts, LATERAL (SELECT (n - promoters) / 4) AS others (detractors);

-- The cheapest partition of the first j periods, for each j: its cost, and where its second and later stretches begin.
CREATE FUNCTION plain_regimes(m float8[], n float8[], variance float8, shortest int) RETURNS int[] AS $$
DECLARE
    periods int := cardinality(m);
    unrest float8;
    cost float8[];
    changes text[];
    candidate float8;
    candidate_changes int[];
    weight float8;
    mean float8;
BEGIN
    IF coalesce(variance, 0) = 0 THEN
        RETURN (SELECT array_agg(1 + (SELECT count(*) FROM generate_series(2, t) AS c WHERE m[c] <> m[c - 1]) ORDER BY t)
                FROM generate_series(1, periods) AS t);
    END IF;
    IF periods < 2 * shortest THEN
        RETURN array_fill(1, ARRAY[periods]);
    END IF;
    SELECT greatest(1, percentile_cont(0.5) WITHIN GROUP (ORDER BY (m[t + 1] - m[t]) ^ 2 / (variance / n[t] + variance / n[t + 1])) / 0.454936423119572)
    INTO unrest FROM generate_series(1, periods - 1) AS t;
    FOR j IN 1..periods LOOP
        cost[j] := 'Infinity';
        FOR i IN 1..j - shortest + 1 LOOP
            CONTINUE WHEN i > 1 AND (i <= shortest OR cost[i - 1] = 'Infinity');
            weight := 0;
            mean := 0;
            FOR t IN i..j LOOP
                weight := weight + n[t];
                mean := mean + n[t] * m[t];
            END LOOP;
            mean := mean / weight;
            candidate := CASE WHEN i = 1 THEN 0 ELSE cost[i - 1] + 3 * ln(periods) END;
            FOR t IN i..j LOOP
                candidate := candidate + (m[t] - mean) ^ 2 * n[t] / (variance * unrest);
            END LOOP;
            candidate_changes := CASE WHEN i = 1 THEN '{}' ELSE changes[i - 1]::int[] || i END;
            IF candidate < cost[j] - 1e-9 OR candidate <= cost[j] + 1e-9 AND
               (cardinality(candidate_changes), candidate_changes) < (cardinality(changes[j]::int[]), changes[j]::int[]) THEN
                cost[j] := candidate;
                changes[j] := candidate_changes::text;
            END IF;
        END LOOP;
    END LOOP;
    RETURN (SELECT array_agg(1 + (SELECT count(*) FROM unnest(changes[periods]::int[]) AS c WHERE c <= t) ORDER BY t)
            FROM generate_series(1, periods) AS t);
END
$$ LANGUAGE plpgsql;

CREATE TABLE expected AS
SELECT series, r.t, regime
FROM (SELECT series, shortest, array_agg(t ORDER BY t) AS t, array_agg(100.0::float8 * (promoters - detractors) / n ORDER BY t) AS m,
             array_agg(n::float8 ORDER BY t) AS n,
             (sum(10000 * (promoters + detractors - (promoters - detractors) ^ 2 / n::float8)) / nullif(sum(n - 1), 0))::float8 AS variance
      FROM period WHERE s IS NOT NULL GROUP BY series, shortest) AS p,
     LATERAL unnest(t, plain_regimes(m, n, variance, shortest)) AS r (t, regime);

CREATE TABLE found AS
SELECT series, shortest, t, s, nps_regime(s, shortest) OVER (PARTITION BY series ORDER BY t) AS regime FROM period;

SELECT is((SELECT count(*) FROM found JOIN expected USING (series, t) WHERE found.regime <> expected.regime), 0::bigint,
          'regimes are those of plain dynamic programming');
SELECT is((SELECT count(*) FROM series WHERE NOT EXISTS (SELECT FROM found WHERE found.series = series.series)), 0::bigint, '... of a thousand series');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM found GROUP BY series HAVING max(regime) > 1) AS s), '>', 300::bigint, '... of which many have changes');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM found GROUP BY series HAVING max(regime) > 2) AS s), '>', 100::bigint, '... or several');
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM found GROUP BY series HAVING max(regime) = 1) AS s), '>', 300::bigint, '... and many have none');

-- A period without responses carries on what was before it, or the first regime.
SELECT is((SELECT count(*) FROM (SELECT *, lag(regime, 1, 1) OVER (PARTITION BY series ORDER BY t) AS before FROM found) AS f
           WHERE s IS NULL AND regime <> before), 0::bigint, 'a period without responses carries on the regime before it');
SELECT cmp_ok((SELECT count(*) FROM found WHERE s IS NULL), '>', 500::bigint, '... of which there are many');
SELECT * FROM finish();
ROLLBACK;
