-- A live rollup by day, and what it shows after an insert, an update and a delete. All of it is rolled back.
\pset tuples_only on
BEGIN;
SET LOCAL client_min_messages = warning;
\o /dev/null
SELECT create_live_rollup('nps_by_day_live',
  'SELECT responded_on AS day, segment, nps_summary(score) AS s FROM responses GROUP BY responded_on, segment');

CREATE TEMPORARY TABLE seen (step integer, what text, today numeric, last_30_days numeric) ON COMMIT DROP;
-- The last day of the sample, and the window of 30 days that ends with it.
CREATE FUNCTION pg_temp.look(step integer, what text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO seen
  SELECT step, what, (SELECT nps(rollup(s)) FROM nps_by_day_live WHERE day = '2024-12-31'), rolling
  FROM (SELECT day, nps(rollup(rollup(s)) OVER (ORDER BY day RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW)) AS rolling
        FROM nps_by_day_live GROUP BY day) AS days
  WHERE day = '2024-12-31'
$$;
SELECT pg_temp.look(1, 'as it is');
INSERT INTO responses (response_id, customer_id, responded_on, segment, channel, touchpoint, score, weight)
SELECT 1000000 + n, n, '2024-12-31', 'Consumer', 'App', 'Outage', 0, 1 FROM generate_series(1, 500) AS n;
SELECT pg_temp.look(2, 'INSERT of 500 zeros');
UPDATE responses SET score = 10 WHERE response_id > 1000000;
SELECT pg_temp.look(3, 'UPDATE of them to 10');
DELETE FROM responses WHERE response_id > 1000000;
SELECT pg_temp.look(4, 'DELETE of them');
\o
\pset tuples_only off
SELECT what AS after, round(today, 1) AS "NPS, 31 Dec", round(last_30_days, 1) AS "30 days",
       bar(last_30_days, 0, max(last_30_days) OVER (), 30) AS " "
FROM seen ORDER BY step;
\pset tuples_only on
SELECT format('   check_live_rollup() finds %s groups that differ from the query.', count(*)) FROM check_live_rollup('nps_by_day_live');
ROLLBACK;
\pset tuples_only off
