SELECT *, to_char(month, 'YYYY-MM') AS year_month FROM survey_group_months ORDER BY dimension, name, month
