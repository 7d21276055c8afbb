-- The report of the sample.  psql -f demo/report.sql, after demo/sample.sql
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
\ir report/drawing.sql
\set date responded_on
\set weight weight

\echo
\echo :bold'1. NPS by segment':plain
\echo '   SELECT segment, nps(score) FROM responses GROUP BY segment'
\echo '   Promoters (9, 10) minus detractors (0 to 6), in percent of all answers.'
\echo
\set measure score
\set dimension segment
\ir report/nps.sql
\ir report/by_dimension.sql

\echo
\echo :bold'2. NPS by month, from a materialised view':plain
\echo '   The view holds one summary (a histogram of the scores) for each day, segment and channel;'
\echo '   rollup() merges them, so the months are exact, where averages of averages would not be.'
\echo
\set view daily_score
\set dimensions ', segment, channel'
\ir report/daily_view.sql
\echo
\echo '   nps_expected_low(s) and _high(s) OVER (ORDER BY month): what the months before lead to expect;'
\echo '   what is outside is marked !. Below, nps_regime(s): the months between which the NPS changed.'
\echo
\ir report/by_month.sql
\echo 'A network migration in the last quarter of 2023 costs 30 points. Much of that seems to stay: see 4.'

\echo
\echo :bold'3. NPS of the last 30 days':plain
\echo '   rollup(summary) OVER (ORDER BY day RANGE BETWEEN ''29 days'' PRECEDING AND CURRENT ROW)'
\echo '   The window slides by adding a day and taking one out. Shown: every tenth day about the migration.'
\echo
\set first 2023-08-30
\set last 2024-02-26
\set step 10
\ir report/rolling.sql

\echo
\echo :bold'4. Better everywhere, worse in total':plain
\echo '   In 2024 the surveys moved from telephone to SMS, where people answer more harshly. So every'
\echo '   channel gets better while the total gets worse (Simpson''s paradox). With each channel at its'
\echo '   share of 2023, the total rises too.'
\echo
\timing on
WITH years AS (
  SELECT channel, grouping(channel) = 1 AS is_total,
         rollup(summary) FILTER (WHERE day < '2024-01-01') AS before,
         rollup(summary) FILTER (WHERE day >= '2024-01-01') AS after
  FROM daily_score GROUP BY ROLLUP (channel)
), shares AS (
  SELECT *, responses(before) / sum(responses(before)) OVER (PARTITION BY is_total) AS share_before,
         responses(after) / sum(responses(after)) OVER (PARTITION BY is_total) AS share_after
  FROM years
), lines AS (
  SELECT is_total::integer AS line, coalesce(channel, 'all') AS channel, share_before, share_after,
         nps(before) AS before, nps(after) AS after
  FROM shares
  UNION ALL
  SELECT 2, 'all, shares of 2023', 1, 1, sum(share_before * nps(before)), sum(share_before * nps(after))
  FROM shares WHERE NOT is_total
)
SELECT channel, round(100 * share_before) AS "% in 2023", round(100 * share_after) AS "% in 2024",
       round(before, 1) AS "NPS 2023", round(after, 1) AS "NPS 2024",
       to_char(after - before, 'S990.0') AS change, CASE WHEN after > before THEN '▲' ELSE '▼' END AS " "
FROM lines ORDER BY line, after - before DESC;
\timing off

\echo
\echo :bold'5. Weighted and unweighted':plain
\echo '   weighted_nps(score, weight): the pleased and few enterprises answer more often than their number'
\echo '   warrants. The weight makes each segment count as much as it has customers.'
\echo
\ir report/weighted.sql

\echo
\echo :bold'6. CSAT by touchpoint':plain
\echo '   csat(rating): the percentage of answers 4 and 5 on the scale 1 to 5.'
\echo
\set measure rating
\set points 5
\set dimension touchpoint
\ir report/csat.sql
\ir report/by_dimension.sql

