-- What series lead to expect, their level and their regimes: against test/mathematics/level.tsv, which R made (level.R
-- beside it), and what must hold of every window function over a series.
\ir include/start.sql

SELECT no_plan();

-- ---- Reference numbers ------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE lines (line text, number int GENERATED ALWAYS AS IDENTITY);
\copy lines (line) FROM 'test/mathematics/level.tsv' WITH (FORMAT text, DELIMITER E'\x01')

CREATE TEMPORARY VIEW cells AS
SELECT count(*) FILTER (WHERE c[1] = 'series') OVER (ORDER BY number) AS series, number, c
FROM (SELECT number, string_to_array(line, E'\t') AS c FROM lines) AS l;

-- Counts of the values -1, 0, 1 on a scale where they lie at these places; weights, where there are any, are decimals.
CREATE FUNCTION pg_temp.on_scale(list text, lo int, hi int, places int[]) RETURNS numeric[] LANGUAGE sql AS $$
  SELECT array_agg(coalesce((string_to_array(list, ',')::numeric[])[array_position(places, i)], 0) ORDER BY i) FROM generate_series(lo, hi) AS i
$$;
CREATE FUNCTION pg_temp.period(c text[], lo int, hi int, places int[]) RETURNS score_summary LANGUAGE sql AS $$
  SELECT CASE WHEN c[2] = '-' THEN NULL
         WHEN c[3] = '-' THEN make_score_summary(lo, pg_temp.on_scale(c[2], lo, hi, places)::bigint[])
         ELSE format('v1 %s..%s counts %s weights %s squared_weights %s', lo, hi, array_to_string(pg_temp.on_scale(c[2], lo, hi, places), ','),
                     array_to_string(pg_temp.on_scale(c[3], lo, hi, places), ','), array_to_string(pg_temp.on_scale(c[4], lo, hi, places), ','))::score_summary END
$$;

CREATE TEMPORARY TABLE period AS
SELECT series, (SELECT s.c[3]::int FROM cells AS s WHERE s.series = p.series AND s.c[1] = 'series') AS season, row_number() OVER (PARTITION BY series ORDER BY number) - 1 AS t,
       pg_temp.period(c, 0, 10, '{3,8,10}') AS nps, pg_temp.period(c, 1, 3, '{1,2,3}') AS ces, pg_temp.period(c, -40, -30, '{-40,-35,-30}') AS mean
FROM cells AS p WHERE c[1] = 'period';

CREATE TEMPORARY TABLE reference AS
SELECT e.series, e.c[2]::int AS t, nullif(e.c[3], 'nan')::float8 AS expected, nullif(e.c[7], 'nan')::float8 AS p, nullif(e.c[8], 'nan')::float8 AS low,
       nullif(e.c[9], 'nan')::float8 AS high, e.c[10]::int AS regime, nullif(s.c[3], 'nan')::float8 AS smoothed
FROM cells AS e JOIN cells AS s ON s.series = e.series AND s.c[2] = e.c[2] WHERE e.c[1] = 'expect' AND s.c[1] = 'smooth';

-- A season must be the same in a whole partition, and is not there at all for most: so each is a query of its own.
CREATE TEMPORARY TABLE found (metric text, series int, t int, factor float8, middle float8, expected numeric, p float8, low numeric, high numeric, smoothed numeric, regime int);
DO $$
DECLARE
    m record;
    one record;
BEGIN
    -- How the NPS follows from the metric
    FOR m IN SELECT * FROM (VALUES ('nps', 1, 0), ('ces', 100, 2), ('mean', 20, -35)) AS m (name, factor, middle) LOOP
        FOR one IN SELECT DISTINCT season, CASE WHEN season > 1 THEN ', ' || season ELSE '' END AS arguments FROM period LOOP
            EXECUTE format($q$INSERT INTO found
                SELECT %1$L, series, t, %2$s, %3$s, %1$s_expected(%1$s%4$s) OVER w, %1$s_expected_p_value(%1$s%4$s) OVER w,
                       %1$s_expected_low(%1$s, 0.95%4$s) OVER w, %1$s_expected_high(%1$s, 0.95%4$s) OVER w, %1$s_smoothed(%1$s%4$s) OVER w, %1$s_regime(%1$s) OVER w
                FROM period WHERE season = %5$s WINDOW w AS (PARTITION BY series ORDER BY t)$q$, m.name, m.factor, m.middle, one.arguments, one.season);
        END LOOP;
    END LOOP;
