-- The report, one HTML file on standard output: see scripts/report, which sets the variables.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL client_min_messages = warning;
SET LOCAL lc_numeric = 'C';
\ir drawing.sql

-- What differs between the metrics: the only place that knows them.
SELECT label, decimals, format(summary, :'measure', points) AS summary, format(outcome, :'measure', good) AS outcome, meaning,
       good, bad, lowest, highest, metric || '_ci_low' AS ci_low, metric || '_ci_high' AS ci_high, metric || '_expected' AS expected,
       metric || '_expected_low' AS expected_low, metric || '_expected_high' AS expected_high, metric || '_regime' AS regime,
       metric || '_impact' AS impact, metric || '_p_value' AS p_value, format('%I IS NOT NULL AND isfinite(%I::timestamp)', :'measure', :'date') AS dated,
       :dimensions > 0 AS has_dimension, :'date' <> '' AS has_date, :'comment' <> '' AS has_comment,
       :'drivers' <> '' AS has_drivers
FROM (SELECT *, coalesce(nullif(:points, 0), usual_points) AS points FROM (VALUES
        ('nps', 'NPS', 1, 'nps_summary(%I)', 'nps_value(%I)', 10, 'Net Promoter Score: the percentage who answered 9 or 10 minus the percentage who answered 0 to 6.'),
        ('csat', 'CSAT', 1, 'csat_summary(%I, %s)', '100 * (%I >= %s)::integer', 5, 'Customer satisfaction: the percentage of satisfied answers.'),
        ('ces', 'CES', 2, 'ces_summary(%I, %s)', '%I', 7, 'Customer effort score: the mean answer; the higher, the easier.'))
      AS metrics (metric, label, decimals, summary, outcome, usual_points, meaning)) AS chosen,
     LATERAL (SELECT CASE metric WHEN 'nps' THEN 9 WHEN 'csat' THEN CASE WHEN points <= 3 THEN points ELSE points - 1 END ELSE points / 2 + 2 END AS good,
                     CASE metric WHEN 'nps' THEN 6 WHEN 'csat' THEN points / 2 ELSE (points - 1) / 2 END AS bad,
                     CASE metric WHEN 'nps' THEN -100 WHEN 'csat' THEN 0 ELSE 1 END AS lowest,
                     CASE metric WHEN 'ces' THEN points ELSE 100 END AS highest) AS ends
WHERE metric = :'metric' \gset

CREATE TEMPORARY TABLE report_total ON COMMIT DROP AS SELECT :summary AS s, count(*) AS rows FROM :table AS answers;
SELECT responses(s) = 0 AS is_nothing FROM report_total \gset
\if :has_date
  SELECT EXISTS (SELECT FROM :table AS answers WHERE :dated) AS has_date \gset
\endif

SELECT '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>'
       || pg_temp.html(coalesce(nullif(:'title', ''), :'label' || ' report')) || '</title><style>' || :'style' || '</style></head><body><main><h1>'
       || pg_temp.html(coalesce(nullif(:'title', ''), :'label' || ' report')) || '</h1><p class="faint">' || pg_temp.html(:'meaning') || '</p>';
\if :is_nothing
  SELECT '<p>There are no answers in ' || pg_temp.html(:'measure') || '.</p>';
\else
  \ir figures.sql
  \if :has_date
    \ir over_time.sql
  \endif
  \ir spread.sql
  \if :has_dimension
    \ir dimensions.sql
  \endif
  \if :has_drivers
    \ir drivers.sql
  \endif
  \if :has_comment
    \ir comments.sql
  \endif
\endif
SELECT '<footer>Intervals are those of 95% confidence, by customer_metrics ' || extversion || '.</footer></main></body></html>'
FROM pg_extension WHERE extname = 'customer_metrics';
COMMIT;
