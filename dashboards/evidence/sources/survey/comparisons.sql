-- Evidence can't read a source without rows: then there is one, of NULLs, which the pages leave out.
SELECT s.*, CASE WHEN adjusted_p_value < 0.0001 THEN '< 0.0001' ELSE to_char(adjusted_p_value, 'FM0.0000') END AS p,
       CASE WHEN is_real THEN 'yes' ELSE 'no' END AS verdict
FROM (VALUES (true)) AS always LEFT JOIN survey_comparisons AS s ON true
ORDER BY dimension, name