END
$$;

CREATE TEMPORARY TABLE compared AS
SELECT metric, name, found, reference
FROM found AS f JOIN reference AS r USING (series, t),
     LATERAL (VALUES ('expected', factor * (f.expected - middle), r.expected), ('smoothed', factor * (f.smoothed - middle), r.smoothed),
                     ('expected_low', factor * (f.low - middle), CASE WHEN r.low < -100 THEN -100 ELSE r.low END),
                     ('expected_high', factor * (f.high - middle), CASE WHEN r.high > 100 THEN 100 ELSE r.high END),
                     ('expected_p_value', f.p, r.p)) AS n (name, found, reference);
SELECT is(count(*) FILTER (WHERE (found IS NULL) <> (reference IS NULL) OR abs(found - reference) > 1e-9 * greatest(abs(reference), CASE name WHEN 'expected_p_value' THEN 0 ELSE 1 END)), 0::bigint,
          format('%s_%s: %s numbers and %s NULLs, worst relative error %s', metric, name, count(reference), count(*) - count(reference), max(abs(found - reference) / greatest(1, abs(reference)))))
FROM compared GROUP BY metric, name ORDER BY metric, name;
SELECT is((SELECT count(*) FROM found JOIN reference AS r USING (series, t) WHERE found.regime <> r.regime), 0::bigint, 'regimes');
SELECT is((SELECT count(*) FROM found), 3 * (SELECT count(*) FROM reference), 'all rows of the table were used');

-- ---- What must hold of every window function over a series ------------------------------------------------------

-- Two series of each metric, of plain, weighted and sentiment-weighted summaries, with gaps, and future rows.
CREATE TABLE series AS
SELECT g, t, CASE WHEN t % 6 <> 4 AND t <= 20 THEN nps_summary(score) END AS plain,
       CASE WHEN t % 6 <> 4 AND t <= 20 THEN weighted_score_summary(score, 1 + score % 3, 0, 10) END AS weighted,
       CASE WHEN t % 6 <> 4 AND t <= 20 THEN weigh_by_sentiment(sentiment_score_summary(score, CASE WHEN i % 3 = 0 THEN (score % 5 - 2) / 4.0 END, 0, 10), 'nps') END AS by_sentiment,
       CASE WHEN t % 6 <> 4 AND t <= 20 THEN csat_summary(1 + score / 2, 6) END AS csat,
       CASE WHEN t % 6 <> 4 AND t <= 20 THEN csat_summary(1 + (score >= 8)::int, 2) END AS satisfied
FROM generate_series(1, 2) AS g, generate_series(1, 23) AS t, generate_series(1, 50) AS i,
     LATERAL (SELECT least(10, greatest(0, 8 + sin(t / 3.0 + g) * 2 - floor(-4 * ln(1 - random())) + 0 * i))::int) AS r (score)
GROUP BY g, t;

-- Every function, with and without a season, as a call over a column.
CREATE TABLE call AS
SELECT call FROM unnest(ARRAY['nps_expected(%s)', 'nps_expected(%s, 3)', 'nps_expected_low(%s)', 'nps_expected_low(%s, 0.8, 3)', 'nps_expected_high(%s)',
                  'nps_expected_high(%s, 0.8, 3)', 'nps_expected_p_value(%s)', 'nps_expected_p_value(%s, 3)', 'nps_smoothed(%s)', 'nps_smoothed(%s, 3)',
                  'nps_regime(%s)', 'nps_regime(%s, 3)']) AS call;

-- The answers of a call over all rows, in their order, without what rounding makes of p-values.
CREATE FUNCTION answers(call text, over_clause text, source text DEFAULT 'series') RETURNS text[] AS $$
DECLARE
    answers text[];
