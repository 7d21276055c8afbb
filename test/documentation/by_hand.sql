-- What doc/recipes.md shows, computed once more by hand: from the plain rows, with nothing of the extension.
-- Each query belongs to the table that the line of hyphens above it names: heading, and which table below it.

--- A stored view, 1
SELECT year, round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score), 2),
       round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score), 2),
       (SELECT round(avg(nps), 2)
        FROM (SELECT round(avg(value), 1) AS nps FROM answers
              WHERE extract(year FROM responded_on) = a.year GROUP BY responded_on, segment, channel) AS groups)
FROM (SELECT *, extract(year FROM responded_on) AS year FROM answers) AS a GROUP BY year ORDER BY year;

--- Add each day's answers to a table, 1
SELECT segment, count(score), round(avg(value), 1) FROM answers GROUP BY segment ORDER BY 3 DESC;

--- Totals and subtotals in one query, 1
SELECT year, segment, answers, nps
FROM (SELECT 1 AS part, to_char(responded_on, 'YYYY') AS year, segment, count(score) AS answers, round(avg(value), 1) AS nps
      FROM answers GROUP BY 2, 3
      UNION ALL
      SELECT 2, to_char(responded_on, 'YYYY'), 'all segments', count(score), round(avg(value), 1) FROM answers GROUP BY 2
      UNION ALL
      SELECT 3, 'all years', 'all segments', count(score), round(avg(value), 1) FROM answers) AS parts
ORDER BY part, year, nps DESC;

--- Rolling 30 days and 12 months, 1
SELECT day::date, count(score), round(avg(value), 1)
FROM generate_series(date '2024-12-27', '2024-12-31', '1 day') AS day
     JOIN answers ON responded_on > day - interval '30 days' AND responded_on <= day
GROUP BY day ORDER BY day;

--- Rolling 30 days and 12 months, 2
SELECT month::date, count(score), round(avg(value), 1)
FROM generate_series(date '2024-08-01', '2024-12-01', '1 month') AS month
     JOIN answers ON responded_on < month + interval '1 month'
                 AND responded_on >= month + interval '1 month' - interval '12 months'
GROUP BY month ORDER BY month;

--- Each customer's latest answer, 1
SELECT count(score), round(avg(value), 1)
FROM answers AS a
WHERE responded_on <= '2024-06-30' AND score IS NOT NULL
  AND NOT EXISTS (SELECT FROM answers AS later
                  WHERE later.customer_id = a.customer_id AND later.score IS NOT NULL
                    AND later.responded_on <= '2024-06-30'
                    AND (later.responded_on, later.response_id) > (a.responded_on, a.response_id));

--- Latest answers, carried forward 90 days, 1
SELECT day, count(score), round(avg(value), 1)
FROM unnest(ARRAY['2024-03-31', '2024-06-30', '2024-09-30', '2024-12-31']::date[]) AS day
     CROSS JOIN LATERAL (SELECT DISTINCT ON (customer_id) score, value
                         FROM answers WHERE score IS NOT NULL AND responded_on BETWEEN day - 89 AND day
                         ORDER BY customer_id, responded_on DESC, response_id DESC) AS latest
GROUP BY day ORDER BY day;

--- Recent answers count more, 1
SELECT segment, round(avg(value), 1), round((sum(value * weight) / sum(weight))::numeric, 1)
FROM (SELECT segment, value, exp(-ln(2.0::double precision) * (date '2024-12-31' - responded_on) / 90) AS weight
      FROM answers WHERE score IS NOT NULL) AS decayed
GROUP BY segment ORDER BY segment;

--- A segment against the rest, 1
SELECT s.segment, round(avg(value) FILTER (WHERE a.segment = s.segment), 1),
       round(avg(value) FILTER (WHERE a.segment <> s.segment), 1), round(avg(value), 1)
FROM segments AS s CROSS JOIN answers AS a GROUP BY s.segment ORDER BY s.segment;

--- As a picture, 1
SELECT segment, nps, repeat('█', up) || repeat('▒', level - up) || repeat('░', 20 - level), heights
FROM (SELECT segment, round(100 * (sum(n) FILTER (WHERE score >= 9) - sum(n) FILTER (WHERE score <= 6)) / sum(n), 1) AS nps,
             round(20 * sum(n) FILTER (WHERE score >= 9) / sum(n))::integer AS up, round(20 * sum(n) FILTER (WHERE score >= 7) / sum(n))::integer AS level,
             string_agg(substr('▁▂▃▄▅▆▇█', ceil(8.0 * n / most)::integer, 1), '' ORDER BY score) AS heights
      FROM (SELECT *, max(n) OVER (PARTITION BY segment) AS most
            FROM (SELECT segment, score, count(score) AS n FROM answers WHERE score IS NOT NULL GROUP BY segment, score) AS counts) AS points
      GROUP BY segment) AS segments
ORDER BY nps DESC;

