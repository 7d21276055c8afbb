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

-- What each day's look finds.
CREATE TEMPORARY TABLE looks AS
SELECT falls, year, segment, day, nps_p_value(s, four_weeks) AS of_day, nps_p_value(so_far, month_before) AS of_month,
       nps_p_value(so_far, month_before, 'always_valid') AS of_month_always_valid
FROM (SELECT *, rollup(s) OVER (line ORDER BY day ROWS BETWEEN 28 PRECEDING AND 1 PRECEDING) AS four_weeks,
             rollup(s) OVER (PARTITION BY falls, year, segment, month ORDER BY day) AS so_far,
             rollup(s) OVER (line ORDER BY month RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS month_before
      FROM days WINDOW line AS (PARTITION BY falls, year, segment)) AS lines
WHERE day > 0;

-- How many lines raise the alarm on a day.
CREATE TEMPORARY TABLE alarms AS
SELECT falls, year, day, position, query, (SELECT count(*) FROM unnest(p_values) AS p WHERE p < level) AS alarms
FROM (SELECT falls, year, day, segment > 0 AS by_segment, array_agg(of_day) AS of_day, array_agg(of_month) AS of_month,
             array_agg(of_month_always_valid) AS of_month_always_valid
      FROM looks GROUP BY falls, year, day, segment > 0) AS lines,
     LATERAL (VALUES
       (false, 1, 'the day against four weeks before', of_day, 0.05),
       (false, 2, '… at 0.001', of_day, 0.001),
       (true, 3, '… in each of ten segments', of_day, 0.05),
       (true, 4, '… adjusted, `holm`', adjust_p_values(of_day, 'holm'), 0.05),
       (true, 5, '… adjusted, `benjamini-hochberg`', adjust_p_values(of_day, 'benjamini-hochberg'), 0.05),
       (false, 6, 'the month so far against the month before', of_month, 0.05),
       (false, 7, '… `always_valid`', of_month_always_valid, 0.05),
       (true, 8, '… in each of ten segments, adjusted, `holm`', adjust_p_values(of_month_always_valid, 'holm'), 0.05)
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
SELECT ok(false_alarms BETWEEN 14 AND 23, 'the usual test: ' || round(false_alarms, 1) || ' false alarms a year') FROM figures WHERE position = 1;
SELECT ok(false_alarms > 140, 'in ten segments, unadjusted: ' || round(false_alarms, 1) || ' false alarms a year') FROM figures WHERE position = 3;
-- Of all looks in a month together, at most 5% are ever wrong.
SELECT ok(avg(wrong::int) <= 0.05, 'always_valid: ' || round(100 * avg(wrong::int), 1) || '% of all months have a false alarm')
FROM (SELECT bool_or(alarms > 0) AS wrong FROM alarms WHERE NOT falls AND position = 7 GROUP BY year, (day + 27) / 28) AS months;
SELECT ok(avg(wrong::int) > 0.15, 'the usual test of a month so far: ' || round(100 * avg(wrong::int), 1) || '%')
FROM (SELECT bool_or(alarms > 0) AS wrong FROM alarms WHERE NOT falls AND position = 6 GROUP BY year, (day + 27) / 28) AS months;

SELECT * FROM finish();
ROLLBACK;
