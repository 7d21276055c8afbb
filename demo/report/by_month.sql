-- The metric by month, rolled up from the materialised view.
\timing on
SELECT to_char(month, 'YYYY-MM') AS month, responses(s), :metric AS :"label",
       interval_bar(:interval, min(:lowest_bound) OVER (), max(:highest_bound) OVER ()) AS "with its 95% interval"
FROM (SELECT date_trunc('month', day) AS month, rollup(summary) AS s FROM :"view" GROUP BY 1) AS months
ORDER BY months.month;
\timing off