BEGIN
    EXECUTE format('SELECT array_agg(answer ORDER BY g, t) FROM (SELECT g, t, round((%s OVER (%s))::numeric, 9)::text AS answer FROM %s) AS a', call, over_clause, source) INTO answers;
    RETURN answers;
END
$$ LANGUAGE plpgsql;

SELECT is(answers(format(call, kind), 'PARTITION BY g ORDER BY t ' || frame), answers(format(call, kind), 'PARTITION BY g ORDER BY t'),
          format('%s of %s summaries: frame %s', call, kind, frame))
FROM call, (VALUES ('plain', 'ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING'), ('weighted', 'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW'),
                   ('by_sentiment', 'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING')) AS f (kind, frame);
SELECT is(answers(format(call, kind), 'PARTITION BY g ORDER BY t'),
          answers(format(call, kind), 'ORDER BY t', 'series WHERE g = 1') || answers(format(call, kind), 'ORDER BY t', 'series WHERE g = 2'),
          format('%s of %s summaries: several partitions are as each alone', call, kind))
FROM call, unnest(ARRAY['plain', 'weighted', 'by_sentiment']) AS kind;
SELECT is(answers(format(call, 'coalesce(plain, ''empty'')'), 'PARTITION BY g ORDER BY t'), answers(format(call, 'plain'), 'PARTITION BY g ORDER BY t'),
          call || ': empty is as NULL') FROM call;
SELECT is(answers(format(call, 'CASE WHEN t <> 4 THEN plain ELSE plain END'), 'PARTITION BY g, t > 0 ORDER BY t'), answers(format(call, 'plain'), 'PARTITION BY g ORDER BY t'),
          call || ' of an expression') FROM call;
SELECT isnt(answers(format(call, 'weighted'), 'PARTITION BY g ORDER BY t'), answers(format(call, 'plain'), 'PARTITION BY g ORDER BY t'), call || ': weights count')
FROM call WHERE call !~ 'regime';
SELECT isnt(answers(format(call, 'by_sentiment'), 'PARTITION BY g ORDER BY t'), answers(format(call, 'plain'), 'PARTITION BY g ORDER BY t'), call || ': sentiment counts')
FROM call WHERE call !~ 'regime';