--- Hide small samples, 1
SELECT touchpoint, count(score), CASE WHEN count(score) >= 50 THEN round(avg(value), 1) END
FROM answers WHERE responded_on = '2024-12-31' GROUP BY touchpoint ORDER BY touchpoint;

--- Survey weights, 1
SELECT channel, unweighted, weighted
FROM (SELECT 1 AS part, channel, round(avg(value), 1) AS unweighted, round(sum(value * weight) / sum(weight), 1) AS weighted
      FROM answers WHERE score IS NOT NULL GROUP BY channel
      UNION ALL
      SELECT 2, 'all', round(avg(value), 1), round(sum(value * weight) / sum(weight), 1)
      FROM answers WHERE score IS NOT NULL) AS parts
ORDER BY part, channel;

--- Survey weights, 2
-- Iterative proportional fitting of the 16 cells: a cell's weight is the factor of its segment times that of its region.
WITH RECURSIVE cell AS (
  SELECT segment, region, count(score) AS n, sum(value) AS value FROM answers JOIN customers USING (customer_id, segment)
  WHERE score IS NOT NULL GROUP BY segment, region
), known AS (
  SELECT (SELECT array_agg(customer_base / 1000000.0 ORDER BY segment) FROM segments) AS segments,
         ARRAY[0.15, 0.30, 0.35, 0.20] AS regions,   -- East, North, South, West
         array_agg(n ORDER BY segment, region) AS n, array_agg(value ORDER BY segment, region) AS value, sum(n) AS people
  FROM cell
), step AS (
  SELECT 0 AS cycle, NULL::numeric[] AS by_segment, ARRAY[1, 1, 1, 1]::numeric[] AS by_region
  UNION ALL
  SELECT cycle + 1, a.factor, b.factor
  FROM step, known,
       LATERAL (SELECT array_agg(segments[i] * people / (SELECT sum(n[4 * i + j - 4] * by_region[j]) FROM generate_series(1, 4) AS j) ORDER BY i)
                FROM generate_series(1, 4) AS i) AS a (factor),
       LATERAL (SELECT array_agg(regions[j] * people / (SELECT sum(n[4 * i + j - 4] * a.factor[i]) FROM generate_series(1, 4) AS i) ORDER BY j)
                FROM generate_series(1, 4) AS j) AS b (factor)
  WHERE cycle < 20
)
SELECT people, round(sum(w * cell_value) / sum(w * cell_n), 1), round(sum(w * cell_n) ^ 2 / sum(w ^ 2 * cell_n)),
       round(people / (sum(w * cell_n) ^ 2 / sum(w ^ 2 * cell_n)), 2)
FROM known, step, generate_series(1, 4) AS i, generate_series(1, 4) AS j,
     LATERAL (SELECT n[4 * i + j - 4], value[4 * i + j - 4], by_segment[i] * by_region[j]) AS c (cell_n, cell_value, w)
WHERE cycle = 20 GROUP BY people;

--- Response rate, 1
SELECT channel, count(*), count(score), round(100 * avg((score IS NOT NULL)::integer), 1), round(avg(value), 1)
FROM answers GROUP BY channel ORDER BY channel;

--- Every CSAT by its name, 1
SELECT variant, round(avg(figure), 2)
FROM answers
     CROSS JOIN LATERAL (VALUES
       (1, 'CSAT, top-2-box: % of 4 and 5', CASE WHEN rating IN (4, 5) THEN 100.0 ELSE 0 END),
       (2, 'the same, by boxes', CASE WHEN rating > 3 THEN 100 ELSE 0 END),
       (3, 'top-box: % of 5, "delighted"', CASE WHEN rating = 5 THEN 100 ELSE 0 END),
       (4, 'bottom-2-box: % dissatisfied', CASE WHEN rating IN (1, 2) THEN 100 ELSE 0 END),
       (5, 'net satisfaction: top 2 minus bottom 2', CASE WHEN rating > 3 THEN 100 WHEN rating < 3 THEN -100 ELSE 0 END),
       (6, 'net satisfaction: top box minus bottom box', CASE rating WHEN 5 THEN 100 WHEN 1 THEN -100 ELSE 0 END),
       (7, 'mean CSAT, 1 to 5', rating),
       (8, 'mean CSAT, laid on 0 to 100', CASE rating WHEN 1 THEN 0 WHEN 2 THEN 25 WHEN 3 THEN 50 WHEN 4 THEN 75 ELSE 100 END)
     ) AS variants (line, variant, figure)
WHERE rating IS NOT NULL GROUP BY line, variant ORDER BY line;

