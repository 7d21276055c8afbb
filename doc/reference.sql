-- Writes the reference from the catalogue: its contents in doc/reference.md, and each chapter as a page in
-- doc/reference. All pages come one after the other, each below a line "==> PATH <=="; `make doc-update` puts them in
-- their places.
--
-- What a function does stands in its COMMENT, and only there. What this script adds is the order: each public
-- function belongs to one chapter below. It fails for one that is in none or that has no COMMENT.
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset null ''
SET client_min_messages = warning;

-- A chapter is a row: the name of its page, its title, what it begins with, and its functions in their order.
CREATE TEMPORARY TABLE chapters (
  position integer GENERATED ALWAYS AS IDENTITY, page text, title text, introduction text, names text[]
);
INSERT INTO chapters (page, title, introduction, names) VALUES
('metrics', 'Metrics',
 'Each works in one step, as an aggregate of scores, and in two, as a question to a summary. Both give the same number.',
 '{nps, csat, ces, weighted_nps, weighted_csat, weighted_ces}'),
('build_summaries', 'Summaries: build', 'For storing and merging. A summary knows its scale; every other function asks it.',
 '{nps_summary, csat_summary, ces_summary, score_summary, weighted_score_summary, make_score_summary}'),
('merge_summaries', 'Summaries: merge and transform', 'See also the [operators](operators_and_types.md) `+` and `-`.',
 '{rollup, sum, reverse, at_least}'),
('boxes_and_means', 'Boxes and means', 'Every published variant of CSAT and CES is one of these: see the [recipes](../recipes.md).',
 '{top_box, bottom_box, net_box, mean}'),
('spread', 'Spread', 'How far responses lie apart.', '{stddev, stddev_pop, median, percentile, distribution}'),
('counts', 'Counts', 'How many responses there are, and of which kind.',
 '{responses, promoters, passives, detractors, sum_of_weights, effective_responses}'),
('single_answers', 'Single answers', 'Row by row, before anything is summarised.', '{nps_category, nps_value, csat_value}'),
('survey_weights', 'Survey weights', 'So that a sample speaks for all: see the [recipe](../recipes.md#survey-weights).',
 '{raked_weight, decay_weight}'),
('sentiment', 'Sentiment of texts', 'How positive a comment is, and why: see [sentiment](../sentiment.md).',
 '{sentiment, sentiment_terms, sentiment_label, sentiment_version, sentiment_lexicon, builtin_lexicon, lexicon_entries}'),
('comments_beside_scores', 'Comments beside scores',
 'A `sentiment` from −1 to 1 says how positive a comment is. Metrics in which what people say bears out what they score.',
 '{sentiment_score_summary, commented, sentiment_weighted_nps, sentiment_weighted_csat, sentiment_weighted_ces,
   weigh_by_sentiment, blended_nps, blended_csat, blended_ces}'),
('comments_alone', 'Comments alone', 'Also for comments that have no score. `rollup`, `responses`, `mean` and `stddev` take their summaries too.',
 '{net_sentiment, sentiment_summary}'),
('themes', 'Themes', 'What the comments talk about, and how far it moves the metric: see [themes](../themes.md).',
 '{comment_sentences, comment_terms, nps_impact, csat_impact, ces_impact, mean_impact}'),
('drivers', 'Key drivers', 'What moves an outcome, such as the NPS: which of the ratings beside it explain it, and how far. See [key drivers](../drivers.md).',
 '{driver_summary, driver_importance, r_squared, adjusted_r_squared, incomplete}'),
('retention', 'Retention and growth', 'Who stays, what they pay, and how much growth is earned: see [loyalty](../loyalty.md).',
 '{retention_summary, customer_retention, customer_churn, gross_revenue_retention, net_revenue_retention, revenue_growth,
   earned_growth, earned_growth_share, customer_retention_ci_low, customer_retention_ci_high,
   customers_before, customers_kept, customers_lost, customers_new, customers_earned, customers_after,
   revenue_before, revenue_kept, revenue_of_kept, revenue_new, revenue_earned, revenue_after}'),
('intervals', 'Intervals', 'How sure a metric is. See [how sure are we](../inference.md) for what to choose.',
 '{nps_ci_low, nps_ci_high, nps_margin, nps_stderr,
   csat_ci_low, csat_ci_high, csat_margin, csat_stderr,
   ces_ci_low, ces_ci_high, ces_margin, ces_stderr,
   mean_ci_low, mean_ci_high, mean_margin, mean_stderr,
   top_box_ci_low, top_box_ci_high, top_box_margin, top_box_stderr,
   net_sentiment_ci_low, net_sentiment_ci_high, net_sentiment_margin, net_sentiment_stderr}'),
