-- The metric for each value of the column :dimension and for all together.
\timing on
SELECT CASE WHEN is_total THEN 'all' ELSE coalesce(value, '(none)') END AS :"dimension",
       responses(s), :metric AS :"label", :bar AS :"bar_label", spark(s) AS :"points_label"
FROM (SELECT :"dimension"::text AS value, grouping(:"dimension"::text) = 1 AS is_total, :summary AS s
      FROM responses GROUP BY ROLLUP (:"dimension"::text)) AS groups
ORDER BY is_total, :metric DESC NULLS LAST, value;
\timing off
