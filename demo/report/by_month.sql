-- The metric by month, rolled up from the materialised view, and what the months before led to expect; then the stretches
-- of months between which it changed.
\set low :name _expected_low
\set high :name _expected_high
\set regime :name _regime
\set difference :name _difference
\set p_value :name _p_value
\timing on
WITH expected AS (
  SELECT month, s, round(:low(s) OVER by_month, 1) AS low, round(:high(s) OVER by_month, 1) AS high
  FROM (SELECT date_trunc('month', day) AS month, rollup(summary) AS s FROM :"view" WHERE day IS NOT NULL GROUP BY 1) AS months
  WINDOW by_month AS (ORDER BY month)
)
SELECT to_char(month, 'YYYY-MM') AS month, responses(s), :metric AS :"label", low || ' … ' || high AS expected,
       CASE WHEN :metric NOT BETWEEN low AND high THEN '!' ELSE '' END AS " ",
       interval_bar(:interval, min(:lowest_bound) OVER (), max(:highest_bound) OVER ()) AS "with its 95% interval"
FROM expected ORDER BY expected.month;

WITH regimes AS (
  SELECT regime, min(month) AS first, max(month) AS last, rollup(s) AS s
  FROM (SELECT month, s, :regime(s) OVER (ORDER BY month) AS regime
        FROM (SELECT date_trunc('month', day) AS month, rollup(summary) AS s FROM :"view" WHERE day IS NOT NULL GROUP BY 1) AS months) AS numbered
  GROUP BY regime
)
SELECT to_char(first, 'YYYY-MM') AS "from", to_char(last, 'YYYY-MM') AS "to", responses(s), :metric AS :"label",
       to_char(:difference(s, lag(s) OVER by_time), 'S990.00') AS change, round(:p_value(s, lag(s) OVER by_time)::numeric, 4) AS "p-value"
FROM regimes WINDOW by_time AS (ORDER BY first) ORDER BY first;
\timing off
