SELECT * FROM survey_changes ORDER BY month
