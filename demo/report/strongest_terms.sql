-- The five terms of the comments in :comment, and themes of the table themes, that cost the metric most, and the five that
-- bring it most. Of terms that the same answers hold, only the longest: they are one thing. All that were looked at count
-- in the correction of the p-values.
CREATE TEMPORARY TABLE IF NOT EXISTS themes (theme text, query tsquery);
\timing on
WITH commented AS (
  SELECT :"comment" AS comment, :"measure" FROM responses WHERE :"comment" IS NOT NULL
), total AS (
  SELECT :summary AS total FROM commented
), parts AS (
  SELECT DISTINCT ON (s) what, kind, s
  FROM (SELECT term AS what, 'term' AS kind, :summary AS s FROM commented, comment_terms(comment) AS term GROUP BY term
        UNION ALL
        SELECT theme, 'theme', :summary FROM commented JOIN themes ON to_tsvector('english', comment) @@ query GROUP BY theme) AS all_parts
  WHERE responses(s) >= 30
  ORDER BY s, kind DESC, length(what) DESC, what
), tested AS (
  SELECT array_agg(what) AS whats, array_agg(kind) AS kinds, array_agg(s) AS summaries, array_agg(:p_value) AS p_values
  FROM parts, total
), ranked AS (
  SELECT *, :impact AS impact, row_number() OVER (ORDER BY :impact, what) AS costs, row_number() OVER (ORDER BY :impact DESC, what) AS brings
  FROM total, tested, unnest(whats, kinds, summaries, adjust_p_values(p_values)) AS part (what, kind, s, p_value)
)
SELECT what AS "what they talk about", kind, responses(s), :metric AS :"label", to_char(impact, 'S990.00') AS impact,
       round(p_value::numeric, 4) AS "p-value", CASE WHEN impact > 0 THEN '▲' ELSE '▼' END AS " "
FROM ranked WHERE (costs <= 5 AND impact < 0) OR (brings <= 5 AND impact > 0) ORDER BY ranked.impact, what;
\timing off
