-- What the comments in :comment say: their sentiment, the terms that move the metric and, if asked for, the comments at
-- both ends.
SELECT '<section><h2>Comments</h2><p>' || pg_temp.counted(responses(c))
       || CASE WHEN mean(c) = 0 AND coalesce(stddev(c), 0) = 0 THEN ' comments, without a word by which the lexicon, which is English, tells what people feel.'
               ELSE ' comments, net sentiment ' || pg_temp.shown(net_sentiment(c), 1) || ': the percentage of positive comments minus the percentage of negative ones.' END
       || '</p></section>'
FROM (SELECT sentiment_summary(sentiment(:"comment")) AS c FROM :table AS answers WHERE :"comment" IS NOT NULL) AS all_comments WHERE responses(c) > 0;

-- Terms of at least twenty answers whose metric differs from that of the other commented answers by more than chance,
-- however many terms are looked at (Holm). Of terms with the same answers, the longest says most.
CREATE TEMPORARY TABLE report_terms ON COMMIT DROP AS
WITH commented AS (SELECT :summary AS s FROM :table AS answers WHERE :"comment" IS NOT NULL AND :"measure" IS NOT NULL),
all_terms AS (
  SELECT term, :summary AS s FROM :table AS answers, comment_terms(:"comment") AS term WHERE :"measure" IS NOT NULL
  GROUP BY term HAVING count(*) >= 20
), terms AS (
  SELECT DISTINCT ON (s) term, s FROM all_terms ORDER BY s, length(term) DESC, term
), tested AS (
  SELECT array_agg(term ORDER BY term) AS names, array_agg(:p_value(terms.s, commented.s - terms.s) ORDER BY term) AS p_values
  FROM terms, commented WHERE responses(commented.s - terms.s) > 0
)
SELECT term, terms.s, :impact(terms.s, commented.s) AS impact
FROM tested, unnest(names, adjust_p_values(p_values, 'holm')) AS corrected (term, p_value) JOIN terms USING (term), commented
WHERE p_value < 0.05;

SELECT '<section><h2>What they talk about</h2><p class="faint">The words and phrases with which ' || :'label' || ' would change most if those answers were left out.</p><div class="scroll"><table><thead><tr><th scope="col">term</th><th scope="col" class="number">answers</th><th scope="col" class="number">' || :'label'
       || '</th><th scope="col" class="number">impact</th><th scope="col"></th></tr></thead><tbody>'
       || string_agg(format('<tr><th scope="row">%s</th><td class="number">%s</td><td class="number">%s</td><td class="number">%s</td><td><svg width="160" height="14" viewBox="0 0 160 14" aria-hidden="true"><rect class="%s" x="%s" width="%s" height="14"/></svg></td></tr>',
              pg_temp.html(term), pg_temp.counted(responses(s)), pg_temp.shown(:metric(s), :decimals), CASE WHEN impact > 0 THEN '+' ELSE '' END || pg_temp.shown(impact, :decimals + 1),
              CASE WHEN impact > 0 THEN 'good' ELSE 'bad' END, CASE WHEN impact > 0 THEN 80 ELSE 80 - length END, length), '' ORDER BY impact DESC, term) || '</tbody></table></div></section>'
FROM (SELECT *, pg_temp.place(abs(impact), 0, max(abs(impact)) OVER (), 80) AS length
      FROM (SELECT *, row_number() OVER (ORDER BY impact DESC, term) AS best, row_number() OVER (ORDER BY impact, term) AS worst FROM report_terms) AS ranked
      WHERE best <= 6 AND impact > 0 OR worst <= 6 AND impact < 0) AS shown
HAVING count(*) > 0;

\if :comments
  SELECT '<section><h2>' || title || '</h2>' || string_agg(format('<blockquote>%s <span class="faint">%s</span></blockquote>', pg_temp.html(comment), round(sentiment::numeric, 2)), '' ORDER BY place) || '</section>'
  FROM (SELECT end_of.title, comment, sentiment, row_number() OVER (PARTITION BY end_of.title ORDER BY end_of.sign * sentiment DESC, comment) AS place, end_of.sign
        FROM (SELECT DISTINCT :"comment" AS comment, sentiment(:"comment") AS sentiment FROM :table AS answers WHERE :"comment" IS NOT NULL) AS scored,
             (VALUES ('The best comments', 1), ('The worst comments', -1)) AS end_of (title, sign)) AS ranked
  WHERE place <= 5 AND sign * sentiment > 0 GROUP BY title, sign ORDER BY sign DESC;
\endif
