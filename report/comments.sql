-- What the comments in :comment say: their sentiment and, if asked for, the comments at both ends.
SELECT '<section><h2>Comments</h2><p>' || pg_temp.counted(responses(c)) || ' comments, net sentiment ' || pg_temp.shown(net_sentiment(c), 1)
       || ': the percentage of positive comments minus the percentage of negative ones.</p></section>'
FROM (SELECT sentiment_summary(sentiment(:"comment")) AS c FROM :table AS answers WHERE :"comment" IS NOT NULL) AS all_comments WHERE responses(c) > 0;
\if :comments
  SELECT '<section><h2>' || title || '</h2>' || string_agg(format('<blockquote>%s <span class="faint">%s</span></blockquote>', pg_temp.html(comment), round(sentiment::numeric, 2)), '' ORDER BY place) || '</section>'
  FROM (SELECT end_of.title, comment, sentiment, row_number() OVER (PARTITION BY end_of.title ORDER BY end_of.sign * sentiment DESC, comment) AS place, end_of.sign
        FROM (SELECT DISTINCT :"comment" AS comment, sentiment(:"comment") AS sentiment FROM :table AS answers WHERE :"comment" IS NOT NULL) AS scored,
             (VALUES ('The best comments', 1), ('The worst comments', -1)) AS end_of (title, sign)) AS ranked
  WHERE place <= 5 AND sign * sentiment > 0 GROUP BY title, sign ORDER BY sign DESC;
\endif
