SELECT * FROM survey_comparisons ORDER BY dimension, name
