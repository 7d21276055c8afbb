SELECT * FROM survey_terms ORDER BY impact
