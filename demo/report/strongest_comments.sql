-- The comments in :comment that say most, with the words that made them count; of answers that meet the :restriction.
\timing on
WITH scored AS (
  SELECT :"comment" AS comment, sentiment(:"comment") AS sentiment
  FROM responses WHERE :"comment" IS NOT NULL AND :restriction GROUP BY :"comment"
), ends AS (
  (SELECT * FROM scored ORDER BY sentiment DESC, comment LIMIT 3)
  UNION
  (SELECT * FROM scored ORDER BY sentiment, comment LIMIT 3)
)
SELECT round(sentiment::numeric, 2) AS sentiment,
       CASE WHEN length(line) > 46 THEN left(line, 45) || '…' ELSE line END AS comment,
       (SELECT string_agg(format('%s %s', term, to_char(contribution, 'SFM0.00')), ', ' ORDER BY abs(contribution) DESC)
        FROM (SELECT term, contribution FROM sentiment_terms(comment) ORDER BY abs(contribution) DESC LIMIT 2) AS most) AS why
FROM ends, regexp_replace(comment, '\s+', ' ', 'g') AS line ORDER BY sentiment DESC, comment;
\timing off