--- Every CSAT by its name, 2
VALUES ('1..2', 'top box', round(160 / 200.0 * 100, 2)), ('1..3', 'top box', round(120 / 200.0 * 100, 2)),
       ('1..4', 'top two', round(150 / 200.0 * 100, 2)),
       ('1..4', 'NSAT of Microsoft IT, 0 to 200', round(100.0 * 70 / 200 - 100.0 * 50 / 200 + 100, 2)),
       ('1..7', 'top two, 6 and 7', round(110 / 200.0 * 100, 2)), ('1..7', 'top three, 5 to 7', round(150 / 200.0 * 100, 2)),
       ('1..10', 'top two, 9 and 10', round(80 / 200.0 * 100, 2)), ('1..10', 'top three, 8 to 10', round(130 / 200.0 * 100, 2)),
       ('0..10', 'top two, 9 and 10', round(80 / 200.0 * 100, 2));

--- Every CES by its name, 1
SELECT variant, round(avg(figure), 2)
FROM answers
     CROSS JOIN LATERAL (VALUES
       (1, 'CES 2.0: the mean', effort::numeric),
       (2, '% who agree: top 3 boxes, 5 to 7', CASE WHEN effort >= 5 THEN 100 ELSE 0 END),
       (3, '% easy: top 2 boxes', CASE WHEN effort >= 6 THEN 100 ELSE 0 END),
       (4, 'net easy, all: % of 5 to 7 minus % of 1 to 3', 100 * sign((effort - 4)::numeric)),
       (5, 'net easy, strict: % of 6, 7 minus % of 1 to 3', CASE WHEN effort >= 6 THEN 100 WHEN effort <= 3 THEN -100 ELSE 0 END)
     ) AS variants (line, variant, figure)
WHERE effort IS NOT NULL GROUP BY line, variant ORDER BY line;

--- Every CES by its name, 2
SELECT round((310 * 1 + 240 * 2 + 160 * 3 + 90 * 4 + 40 * 5) / 840.0, 2),
       round((310 * 5 + 240 * 4 + 160 * 3 + 90 * 2 + 40 * 1) / 840.0, 2),
       round(100 * (220 + 180 - 70 - 50 - 30) / 770.0, 2);

--- eNPS, 1
VALUES ('Legal', NULL), ('Sales', round(100 * (3 - 1) / 6.0, 1)), ('Support', round(100 * (3 - 1) / 5.0, 1));

--- Other scales and reversed ones, 1
SELECT round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score), 1),
       round(100.0 * (count(*) FILTER (WHERE rating = 5) - count(*) FILTER (WHERE rating <= 3)) / count(rating), 1)
FROM answers WHERE score > 0;

--- Other scales and reversed ones, 2
SELECT round(100 * avg((mark <= 2)::integer), 1), round(avg(feeling), 2), round(100 * avg((slider >= 80)::integer), 1),
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY slider)::numeric, 1)
FROM (VALUES (1, 2, 95), (2, 3, 80), (1, -1, 70), (4, 0, 35), (2, 1, 88)) AS given (mark, feeling, slider);

--- Sentinels, half stars, thumbs, 1
VALUES (4, round(100 * (2 - 1) / 4.0, 1));

--- Sentinels, half stars, thumbs, 2
VALUES (round(200 / 4.0, 1), round(300 / 4.0, 1), round((4.5 + 5 + 2.5 + 4) / 4, 2), round(300 / 4.0, 1), round(200 / 4.0, 1));

--- Answers in JSON, in rows, in arrays, 1
SELECT round(avg(value), 1), round(100.0 * count(*) FILTER (WHERE rating >= 4) / count(rating), 1), round(avg(effort), 2)
FROM answers WHERE responded_on >= '2024-12-01';

--- Answers in JSON, in rows, in arrays, 2
SELECT round(avg(value), 1), round(100.0 * count(*) FILTER (WHERE rating >= 4) / count(rating), 1), round(avg(effort), 2)
FROM answers WHERE responded_on >= '2024-12-01';

--- Answers in JSON, in rows, in arrays, 3
SELECT segment, count(*), count(score), round(avg(value), 1)
FROM answers WHERE responded_on >= '2024-12-01' GROUP BY segment ORDER BY segment;

--- Days and months of your time zone, 1
-- New York was four hours behind UTC until 3 November 2024, 6:00 UTC, and five from then on.
SELECT month::date, count(*) FILTER (WHERE month <> date_trunc('month', utc)), count(score), round(avg(value), 1)
FROM (SELECT date_trunc('month', utc - CASE WHEN utc < '2024-11-03 06:00' THEN interval '4 hours' ELSE interval '5 hours' END) AS month, *
      FROM (SELECT responded_on + (response_id % 24) * interval '1 hour' AS utc, * FROM answers) AS timed) AS placed
WHERE month >= '2024-10-01' GROUP BY month ORDER BY month;

--- Counts that somebody already has, 1
VALUES (round(100 * (61 + 75 - 4 - 1 - 2 - 3 - 5 - 9 - 12) / 250.0, 1), 4 + 1 + 2 + 3 + 5 + 9 + 12 + 30 + 48 + 61 + 75,
        round(100 * (240 + 160) / 442.0, 1));
