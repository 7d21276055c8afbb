-- Evidence can't read a source without rows: then there is one, of NULLs, which the pages leave out.
SELECT s.*, CASE WHEN p_value < 0.0001 THEN '< 0.0001' ELSE to_char(p_value, 'FM0.0000') END AS p,
       CASE WHEN is_real THEN 'yes' WHEN NOT is_real THEN 'no' ELSE '' END AS verdict
FROM (VALUES (true)) AS always LEFT JOIN survey_changes AS s ON true
ORDER BY month
