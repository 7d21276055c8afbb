SELECT * FROM survey_distribution ORDER BY dimension, name, score
