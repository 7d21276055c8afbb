-- What the dashboards read: plain views, in which every column is of a type that each tool knows (doc/bi.md, why).
--
--   psql -f dashboards/views.sql
--
-- The first view alone knows your table. Where it is there already, it is kept: make one of these columns of your own
-- answers, with NULL for what you don't ask (NULL::smallint for scores, NULL::text for the rest), and run this file.
\set ON_ERROR_STOP on
BEGIN;
SET LOCAL client_min_messages = warning;

SELECT to_regclass('survey_responses') IS NULL AS of_the_sample \gset
\if :of_the_sample
CREATE VIEW survey_responses AS
SELECT responded_on AS day, segment, touchpoint, channel, score, rating, effort, comment FROM responses;
\endif

DROP VIEW IF EXISTS survey_terms, survey_sentiment, survey_comments, survey_comparisons, survey_changes, survey_distribution,
  survey_months, survey_groups, survey_group_months, survey_metrics, survey_summaries;
DROP FUNCTION IF EXISTS survey_measures;
DROP MATERIALIZED VIEW IF EXISTS survey_daily;

-- ---- What everything else is asked of -------------------------------------------------------------------------

-- Fresh answers are in it after REFRESH MATERIALIZED VIEW survey_daily.
CREATE MATERIALIZED VIEW survey_daily AS
SELECT day, coalesce(nullif(btrim(segment), ''), 'not known') AS segment,
       coalesce(nullif(btrim(touchpoint), ''), 'not known') AS touchpoint, coalesce(nullif(btrim(channel), ''), 'not known') AS channel,
       nps_summary(score) AS scores, csat_summary(rating) AS ratings, ces_summary(effort) AS efforts
FROM survey_responses WHERE day IS NOT NULL GROUP BY 1, 2, 3, 4;

-- The metrics, written down once. A function, because several views have them.
CREATE FUNCTION survey_measures(scores score_summary, ratings score_summary, efforts score_summary)
RETURNS TABLE (
  responses bigint, promoters bigint, passives bigint, detractors bigint, ratings bigint, satisfied bigint, efforts bigint,
  effort_total bigint, nps float8, nps_low float8, nps_high float8, csat float8, csat_low float8, csat_high float8, ces float8
) LANGUAGE sql STABLE AS $$
  SELECT responses($1), promoters($1), passives($1), detractors($1),
         responses($2), round(csat($2) * responses($2) / 100)::bigint, responses($3), round(mean($3) * responses($3))::bigint,
         nps($1)::float8, nps_ci_low($1)::float8, nps_ci_high($1)::float8,
         csat($2)::float8, csat_ci_low($2)::float8, csat_ci_high($2)::float8, ces($3)::float8
$$;

-- For tools that add up: the counts do, the metrics and bounds don't.
CREATE VIEW survey_metrics AS
SELECT day, segment, touchpoint, channel, measures.*
FROM survey_daily AS daily, LATERAL survey_measures(daily.scores, daily.ratings, daily.efforts) AS measures;

COMMENT ON VIEW survey_metrics IS
  'Add the counts up; nps, csat, ces and their bounds are of the row alone: never sum or average them.';

-- Each group of each dimension, by month; the whole is a dimension with one group.
CREATE VIEW survey_summaries AS
SELECT dimension, name, date_trunc('month', day)::date AS month,
       rollup(scores) AS scores, rollup(ratings) AS ratings, rollup(efforts) AS efforts
FROM survey_daily,
     LATERAL (VALUES ('all', 'all'), ('segment', segment), ('touchpoint', touchpoint), ('channel', channel)) AS groups (dimension, name)
GROUP BY 1, 2, 3;

-- ---- The score over time, and of groups -----------------------------------------------------------------------

CREATE VIEW survey_group_months AS
SELECT dimension, name, month, measures.*
FROM survey_summaries AS s, LATERAL survey_measures(s.scores, s.ratings, s.efforts) AS measures;

CREATE VIEW survey_months AS
SELECT * FROM survey_group_months WHERE dimension = 'all';

CREATE VIEW survey_groups AS
SELECT dimension, name, first_month, last_month, measures.*,
       -- Of a dimension that nobody answered to, there is no share.
       100.0 * measures.responses / nullif(sum(measures.responses) OVER (PARTITION BY dimension), 0)::float8 AS share
