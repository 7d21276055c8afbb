-- The metric as the answers are, and with each answer counted by its weight.
\timing on
SELECT CASE WHEN is_total THEN 'all' ELSE coalesce(value, '(none)') END AS :"dimension",
       responses(s), round(weights, 0) AS "sum of weights", :metric AS :"label", weighted, weighted - :metric AS change
FROM (SELECT :"dimension"::text AS value, grouping(:"dimension"::text) = 1 AS is_total, :summary AS s,
             sum(:"weight"::numeric) FILTER (WHERE :"measure" IS NOT NULL) AS weights, :weighted AS weighted
      FROM responses GROUP BY ROLLUP (:"dimension"::text)) AS groups
ORDER BY is_total, :metric DESC NULLS LAST, value;
\timing off
