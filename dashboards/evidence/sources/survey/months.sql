SELECT * FROM survey_months ORDER BY month