('tests', 'Tests', 'Is a difference real? Each column of a test is a function of its own too.',
 '{nps_test, nps_difference, nps_difference_ci_low, nps_difference_ci_high, nps_statistic, nps_df, nps_p_value,
   csat_test, csat_difference, csat_difference_ci_low, csat_difference_ci_high, csat_statistic, csat_p_value,
   ces_test, ces_difference, ces_difference_ci_low, ces_difference_ci_high, ces_statistic, ces_df, ces_p_value,
   nps_probability_above, csat_probability_above, adjust_p_values}'),
('reasons_for_a_change', 'Reasons for a change', 'Did the mix of segments change, or what the segments say?',
 '{nps_change_by_segment, nps_change_from_share, nps_change_from_score, csat_change_by_segment, csat_change_from_share,
   csat_change_from_score, ces_change_by_segment, ces_change_from_share, ces_change_from_score, mean_change_by_segment,
   mean_change_from_share, mean_change_from_score, top_box_change_by_segment, top_box_change_from_share,
   top_box_change_from_score}'),
('over_time', 'Over time',
 'Window functions over a series of summaries, a row a period: `nps_expected(s) OVER (ORDER BY month)`. See
[over time](../over_time.md) for what to use when.',
 '{nps_expected, nps_expected_low, nps_expected_high, nps_expected_p_value, nps_smoothed, nps_regime,
   csat_expected, csat_expected_low, csat_expected_high, csat_expected_p_value, csat_smoothed, csat_regime,
   ces_expected, ces_expected_low, ces_expected_high, ces_expected_p_value, ces_smoothed, ces_regime,
   mean_expected, mean_expected_low, mean_expected_high, mean_expected_p_value, mean_smoothed, mean_regime}'),
('sample_sizes', 'Sample sizes', 'How many responses to ask for.',
 '{nps_sample_size, csat_sample_size, nps_comparison_sample_size, csat_comparison_sample_size}'),
('pictures', 'Pictures', 'In text, for psql and any tool that shows a table.', '{spark, nps_bar, interval_bar, bar, sparkline}'),
('live_rollups', 'Live rollups',
 'Summaries that follow every change of a table: see [live rollups](../live_rollups.md). The view `live_rollups` shows
them all. `notify_low_score` sends messages of [low scores, at once](../live_rollups.md#low-scores-at-once).',
 '{create_live_rollup, alter_live_rollup, refresh_live_rollup, fold_live_rollup, check_live_rollup, drop_live_rollup, notify_low_score}');

-- ---- What is in the catalogue -----------------------------------------------------------------------------------

CREATE TEMPORARY VIEW members AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics');

-- What only the server calls: the functions of types, operators, casts and operator classes, and the inner parts of
-- aggregates. A final function is a question that anybody may ask, unless the state is no value of ours.
CREATE TEMPORARY VIEW support AS
SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze])::oid AS function FROM pg_type
UNION SELECT oprcode::oid FROM pg_operator
UNION SELECT castfunc FROM pg_cast
UNION SELECT amproc::oid FROM pg_amproc
UNION SELECT unnest(ARRAY[aggtransfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggserialfn, aggdeserialfn])::oid
      FROM pg_aggregate
UNION SELECT aggfinalfn::oid FROM pg_aggregate WHERE aggtranstype NOT IN (SELECT objid FROM members WHERE classid = 'pg_type'::regclass)
-- What live rollups call.
UNION SELECT oid FROM pg_proc WHERE proname ~ '^(live_rollup(_.*)?|follow_live_rollup)$';

-- A function that exists for each type of score is one to its reader.
CREATE TEMPORARY VIEW functions AS
SELECT oid, proname::text COLLATE "C" AS name, prokind = 'a' AS is_aggregate, prokind, pronargs, comment, is_support,
       proname || '(' || regexp_replace(inputs, '\m(score|before|after) (smallint|integer|bigint|numeric|double precision)\M', '\1', 'g') || ') → '
       || CASE WHEN outputs = '' THEN pg_get_function_result(oid)
               WHEN proretset THEN 'rows (' || outputs || ')'
               ELSE '(' || outputs || ')' END AS signature
FROM pg_proc
     CROSS JOIN LATERAL (SELECT regexp_replace(pg_get_function_arguments(oid), '(''|\d)::[a-z ]+', '\1', 'g')) AS a (arguments)
     CROSS JOIN LATERAL (SELECT regexp_replace(arguments, '(, )?\mOUT [^,]+', '', 'g'),
                                (SELECT coalesce(string_agg(m[1], ', '), '')
                                 FROM regexp_matches(arguments, '\mOUT ([^,]+)', 'g') AS m)) AS b (inputs, outputs)
     CROSS JOIN LATERAL (SELECT obj_description(oid, 'pg_proc')) AS c (comment)
     CROSS JOIN LATERAL (SELECT oid IN (SELECT function FROM support)) AS d (is_support)
