SELECT * FROM survey_comments WHERE day IS NOT NULL ORDER BY day DESC, sentiment, comment LIMIT 1000
