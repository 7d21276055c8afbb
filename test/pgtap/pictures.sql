-- Pictures in text: what each character of them must be, by SQL's own arithmetic over generated values.
\ir include/start.sql
SELECT plan(37);

-- Some hundred summaries on 0..10, with points that nobody chose.
CREATE TEMPORARY TABLE samples AS
SELECT n, make_score_summary(0, ARRAY(SELECT CASE WHEN (n * 7919 + i * 104729) % 5 = 0 THEN 0 ELSE (n * 31 + i * i * 17 + n * i * 13) % (1 + n * n) END
                                      FROM generate_series(0, 10) AS i)::bigint[]) AS s
FROM generate_series(1, 300) AS n;
DELETE FROM samples WHERE responses(s) = 0;
CREATE TEMPORARY TABLE widths AS SELECT unnest(ARRAY[1, 2, 3, 7, 20, 33, 200]) AS width;

-- spark
SELECT ok(bool_and(spark(s) = (SELECT string_agg(substr(' ▁▂▃▄▅▆▇█', 1 + ceil(8.0 * responses / highest)::integer, 1), '' ORDER BY score)
                               FROM (SELECT *, max(responses) OVER () AS highest FROM distribution(s)) AS points)),
          'spark: a column for each point, in eighths of the highest, rounded up') FROM samples;
SELECT is(spark(score_summary(score, 0, 100)), ' ' || repeat(' ', 99) || '█', 'spark: on the widest scale') FROM (VALUES (100)) AS v (score);
SELECT is(spark(weighted_score_summary(score, weight, 1, 3)), '▁█▄', 'spark: weights count where there are any')
FROM (VALUES (1, 1), (1, 0), (1, 0), (2, 16), (3, 8)) AS v (score, weight);
SELECT is(spark(weighted_score_summary(2, 0, 1, 3)), '   ', 'spark: weights of 0 are nothing');
SELECT is(spark('empty'), NULL, 'spark: no responses');

-- nps_bar
SELECT ok(bool_and(bar = repeat('█', p) || repeat('▒', q - p) || repeat('░', width - q)), 'nps_bar: shares, rounded at their common ends')
FROM (SELECT width, nps_bar(s, width) AS bar, round(width * promoters(s)::numeric / responses(s))::integer AS p,
             round(width * (promoters(s) + passives(s))::numeric / responses(s))::integer AS q
      FROM samples, widths) AS bars;
SELECT is(nps_bar(weighted_score_summary(score, weight, 0, 10), 4), '█░░░', 'nps_bar: weighted')
FROM (VALUES (10, 1), (0, 3)) AS v (score, weight);
SELECT is(nps_bar(nps_summary(9)), repeat('█', 20), 'nps_bar: 20 characters');
SELECT is(nps_bar('empty'), NULL, 'nps_bar: no responses');
SELECT is(nps_bar(weighted_score_summary(2, 0, 0, 10)), NULL, 'nps_bar: weights of 0');
SELECT is_refused($$SELECT nps_bar(csat_summary(4))$$, '42804', 'nps is defined on the scale 0..10, not on 1..5');

-- bar
SELECT ok(bool_and(bar(value, lowest, highest, width) = repeat('█', eighths / 8) || CASE WHEN eighths % 8 > 0 THEN substr('▏▎▍▌▋▊▉', eighths % 8, 1) ELSE '' END),
          'bar: eighths of a character, cut at the ends')
FROM (SELECT value, lowest, lowest + span AS highest, width,
             round(width * 8 * least(greatest((value - lowest)::numeric / span, 0), 1) - 1e-12)::integer AS eighths
      FROM widths, generate_series(-130, 130, 13) AS value, (VALUES (-100, 200), (0, 100), (-7, 61), (3, 11)) AS ends (lowest, span)) AS bars
WHERE abs(mod(width * 8 * least(greatest((value - lowest)::numeric / (highest - lowest), 0), 1), 1) - 0.5) > 0.0001;
SELECT is(bar(nps(s), -100, 100), '██████████', 'bar: 20 characters, numeric values') FROM (SELECT nps_summary(8) AS s) AS x;
SELECT is(bar(5, 5, 5), '██████████', 'bar: equal ends: half of it at the value');
SELECT is(bar(4, 5, 5) || '|' || bar(6, 5, 5, 3), '|███', 'bar: ... nothing below it, and all above');
SELECT is(bar('Infinity', 0, 1, 3) || bar('-Infinity', 0, 1, 3), '███', 'bar: infinite values');
SELECT is(bar(1.5e308, -1.7e308, 1.7e308, 8), '███████▌', 'bar: ends as far apart as can be');
SELECT is(bar(v, 0, 1), NULL, 'bar: NULL for ' || coalesce(v::text, 'NULL')) FROM unnest(ARRAY['NaN', NULL]::double precision[]) AS v;

