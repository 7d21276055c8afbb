SELECT * FROM survey_sentiment ORDER BY month