WHERE oid IN (SELECT objid FROM members WHERE classid = 'pg_proc'::regclass);

DO $$
DECLARE
  problems text;
BEGIN
  SELECT string_agg(problem, E'\n' ORDER BY problem COLLATE "C") INTO problems
  FROM (
    SELECT 'The public function ' || name || ' is in no chapter.' AS problem
    FROM (SELECT DISTINCT name FROM functions WHERE NOT is_support) AS f
    WHERE NOT EXISTS (SELECT FROM chapters WHERE name = ANY (names))
    UNION ALL
    SELECT 'The chapter ' || title || ' names ' || name || ', which is no public function.'
    FROM chapters, unnest(names) AS name
    WHERE name NOT IN (SELECT f.name FROM functions AS f WHERE NOT is_support)
    UNION ALL
    SELECT name || ' is in two chapters.' FROM chapters, unnest(names) AS name GROUP BY name HAVING count(*) > 1
    UNION ALL
    SELECT signature || ' has no COMMENT.' FROM functions WHERE comment IS NULL
  ) AS found;
  IF problems IS NOT NULL THEN
    RAISE EXCEPTION E'%', problems USING HINT = 'The chapters are a table in doc/reference.sql.';
  END IF;
END
$$;

-- ---- How it is written ------------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.prose(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(comment, '<', '&lt;'), '*', '\*')
$$;

