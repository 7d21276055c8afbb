-- Evidence can't read a source without rows: then there is one, of NULLs, which the pages leave out.
SELECT s.*
FROM (VALUES (true)) AS always LEFT JOIN survey_terms AS s ON true
ORDER BY impact
