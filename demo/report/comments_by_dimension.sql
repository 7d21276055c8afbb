-- For each value of :dimension, the sentiment of the comments in :comment and what it makes of the metric; of answers that
-- meet the :restriction.
\timing on
SELECT CASE WHEN is_total THEN 'all' ELSE coalesce(value, '(none)') END AS :"dimension", responses(s), commented(s),
       round(net_sentiment(sentiment_summary(s)), 1) AS "net sentiment", :metric AS :"label",
       :weighted_by_comments AS "with comments", to_char(:weighted_by_comments - :metric, 'S990.0') AS change
FROM (SELECT :"dimension"::text AS value, grouping(:"dimension"::text) = 1 AS is_total,
             sentiment_score_summary(:"measure", sentiment(:"comment"), :lowest, :points) AS s
      FROM responses WHERE :restriction GROUP BY ROLLUP (:"dimension"::text)) AS groups
ORDER BY is_total, :metric DESC NULLS LAST, value;
\timing off