-- Errors and the source get lines of their own.
CREATE FUNCTION pg_temp.paragraph(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(pg_temp.prose(comment), ' (Errors?:? \d|Source: )', E'\n- \\1', 'g')
$$;

CREATE FUNCTION pg_temp.cell(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(pg_temp.prose(comment), '|', '\|')
$$;

CREATE FUNCTION pg_temp.anchor(heading text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '#' || replace(regexp_replace(lower(heading), '[^a-z0-9_ -]', '', 'g'), ' ', '-')
$$;

-- What a page begins with.
CREATE FUNCTION pg_temp.page(path text, title text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format(E'==> doc/%s.md <==\n# %s\n\n'
                '<!-- Written by doc/reference.sql from the COMMENTs in sql/install: change those, then `make doc-update`. -->\n',
                path, title)
$$;

CREATE FUNCTION pg_temp.chapter(page text, title text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_temp.page('reference/' || page, title) || E'\nA chapter of the [reference](../reference.md).\n'
$$;

-- ---- The contents -----------------------------------------------------------------------------------------------

SELECT pg_temp.page('reference', 'Reference');
\qecho '`score` is a column of `smallint`, `integer` or `double precision`; `bigint` and `numeric` are converted by'
\qecho 'themselves. Functions of a `score_summary` take stored summaries and the results of aggregates alike.'
\qecho 'Results of type `numeric` go straight into `round(…, 1)`. Probabilities, p-values among them, and test statistics are'
\qecho '`double precision`, which keeps the digits of the smallest: `round(nps_p_value(a, b)::numeric, 3)`. A summary written as'
\qecho 'a literal needs its type where a score could stand, too: `nps(''v1 …''::score_summary)`.'
\qecho
WITH exceptions AS (
  SELECT string_agg(DISTINCT '`' || name || '`', ', ') FILTER (WHERE provolatile <> 'i') AS not_immutable,
         string_agg(DISTINCT '`' || name || '`', ', ') FILTER (WHERE proparallel <> 's') AS not_parallel,
         string_agg(DISTINCT '`' || name || '`', ', ') FILTER (WHERE is_aggregate AND aggminvtransfn = 0) AS not_sliding
  FROM functions JOIN pg_proc USING (oid) LEFT JOIN pg_aggregate ON aggfnoid = oid
  WHERE NOT is_support
)
SELECT 'Every function is immutable' || coalesce(' (except ' || not_immutable || ')', '')
       || ' and safe in parallel queries' || coalesce(' (except ' || not_parallel || ')', '')
       || E'.\nEvery aggregate works as a sliding window too' || coalesce(' (except ' || not_sliding || ')', '')
       || ': `OVER (ORDER BY … RANGE BETWEEN …)`.'
FROM exceptions;
\qecho
\qecho '| error code | what it says |'
\qecho '|---|---|'
\qecho '| 22003 | a score off its scale, a weight or number out of range |'
\qecho '| 22004 | NULL where a value is needed |'
\qecho '| 22008 | a time that is infinite |'
\qecho '| 22023 | an argument that makes no sense, or a part that is none |'
\qecho '| 22P02, 22P03 | text, JSON or bytes that are no summary |'
\qecho '| 0A000 | a query that no live rollup can keep |'
\qecho '| 42804 | scales or kinds of summary that do not go together |'
\qecho
\qecho '## Chapters'
\qecho

SELECT format('- [%s](reference/%s.md): %s', title, page,
              (SELECT string_agg(format('[%s](reference/%s.md%s)', name, page, pg_temp.anchor(name)), ', ' ORDER BY n)
               FROM unnest(names) WITH ORDINALITY AS u (name, n)))
FROM chapters ORDER BY position;
\qecho '- [Operators and types](reference/operators_and_types.md), with the domains, casts and operator classes'
\qecho '- [Support functions](reference/support_functions.md), which the server calls'

-- ---- The chapters -----------------------------------------------------------------------------------------------

WITH entries AS (
  SELECT c.position, u.n, f.name, min(f.pronargs) AS arguments, f.is_aggregate, f.comment,
         string_agg(DISTINCT format('`%s`%s', f.signature, CASE f.prokind WHEN 'a' THEN ' · aggregate' WHEN 'w' THEN ' · window function' END), E'  \n') AS signatures
  FROM chapters AS c, unnest(c.names) WITH ORDINALITY AS u (name, n)
       JOIN functions AS f USING (name)
  WHERE NOT f.is_support
  GROUP BY c.position, u.n, f.name, f.is_aggregate, f.comment
), sections AS (
  SELECT position, n, string_agg(signatures || E'\n\n' || pg_temp.paragraph(comment), E'\n\n'
                                 ORDER BY NOT is_aggregate, arguments, length(comment) DESC, signatures COLLATE "C") AS text,
         name
  FROM entries GROUP BY position, n, name
)
SELECT pg_temp.chapter(page, title) || E'\n' || introduction || E'\n\n'
       || string_agg('## ' || name || E'\n\n' || text || E'\n', E'\n' ORDER BY n)
FROM sections JOIN chapters USING (position)
GROUP BY position, page, title, introduction ORDER BY position;

SELECT pg_temp.chapter('operators_and_types', 'Operators and types');
\qecho '## Operators'
\qecho
\qecho '| operator | result | meaning |'
\qecho '|---|---|---|'
SELECT format('| `%s %s %s` | `%s` | %s |', oprleft::regtype, replace(oprname, '|', '\|'), oprright::regtype, oprresult::regtype,
              pg_temp.cell(obj_description(oid, 'pg_operator')))
FROM pg_operator WHERE oid IN (SELECT objid FROM members WHERE classid = 'pg_operator'::regclass)
ORDER BY oprname COLLATE "C", oprleft::regtype::text COLLATE "C", oprright::regtype::text COLLATE "C";

\qecho
\qecho '## Types and domains'
\qecho
\qecho '| name | kind | meaning |'
\qecho '|---|---|---|'
SELECT format('| `%s` | %s | %s |', typname,
              CASE typtype WHEN 'd' THEN 'domain over `' || typbasetype::regtype || '`' ELSE 'type' END,
              pg_temp.cell(obj_description(oid, 'pg_type')))
FROM pg_type WHERE oid IN (SELECT objid FROM members WHERE classid = 'pg_type'::regclass) AND typcategory <> 'A' AND typtype <> 'c'
ORDER BY typtype, typname COLLATE "C";
SELECT format('| `%s::%s` | cast | %s |', castsource::regtype, casttarget::regtype, pg_temp.cell(obj_description(oid, 'pg_cast')))
FROM pg_cast WHERE oid IN (SELECT objid FROM members WHERE classid = 'pg_cast'::regclass)
ORDER BY castsource::regtype::text COLLATE "C", casttarget::regtype::text COLLATE "C";
SELECT format('| `%s` | operator class, %s | %s |', opcname, amname, pg_temp.cell(obj_description(c.oid, 'pg_opclass')))
FROM pg_opclass AS c JOIN pg_am AS m ON m.oid = opcmethod
WHERE c.oid IN (SELECT objid FROM members WHERE classid = 'pg_opclass'::regclass)
ORDER BY opcname COLLATE "C";

SELECT pg_temp.chapter('support_functions', 'Support functions');
\qecho 'The server calls these: they make the types, operators, casts, aggregates and live rollups work.'
\qecho
\qecho '| function | meaning |'
\qecho '|---|---|'
SELECT format('| `%s` | %s |', name, string_agg(DISTINCT pg_temp.cell(comment), ' '))
FROM functions WHERE is_support GROUP BY name ORDER BY name;
