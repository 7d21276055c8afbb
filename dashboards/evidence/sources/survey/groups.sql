SELECT * FROM survey_groups ORDER BY dimension, name