\echo
\echo :bold'7. CES by touchpoint':plain
\echo '   ces(effort): the mean agreement, 1 to 7, with "it was easy". Not asked at every touchpoint.'
\echo
\set measure effort
\set points 7
\ir report/ces.sql
\ir report/by_dimension.sql
\echo

\echo
\echo :bold'8. How sure is it?':plain
\echo '   nps_ci_low(s), nps_ci_high(s): where the NPS of all customers lies, 95 times in 100;'
\echo '   nps_p_value(s, before): how often chance alone makes such a change; the last two weeks of 2024.'
\echo
\timing on
WITH weeks AS (
  SELECT channel, nps_summary(score) FILTER (WHERE responded_on >= '2024-12-25') AS s,
         nps_summary(score) FILTER (WHERE responded_on < '2024-12-25') AS before
  FROM responses WHERE responded_on >= '2024-12-18' GROUP BY channel
)
SELECT channel, responses(s), round(nps(s), 1) AS "NPS", round(nps_ci_low(s), 1) AS "from", round(nps_ci_high(s), 1) AS "to",
       to_char(nps_difference(s, before), 'S990.0') AS change, round(nps_p_value(s, before)::numeric, 3) AS "p-value"
FROM weeks ORDER BY nps(s) DESC;
\timing off

\echo
\echo :bold'9. What do the comments say?':plain
\echo '   sentiment(comment): from -1 to 1, with the reasons from sentiment_terms(comment). Below, each'
\echo '   answer of the last quarter counts by how far its comment bears out its score.'
\echo
\set comment comment
\set restriction 'responded_on >= ''2024-10-01'''
\ir report/strongest_comments.sql
\set measure score
\set lowest 0
\set points 10
\set dimension touchpoint
\ir report/nps.sql
\ir report/comments_by_dimension.sql

\echo
\echo :bold'10. Always fresh: a live rollup':plain
\echo '   create_live_rollup(name, query): a table of summaries that follows every change of the responses.'
\echo
\ir report/live.sql

\echo
\echo :bold'11. What costs and brings most':plain
\echo '   nps_impact(s, total): the NPS of all who comment minus that of those who say something else. The'
\echo '   terms come from comment_terms(comment), the themes are a table of text searches.'
\echo
CREATE TEMPORARY TABLE themes (theme text, query tsquery);
INSERT INTO themes
SELECT theme, to_tsquery('english', words)
FROM (VALUES ('people', 'friendly | rude | engineer | staff | agent | team'), ('price', 'price | bill | fee | charge | invoice'),
             ('waiting', 'wait | hold | late | hour | appointment'), ('the line', 'outage | line | internet | connection')) AS v (theme, words);
\ir report/nps.sql
\ir report/strongest_terms.sql

\echo
\echo :bold'12. What a promoter is worth':plain
\echo '   retention_summary(before, after): what customers paid in 2023 and 2024, by their last answers of'
\echo '   2023; gross and net are revenue kept, without and with more than before.'
\echo
\timing on
SELECT coalesce(category, 'all') AS category, customers_before(f) AS customers, round(customer_retention(f), 1) AS "kept, %",
       interval_bar(customer_retention_ci_low(f), customer_retention(f), customer_retention_ci_high(f), 60, 100, 30) AS "60 to 100",
       round(gross_revenue_retention(f), 1) AS "gross, %", round(net_revenue_retention(f), 1) AS "net, %"
FROM (SELECT category, retention_summary(before.revenue, after.revenue) AS f
      FROM (SELECT DISTINCT ON (customer_id) customer_id, nps_category(score) AS category FROM responses
            WHERE score IS NOT NULL AND responded_on < '2024-01-01'
            ORDER BY customer_id, responded_on DESC, response_id DESC) AS answers
           JOIN (SELECT * FROM yearly_revenue WHERE year = 2023) AS before USING (customer_id)
           LEFT JOIN (SELECT * FROM yearly_revenue WHERE year = 2024) AS after USING (customer_id)
      GROUP BY ROLLUP (category)) AS categories
ORDER BY category IS NULL, customer_retention(f) DESC;
\timing off
