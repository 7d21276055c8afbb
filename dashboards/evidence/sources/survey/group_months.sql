-- Evidence can't read a source without rows: then there is one, of NULLs, which the pages leave out.
SELECT s.*, to_char(month, 'YYYY-MM') AS year_month
FROM (VALUES (true)) AS always LEFT JOIN survey_group_months AS s ON true
ORDER BY dimension, name, month
