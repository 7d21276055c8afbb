-- The comments that say most, with the words that made them count, and NPS with and without them.
\timing on
WITH scored AS (
  SELECT comment, sentiment(comment) AS sentiment FROM responses WHERE comment IS NOT NULL GROUP BY comment
), ends AS (
  (SELECT * FROM scored ORDER BY sentiment DESC, comment LIMIT 3)
  UNION ALL
  (SELECT * FROM scored ORDER BY sentiment, comment LIMIT 3)
)
SELECT round(sentiment::numeric, 2) AS sentiment,
       CASE WHEN length(comment) > 46 THEN left(comment, 45) || '…' ELSE comment END AS comment,
       (SELECT string_agg(format('%s %s', term, to_char(contribution, 'SFM0.00')), ', ' ORDER BY abs(contribution) DESC)
        FROM (SELECT term, contribution FROM sentiment_terms(comment) ORDER BY abs(contribution) DESC LIMIT 2) AS most) AS why
FROM ends ORDER BY sentiment DESC, comment;

SELECT CASE WHEN is_total THEN 'all' ELSE touchpoint END AS touchpoint, responses(s), commented(s),
       round(net_sentiment(sentiment_summary(s)), 1) AS "net sentiment", round(nps(s), 1) AS "NPS",
       round(sentiment_weighted_nps(s), 1) AS "with comments",
       to_char(sentiment_weighted_nps(s) - nps(s), 'S990.0') AS change
FROM (SELECT touchpoint, grouping(touchpoint) = 1 AS is_total,
             sentiment_score_summary(score, sentiment(comment), 0, 10) AS s
      FROM responses WHERE responded_on >= '2024-10-01' GROUP BY ROLLUP (touchpoint)) AS touchpoints
ORDER BY is_total, nps(s) DESC;
\timing off
