-- The metric by month, rolled up from the materialised view.
\timing on
SELECT to_char(month, 'YYYY-MM') AS month, responses(s), :metric AS :"label",
       report.dot(:metric, min(:metric) OVER (), max(:metric) OVER ()) AS " "
FROM (SELECT date_trunc('month', day) AS month, rollup(summary) AS s FROM :"view" GROUP BY 1) AS months
ORDER BY months.month;
\timing off
