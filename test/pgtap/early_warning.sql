-- How often an early warning that looks every day is false: in years in which nothing changes, and how soon it comes in
-- years in which the NPS falls by 10 points from one day to the next.
-- For the table in doc/over_time.md: psql -v years=1000 -f test/pgtap/early_warning.sql
\ir include/start.sql

\if :{?years}
\else
\set years 20
\endif

SELECT no_plan();

-- Thirteen months of 28 days after one that is there to compare with, ten segments with 30 answers a day each. 30%
-- detractors and 40% promoters; after the fall, in the middle of the seventh month, 35% of both.
CREATE FUNCTION pg_temp.answers(detractors double precision, promoters double precision) RETURNS score_summary
LANGUAGE sql VOLATILE AS $$
  SELECT nps_summary(CASE WHEN draw < detractors THEN 0 WHEN draw < 1 - promoters THEN 7 ELSE 10 END)
  FROM (SELECT random() AS draw FROM generate_series(1, 30)) AS draws
$$;
CREATE TEMPORARY TABLE segments AS
SELECT false AS falls, year, segment, day, pg_temp.answers(0.3, 0.4) AS s
FROM generate_series(1, :years) AS year, generate_series(1, 10) AS segment, generate_series(-27, 364) AS day;
INSERT INTO segments SELECT true, year, segment, day, s FROM segments WHERE day < 183;
INSERT INTO segments
SELECT true, year, segment, day, pg_temp.answers(0.35, 0.35)
FROM generate_series(1, :years) AS year, generate_series(1, 10) AS segment, generate_series(183, 210) AS day;

-- Segment 0 is all of them.
CREATE TEMPORARY TABLE days AS
SELECT *, (day + 27) / 28 AS month
FROM (SELECT * FROM segments UNION ALL SELECT falls, year, 0, day, rollup(s) FROM segments GROUP BY falls, year, day) AS lines;

-- The p-values that each day's look finds.
CREATE TEMPORARY TABLE looks AS
SELECT falls, year, segment, day, nps_p_value(s, four_weeks) AS of_day, unexpected,
       nps_p_value(month, month_before) AS of_month, nps_p_value(month, month_before, 'always_valid') AS of_month_always,
       nps_p_value(whole, before) AS of_year, nps_p_value(whole, before, 'always_valid') AS of_year_always
FROM (SELECT falls, year, segment, day, s, nps_expected_p_value(s) OVER (line ORDER BY day) AS unexpected,
             rollup(s) OVER (line ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING) AS four_weeks,
             rollup(s) OVER (PARTITION BY falls, year, segment, month ORDER BY day) AS month,
             rollup(s) OVER (line ORDER BY month RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS month_before,
             rollup(s) FILTER (WHERE day > 0) OVER (line ORDER BY day) AS whole, rollup(s) FILTER (WHERE day <= 0) OVER (line) AS before
      FROM days WINDOW line AS (PARTITION BY falls, year, segment)) AS lines
WHERE day > 0;

-- How many lines raise the alarm on a day.
CREATE TEMPORARY TABLE alarms AS
SELECT falls, year, day, position, query, (SELECT count(*) FROM unnest(p_values) AS p WHERE p < level) AS alarms
FROM (SELECT falls, year, day, segment > 0 AS by_segment, array_agg(of_day) AS of_day, array_agg(unexpected) AS unexpected,
             array_agg(of_month) AS of_month, array_agg(of_month_always) AS of_month_always,
             array_agg(of_year) AS of_year, array_agg(of_year_always) AS of_year_always
      FROM looks GROUP BY falls, year, day, segment > 0) AS lines,
     LATERAL (VALUES
       (false, 1, 'the day against four weeks before, `nps_p_value`', of_day, 0.05),
       (false, 2, '… below 0.001', of_day, 0.001),
       (true, 3, '… in each of ten segments', of_day, 0.05),
       (true, 4, '… adjusted, `holm`', adjust_p_values(of_day, 'holm'), 0.05),
       (true, 5, '… adjusted, `benjamini-hochberg`', adjust_p_values(of_day, 'benjamini-hochberg'), 0.05),
       (false, 6, 'the day, `nps_expected_p_value`', unexpected, 0.05),
       (false, 7, '… below 0.001', unexpected, 0.001),
       (true, 8, '… in each of ten segments, adjusted, `holm`', adjust_p_values(unexpected, 'holm'), 0.05),
       (true, 9, '… adjusted, below 0.001', adjust_p_values(unexpected, 'holm'), 0.001),
       (false, 10, 'the month so far against the month before, `nps_p_value`', of_month, 0.05),
       (false, 11, '… `always_valid`', of_month_always, 0.05),
       (true, 12, '… `always_valid`, in each of ten segments, adjusted, `holm`', adjust_p_values(of_month_always, 'holm'), 0.05),
       (false, 13, 'the year so far against the month before it, `nps_p_value`', of_year, 0.05),
       (false, 14, '… `always_valid`', of_year_always, 0.05)
     ) AS queries (asks_segments, position, query, p_values, level)
WHERE asks_segments = by_segment;

CREATE TEMPORARY TABLE figures AS
SELECT position, query, false_alarms, false_days, years_without, in_a_week, in_four_weeks
FROM (SELECT position, query, avg(alarms) AS false_alarms, avg(days) AS false_days, 100 * avg((days = 0)::int) AS years_without
      FROM (SELECT position, query, year, sum(alarms) AS alarms, count(*) FILTER (WHERE alarms > 0) AS days
            FROM alarms WHERE NOT falls GROUP BY position, query, year) AS steady GROUP BY position, query) AS steady
     JOIN (SELECT position, 100 * avg((first < 190)::int) AS in_a_week, 100 * avg((first < 211)::int) AS in_four_weeks
           FROM (SELECT position, year, coalesce(min(day) FILTER (WHERE alarms > 0 AND day >= 183), 999) AS first
                 FROM alarms WHERE falls GROUP BY position, year) AS falling GROUP BY position) AS falling USING (position);

SELECT diag(format('| %s | %s | %s | %s | %s | %s |', query, round(false_alarms, 1), round(false_days, 1), round(years_without), round(in_a_week), round(in_four_weeks)))
FROM figures ORDER BY position;

-- 364 looks at a level of 0.05 give 18.2 false alarms.
SELECT ok(false_alarms BETWEEN 14 AND 24, query || ': ' || round(false_alarms, 1) || ' false alarms a year') FROM figures WHERE position IN (1, 6);
SELECT ok(false_alarms BETWEEN 140 AND 240, query || ': ' || round(false_alarms, 1) || ' false alarms a year') FROM figures WHERE position = 3;
SELECT ok(false_alarms < 1.5, query || ': ' || round(false_alarms, 1) || ' false alarms a year') FROM figures WHERE position IN (2, 7, 9);
-- Of all looks in a month together, at most 5% are ever wrong, where the usual test is wrong in a fifth and more.
SELECT ok(CASE position WHEN 10 THEN wrong > 0.15 ELSE wrong <= 0.05 END, query || ': false in ' || round(100 * wrong, 1) || '% of the months')
FROM (SELECT position, query, avg(wrong::int) AS wrong
      FROM (SELECT position, query, bool_or(alarms > 0) AS wrong FROM alarms
            WHERE NOT falls AND position IN (10, 11) GROUP BY position, query, year, (day + 27) / 28) AS months
      GROUP BY position, query) AS shares;

SELECT * FROM finish();
ROLLBACK;