FROM (SELECT dimension, name, min(month) AS first_month, max(month) AS last_month,
             rollup(scores) AS scores, rollup(ratings) AS ratings, rollup(efforts) AS efforts
      FROM survey_summaries GROUP BY dimension, name) AS s,
     LATERAL survey_measures(s.scores, s.ratings, s.efforts) AS measures;

-- ---- What counts can't give -----------------------------------------------------------------------------------

CREATE VIEW survey_distribution AS
SELECT dimension, name, d.score::integer AS score, d.responses::bigint AS responses, d.percent::float8 AS percent
FROM (SELECT dimension, name, rollup(scores) AS scores FROM survey_summaries GROUP BY dimension, name) AS groups,
     LATERAL distribution(scores) AS d;

-- Each group against the rest of its dimension. As many tests as there are groups: the p-value is corrected for that.
CREATE VIEW survey_comparisons AS
SELECT dimension, t.name, t.difference, t.low, t.high, t.p_value, t.adjusted_p_value, t.adjusted_p_value < 0.05 AS is_real
FROM (SELECT dimension, array_agg(name ORDER BY name) AS names, array_agg(difference::float8 ORDER BY name) AS differences,
             array_agg(ci_low::float8 ORDER BY name) AS lows, array_agg(ci_high::float8 ORDER BY name) AS highs,
             array_agg(p_value ORDER BY name) AS p_values
      FROM (SELECT dimension, name, rollup(scores) AS s, rollup(rollup(scores)) OVER (PARTITION BY dimension) AS total
            FROM survey_summaries WHERE dimension <> 'all' GROUP BY dimension, name) AS groups,
           LATERAL nps_test(s, total - s) AS test
      WHERE responses(s) > 0 AND responses(total) > responses(s)
      GROUP BY dimension) AS dimensions,
     LATERAL unnest(names, differences, lows, highs, p_values, adjust_p_values(p_values))
       AS t (name, difference, low, high, p_value, adjusted_p_value);

-- Each month with scores against the one before, and the stretches in which the score is constant but for chance.
CREATE VIEW survey_changes AS
SELECT month, regime, nps(scores)::float8 AS nps, nps_difference(scores, before)::float8 AS change,
       nps_difference_ci_low(scores, before)::float8 AS low, nps_difference_ci_high(scores, before)::float8 AS high,
       nps_p_value(scores, before) AS p_value, nps_p_value(scores, before) < 0.05 AS is_real,
       nps(rollup(scores) OVER (PARTITION BY regime))::float8 AS regime_nps
FROM (SELECT month, scores, lag(scores) OVER (ORDER BY month) AS before, nps_regime(scores) OVER (ORDER BY month) AS regime
      FROM survey_summaries WHERE dimension = 'all' AND responses(scores) > 0) AS months;

-- Comments are personal: these views show them, so grant them to those who may read them.
CREATE VIEW survey_comments AS
SELECT day, segment, touchpoint, channel, score, sentiment(comment)::float8 AS sentiment, comment
FROM survey_responses WHERE comment <> '';

CREATE VIEW survey_sentiment AS
SELECT date_trunc('month', day)::date AS month, count(*) AS comments, net_sentiment(sentiment(comment))::float8 AS net_sentiment
FROM survey_responses WHERE comment <> '' AND day IS NOT NULL GROUP BY 1;

-- What comments talk about, and how far it moves the score of those who comment (doc/themes.md).
CREATE VIEW survey_terms AS
WITH commented AS (
  SELECT nps_summary(score) AS total FROM survey_responses WHERE comment <> ''
), terms AS (
  SELECT term, nps_summary(score) AS s FROM survey_responses, comment_terms(comment) AS term GROUP BY term
), things AS (
  SELECT DISTINCT ON (s) term, s FROM terms, commented
  WHERE responses(s) >= 30 AND responses(s) < responses(total) ORDER BY s, length(term) DESC, term
), tested AS (
  SELECT array_agg(term) AS terms, array_agg(s) AS summaries, array_agg(nps_p_value(s, total - s)) AS p_values
  FROM things, commented
)
SELECT term, responses(s) AS comments, nps(s)::float8 AS nps, nps_impact(s, total)::float8 AS impact,
       adjusted_p_value, adjusted_p_value < 0.05 AS is_real
FROM commented, tested, LATERAL unnest(terms, summaries, adjust_p_values(p_values)) AS t (term, s, adjusted_p_value);

COMMIT;