-- interval_bar
CREATE TEMPORARY TABLE intervals AS
SELECT low, low + a AS value, low + a + b AS high, width, -50 AS lowest, 50 AS highest, interval_bar(low, low + a, low + a + b, -50, 50, width) AS bar
FROM widths, generate_series(-170, 90, 9) AS low, generate_series(0, 40, 8) AS a, generate_series(0, 40, 8) AS b;
SELECT ok(bool_and(char_length(bar) = width), 'interval_bar: as long as the width') FROM intervals;
SELECT ok(bool_and((bar LIKE '%●%') = (value BETWEEN lowest AND highest)), 'interval_bar: the value is shown exactly where it lies within') FROM intervals;
SELECT ok(bool_and(strpos(bar, '●') - 1 = least(floor(width * (value - lowest) / 100.0), width - 1)), '... at its place')
FROM intervals WHERE value BETWEEN lowest AND highest;
SELECT ok(bool_and(left(bar, 1) IN ('◂', '●')), 'interval_bar: a low end beyond the line is pointed at') FROM intervals WHERE low < lowest AND width > 1;
SELECT ok(bool_and(right(bar, 1) IN ('▸', '●')), 'interval_bar: a high end, too') FROM intervals WHERE high > highest AND width > 1;
SELECT ok(bool_and(bar !~ '[◂▸]'), 'interval_bar: no arrow where all is within') FROM intervals WHERE low >= lowest AND high <= highest;
SELECT ok(bool_and(strpos(translate(bar, '├◂', '●●'), '●') - 1 <= least(greatest(floor(width * (low - lowest) / 100.0), 0), width - 1)),
          'interval_bar: the low end at its place') FROM intervals WHERE low <= highest;
SELECT is(interval_bar(20, 30, 40, 0, 100), '        ├───●───┤                       ', 'interval_bar: 40 characters');
SELECT is(interval_bar(20, 30, 40, -100, 100, 20), '          · ├●┤     ', 'interval_bar: where 0 is');
SELECT is(interval_bar(0, 5, 10, 0, 10, 10), '├────●───┤', 'interval_bar: right at the ends');
SELECT is(interval_bar(5, NULL, 6, 0, 10), NULL, 'interval_bar: NULL');
SELECT is_refused($$SELECT interval_bar(6, 5, 4, 0, 10)$$, '22023', 'an interval can''t run from 6 to 4');

-- sparkline
SELECT ok(bool_and(line = shown), 'sparkline: eighths from the lowest to the highest, gaps for NULL')
FROM (SELECT n, sparkline(value ORDER BY i) AS line,
             string_agg(CASE WHEN value IS NULL THEN ' '
                             ELSE substr('▁▂▃▄▅▆▇█', 1 + least(floor(8 * (value - lowest) / (highest - lowest))::integer, 7), 1) END, '' ORDER BY i) AS shown
      FROM (SELECT n, i, value, min(value) OVER (PARTITION BY n) AS lowest, max(value) OVER (PARTITION BY n) AS highest
            FROM (SELECT n, i, CASE WHEN (n + i) % 6 > 0 THEN ((n * i * i) % 1013 - 500)::numeric END AS value
                  FROM generate_series(1, 200) AS n, generate_series(1, 40) AS i) AS series) AS spans
      GROUP BY n) AS lines;
SELECT is(sparkline(v), repeat('▅', 3) || ' ', 'sparkline: all equal, and NaN') FROM unnest(ARRAY[7, 7, 7, 'NaN']::double precision[]) AS v;
SELECT is(sparkline(v) FILTER (WHERE false), NULL, 'sparkline: no rows') FROM (VALUES (1)) AS t (v);
SELECT is(sparkline(v ORDER BY v), '▁▁██', 'sparkline: infinite values') FROM unnest(ARRAY['-Infinity', 1, 2, 'Infinity']::double precision[]) AS v;

-- Widths.
SELECT ok(bool_and(r.code = '22023' AND r.hint <> ''), 'a width is 1 to 200')
FROM unnest(ARRAY['nps_bar(nps_summary(9), %s)', 'bar(1, 0, 2, %s)', 'interval_bar(1, 2, 3, 0, 4, %s)']) AS f, unnest(ARRAY[0, -1, 201, 2147483647]) AS w,
     LATERAL format('SELECT ' || f, w) AS call, LATERAL refusal(call) AS r;
SELECT is_refused('SELECT bar(1, 3, 2)', '22023', 'a bar can''t run from 3 to 2');

SELECT finish();
ROLLBACK;
