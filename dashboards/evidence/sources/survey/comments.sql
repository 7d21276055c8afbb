-- Evidence can't read a source without rows: then there is one, of NULLs, which the pages leave out.
SELECT s.*
FROM (VALUES (true)) AS always LEFT JOIN (SELECT * FROM survey_comments WHERE day IS NOT NULL) AS s ON true
ORDER BY day DESC, sentiment, comment, score, touchpoint
LIMIT 1000