-- A weight that all have in common is none.
SELECT is(answers(format(call, 'w'), 'PARTITION BY g ORDER BY t', rows), answers(format(call, 'p'), 'PARTITION BY g ORDER BY t', rows), call || ': weights that are all 2.5')
FROM call, (VALUES ('(SELECT g, t, nps_summary(score) AS p, weighted_score_summary(score, 2.5, 0, 10) AS w
             FROM series, LATERAL distribution(plain) AS d, LATERAL generate_series(1, d.responses) GROUP BY g, t) AS s')) AS v (rows);

-- The four metrics are one: of two boxes the CSAT is the mean's share of the range.
SELECT is(round(max(abs(csat - 100 * (mean - 1))), 9), 0.000000000, 'CSAT over time is as the mean over time')
FROM (SELECT unnest(ARRAY[csat_expected(csat) OVER w, csat_expected_low(csat, 0.9, 2) OVER w, csat_expected_high(csat) OVER w, csat_smoothed(csat) OVER w]) AS csat,
             unnest(ARRAY[mean_expected(satisfied) OVER w, mean_expected_low(satisfied, 0.9, 2) OVER w, mean_expected_high(satisfied) OVER w, mean_smoothed(satisfied) OVER w]) AS mean
      FROM series WINDOW w AS (PARTITION BY g ORDER BY t)) AS c;
SELECT is(answers('csat_' || call, 'PARTITION BY g ORDER BY t'), answers('mean_' || call, 'PARTITION BY g ORDER BY t'), 'csat_' || call || ' is as that of the mean')
FROM unnest('{regime(satisfied),"regime(satisfied, 1)","expected_p_value(satisfied, 2)"}'::text[]) AS call;
-- The band holds what is expected, within the range, grows with the confidence, and leaves out what its p-value says.
CREATE VIEW band AS
SELECT plain, nps_expected(plain) OVER w AS expected, nps_expected_low(plain) OVER w AS low, nps_expected_high(plain, 0.95) OVER w AS high,
       nps_expected_low(plain, 0.99) OVER w AS low_99, nps_expected_high(plain, confidence => 0.99) OVER w AS high_99, nps_expected_p_value(plain) OVER w AS p
FROM series WINDOW w AS (PARTITION BY g ORDER BY t);
SELECT is(count(*) FILTER (WHERE NOT (low_99 <= low AND low <= expected AND expected <= high AND high <= high_99 AND low_99 >= -100 AND high_99 <= 100)), 0::bigint,
          'bounds and confidence') FROM band;
SELECT is(count(*) FILTER (WHERE (p < 0.05) <> (nps(plain) NOT BETWEEN low AND high) AND low > -100 AND high < 100), 0::bigint, 'p is below 0.05 outside of the 95% band') FROM band;
SELECT cmp_ok(count(*) FILTER (WHERE p < 0.05), '>', 0::bigint, '... where some periods are') FROM band;

-- What a period shows is not in what was expected of it.
SELECT is(answers('nps_expected(CASE WHEN t <= 12 THEN plain END)', 'PARTITION BY g ORDER BY t', 'series WHERE t <= 13'),
          answers('nps_expected(plain)', 'PARTITION BY g ORDER BY t', 'series WHERE t <= 13'), 'later periods don''t count');
SELECT is((answers('nps_expected(plain)', 'PARTITION BY g ORDER BY t', 'series WHERE g = 1'))[21:23], array_fill(round(last, 9)::text, ARRAY[3]), 'the forecast is the last level')
FROM (SELECT nps_smoothed(plain) OVER (ORDER BY t) AS last, t FROM series WHERE g = 1) AS s WHERE t = 20;

-- Arguments in every form that PostgreSQL has for them.
SELECT is(answers('nps_regime(plain, shortest => 3)', 'PARTITION BY g ORDER BY t'), answers('nps_regime(plain, 3)', 'PARTITION BY g ORDER BY t'), 'a named argument');
SELECT is(answers('nps_expected(plain, season => 3)', 'PARTITION BY g ORDER BY t'), answers('nps_expected(plain, 3)', 'PARTITION BY g ORDER BY t'), 'a named season');
SELECT is(answers('nps_expected_low(plain, season => 3, confidence => 0.8)', 'PARTITION BY g ORDER BY t'), answers('nps_expected_low(plain, 0.8, 3)', 'PARTITION BY g ORDER BY t'), 'two named arguments');
SELECT is(answers('nps_expected_low(plain, 1 - (SELECT 0.2::float8), g + 1)', 'PARTITION BY g ORDER BY t'),
          answers('nps_expected_low(plain, 0.8, 2)', 'ORDER BY t', 'series WHERE g = 1') || answers('nps_expected_low(plain, 0.8, 3)', 'ORDER BY t', 'series WHERE g = 2'),
          'arguments that are the same in each partition');

-- No rows, none with responses, one.
SELECT is_empty('SELECT nps_expected(plain) OVER () FROM series WHERE false', 'no rows');
SELECT is(array_agg((e, l, p, s, r)::text), array_fill('(,,,,1)'::text, ARRAY[3]), 'periods without responses alone')
FROM (SELECT nps_expected(s) OVER w AS e, nps_expected_low(s) OVER w AS l, nps_expected_p_value(s) OVER w AS p, nps_smoothed(s) OVER w AS s, nps_regime(s) OVER w AS r
      FROM (VALUES (NULL::score_summary), ('empty'), (NULL)) AS v (s) WINDOW w AS ()) AS a;
SELECT is((nps_expected(s) OVER (), nps_smoothed(s) OVER (), nps_regime(s) OVER ())::text, '(,30.000000000000,1)', 'one period')
FROM make_score_summary(0, '{2,0,0,0,0,0,0,0,3,0,5}') AS s;

-- All weights 0: no metric, as without responses.
SELECT is((array_agg(nps_expected))[2:3], ARRAY[50, 50.000000000000], 'a period whose weights are all 0')
FROM (SELECT nps_expected(s) OVER (ORDER BY t) FROM (VALUES (1, make_score_summary(0, '{1,0,0,0,0,0,0,0,0,0,3}')),
          (2, 'v1 0..10 counts 2,0,0,0,0,0,0,0,0,0,0 weights 0,0,0,0,0,0,0,0,0,0,0 squared_weights 0,0,0,0,0,0,0,0,0,0,0'), (3, NULL)) AS v (t, s)) AS e;

-- Sums as large as a summary holds.
SELECT ok(bool_and(e BETWEEN -100 AND 100 AND l <= e AND e <= h AND s BETWEEN -100 AND 100), 'the largest counts')
FROM (SELECT t, nps_expected(s) OVER w AS e, nps_expected_low(s) OVER w AS l, nps_expected_high(s) OVER w AS h, nps_smoothed(s, 2) OVER w AS s
      FROM (SELECT t, make_score_summary(0, ARRAY[9e16 - t * 1e12, t, 0, 0, 0, 0, 0, 0, 0, t % 3, CASE WHEN t % 2 = 0 THEN 9e16 ELSE 1 END]::bigint[]) AS s FROM generate_series(1, 30) AS t) AS x
      WINDOW w AS (ORDER BY t)) AS y WHERE t > 1;

-- ---- Errors -----------------------------------------------------------------------------------------------------

SELECT is_refused(format('SELECT %s OVER (ORDER BY t) FROM series WHERE g = 1', call), '22023', message) FROM (VALUES
  ('nps_expected(plain, 1)', 'season 1 is not from 2 to 400'), ('csat_expected_low(csat, 0.9, 401)', 'season 401 is not from 2 to 400'),
  ('nps_smoothed(plain, -1)', 'season -1 is not from 2 to 400'), ('nps_regime(plain, 0)', 'shortest 0 is not from 1 to 2147483647'),
  ('nps_expected_high(plain, 1)', 'confidence 1 is not between 0 and 1'), ('nps_expected_low(plain, ''NaN'')', 'confidence NaN is not between 0 and 1'),
  ('nps_expected(plain, NULL)', 'season is NULL'), ('nps_expected_low(plain, NULL)', 'confidence is NULL'), ('nps_expected_p_value(plain, NULL)', 'season is NULL'),
  ('nps_smoothed(plain, NULL)', 'season is NULL'), ('nps_regime(plain, NULL)', 'shortest is NULL'), ('nps_expected_high(plain, 0.9, NULL)', 'season is NULL'),
  ('nps_expected(plain, t + 1)', 'season is not the same in all rows of a partition'), ('nps_regime(plain, nullif(2, t))', 'shortest is not the same in all rows of a partition'),
  ('nps_expected_low(plain, t / 24.0::float8)', 'confidence is not the same in all rows of a partition'),
  ('nps_expected_low(plain, CASE WHEN t = 23 THEN 0.8 ELSE 0.9 END, 3)', 'confidence is not the same in all rows of a partition')) AS r (call, message);
SELECT is_refused('SELECT mean_expected(CASE t WHEN 2 THEN csat ELSE plain END) OVER (ORDER BY t) FROM series WHERE g = 1', '22023', 'a series has summaries on the scales 0..10 and 1..6');
SELECT is_refused('SELECT nps_regime(CASE t WHEN 2 THEN csat ELSE plain END) OVER (ORDER BY t) FROM series WHERE g = 1', '22023', 'a series has summaries on the scales 0..10 and 1..6');
SELECT is_refused('SELECT nps_expected(csat) OVER (ORDER BY t) FROM series', '42804', 'nps is defined on the scale 0..10, not on 1..6');
SELECT lives_ok('SELECT mean_expected(CASE g WHEN 2 THEN csat ELSE plain END) OVER (PARTITION BY g ORDER BY t) FROM series', 'each partition may have its own scale');
SELECT * FROM finish();
ROLLBACK;
