-- Metrics in which comments count: their definitions in exact arithmetic over the raw rows, and the properties that
-- make them worth having.
\ir include/start.sql
SELECT no_plan();

-- Responses on 0..10, 1..5 and 1..7 with comments of every sentiment, and what each metric makes of a score:
-- its value f, and φ, which is f laid on -1..1.
CREATE TABLE commented_response AS
    SELECT g AS "group", metric, lo, points, score, sentiment, f, (2 * f - lowest - highest) / (highest - lowest)::numeric AS phi
    FROM (VALUES ('nps', 0, 11, -100, 100), ('csat', 1, 5, 0, 100), ('ces', 1, 7, 1, 7)) m(metric, lo, points, lowest, highest)
    CROSS JOIN generate_series(1, 60) g
    CROSS JOIN LATERAL (SELECT lo + floor(points * random() ^ (1 + g % 3))::int AS score,
                               CASE WHEN random() < (g % 6) / 5.0 THEN round((2 * random() - 1)::numeric, 6) END AS sentiment
                        FROM generate_series(1, 1 + 3 * g)) r
    CROSS JOIN LATERAL (SELECT CASE metric WHEN 'nps' THEN CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END
                                           WHEN 'csat' THEN CASE WHEN score >= 4 THEN 100 ELSE 0 END
                                           ELSE score END AS f) v;

CREATE FUNCTION weighted_of(metric text, s score_summary) RETURNS numeric AS $$
    SELECT CASE metric WHEN 'nps' THEN sentiment_weighted_nps(s) WHEN 'csat' THEN sentiment_weighted_csat(s)
                       ELSE sentiment_weighted_ces(s) END
$$ LANGUAGE sql;
CREATE FUNCTION plain_of(metric text, s score_summary) RETURNS numeric AS $$
    SELECT CASE metric WHEN 'nps' THEN nps(s) WHEN 'csat' THEN csat(s) ELSE ces(s) END
$$ LANGUAGE sql;
CREATE FUNCTION blended_of(metric text, s score_summary, share double precision) RETURNS numeric AS $$
    SELECT CASE metric WHEN 'nps' THEN blended_nps(s, share) WHEN 'csat' THEN blended_csat(s, share)
                       ELSE blended_ces(s, share) END
$$ LANGUAGE sql;

CREATE FUNCTION one(score int, sentiment numeric, lo int, points int) RETURNS score_summary AS $$
    SELECT sentiment_score_summary(score, sentiment, lo, lo + points - 1)
$$ LANGUAGE sql;

CREATE TABLE commented_summary AS
    SELECT "group", metric, lo, points, sentiment_score_summary(score, sentiment, lo, lo + points - 1) AS s,
           score_summary(score, lo, lo + points - 1) AS plain,
           sum((1 + phi * coalesce(sentiment, 0)) * f) / nullif(sum(1 + phi * coalesce(sentiment, 0)), 0) AS weighted,
           avg(f::numeric) AS metric_value, avg(sentiment) AS sentiment, count(sentiment) AS comments
    FROM commented_response GROUP BY "group", metric, lo, points;

-- Definitions
SELECT is(round(weighted_of(metric, s), 14), round(weighted, 14), format('sentiment_weighted_%s is Σwf / Σw, group %s', metric, "group"))
FROM commented_summary;
SELECT is(plain_of(metric, s), plain_of(metric, plain), format('%s leaves comments out of account, group %s', metric, "group"))
FROM commented_summary;
SELECT is(CASE metric WHEN 'nps' THEN nps(w) WHEN 'csat' THEN csat(w) ELSE ces(w) END, weighted_of(metric, s),
          format('sentiment_weighted_%s is the %1$s of weigh_by_sentiment, group %s', metric, "group"))
FROM commented_summary, LATERAL (SELECT weigh_by_sentiment(s, metric) AS w) x;
SELECT is(round(blended_of(metric, s, share), 10),
          CASE WHEN comments > 0 OR share = 0 THEN
              round((1 - share::numeric) * metric_value
                    + share::numeric * coalesce(CASE metric WHEN 'nps' THEN 100 * sentiment WHEN 'csat' THEN 50 + 50 * sentiment
                                                            ELSE 4 + 3 * sentiment END, 0), 10) END,
          format('blended_%s with share %s, group %s', metric, share, "group"))
FROM commented_summary, (VALUES (0), (0.25), (0.5), (1)) v(share) WHERE "group" < 12;
SELECT is(commented(s), comments, format('commented, group %s', "group")) FROM commented_summary WHERE metric = 'nps';

-- One step and two steps, with the usual points and with points named
SELECT results_eq(
    $$SELECT "group", sentiment_weighted_nps(score, sentiment) FROM commented_response WHERE metric = 'nps' GROUP BY 1 ORDER BY 1$$,
    $$SELECT "group", sentiment_weighted_nps(s) FROM commented_summary WHERE metric = 'nps' ORDER BY 1$$, 'sentiment_weighted_nps in one step');
SELECT results_eq(
    $$SELECT "group", sentiment_weighted_csat(score, sentiment), sentiment_weighted_csat(score, sentiment, 5) FROM commented_response WHERE metric = 'csat' GROUP BY 1 ORDER BY 1$$,
    $$SELECT "group", sentiment_weighted_csat(s), sentiment_weighted_csat(s) FROM commented_summary WHERE metric = 'csat' ORDER BY 1$$, 'sentiment_weighted_csat in one step');
SELECT results_eq(
    $$SELECT "group", sentiment_weighted_ces(score, sentiment), sentiment_weighted_ces(score, sentiment, 7) FROM commented_response WHERE metric = 'ces' GROUP BY 1 ORDER BY 1$$,
    $$SELECT "group", sentiment_weighted_ces(s), sentiment_weighted_ces(s) FROM commented_summary WHERE metric = 'ces' ORDER BY 1$$, 'sentiment_weighted_ces in one step');

-- It equals the plain metric without comments …
SELECT is(weighted_of(metric, w), plain_of(metric, w), format('sentiment_weighted_%s without comments is %1$s, group %s', metric, "group"))
FROM (SELECT metric, "group", sentiment_score_summary(score, NULL, lo, lo + points - 1) AS w
      FROM commented_response GROUP BY metric, "group", lo, points) x;

-- … and when comments confirm both sides equally, at any share of comments. Passives have no side: their weight stays
-- 1, so that with passives it holds where both sides are equally strong.
SELECT is(round(sentiment_weighted_csat(score, CASE WHEN n % 10 < share THEN strength * CASE WHEN score >= 4 THEN 1 ELSE -1 END END), 12),
          round(csat(score), 12), format('%s0%% confirming comments of strength %s leave csat as it is', share, strength))
FROM generate_series(0, 799) n CROSS JOIN LATERAL (SELECT 1 + n / 10 % 5 AS score) x, generate_series(0, 10) share, (VALUES (0.3), (1)) v(strength)
GROUP BY share, strength;
SELECT is(round(sentiment_weighted_nps(score, CASE WHEN n % 10 < share AND score NOT IN (7, 8) THEN strength * CASE WHEN score >= 9 THEN 1 ELSE -1 END END), 12),
          round(nps(score), 12), format('%s0%% confirming comments of strength %s leave nps as it is, %s', share, strength, sides))
FROM (VALUES ('without passives', '{10,9,9,6,0}'::int[]), ('with passives', '{10,9,7,8,6,0}')) c(sides, scores),
     generate_series(0, 599) n CROSS JOIN LATERAL (SELECT scores[1 + n / 10 % cardinality(scores)] AS score) x, generate_series(0, 10) share, (VALUES (0.3), (1)) v(strength)
GROUP BY sides, share, strength;

-- It stays in the metric's range, even at the extremes of sentiment.
SELECT ok(bool_and(weighted_of(metric, w) BETWEEN CASE metric WHEN 'nps' THEN -100 WHEN 'csat' THEN 0 ELSE 1 END
                                              AND CASE metric WHEN 'ces' THEN 7 ELSE 100 END),
          format('sentiment_weighted_%s stays in its range', metric))
FROM (SELECT metric, "group", sentiment_score_summary(score, CASE WHEN random() < 0.5 THEN 1 ELSE -1 END, lo, lo + points - 1) AS w
      FROM commented_response GROUP BY metric, "group", lo, points) x
WHERE weighted_of(metric, w) IS NOT NULL GROUP BY metric;

-- NPS and CSAT never fall as a response's sentiment rises.
SELECT ok(bool_and(higher >= lower), format('sentiment_weighted_%s never falls as a sentiment rises', metric))
FROM (SELECT metric, weighted_of(metric, s + one(score, s1, lo, points)) AS lower, weighted_of(metric, s + one(score, s2, lo, points)) AS higher
      FROM commented_summary, generate_series(lo, lo + points - 1) score, generate_series(-1, 0.9, 0.1) s1, LATERAL (VALUES (s1 + 0.1)) v(s2),
           LATERAL (SELECT NULL) l) x
WHERE metric <> 'ces' GROUP BY metric;

-- With fewer comments it moves towards the plain metric.
SELECT ok(bool_and(distance >= before), format('sentiment_weighted_%s moves away from %1$s only as comments are added', metric))
FROM (SELECT metric, "group", distance, lag(distance, 1, 0) OVER (PARTITION BY metric, "group" ORDER BY share) AS before
      FROM (SELECT metric, "group", share, abs(weighted_of(metric, s) - plain_of(metric, s)) AS distance
            FROM (SELECT metric, "group", share, sentiment_score_summary(score, CASE WHEN copy <= share THEN sentiment END, lo, lo + points - 1) AS s
                  FROM commented_response, generate_series(1, 5) copy, generate_series(0, 5) share WHERE "group" % 6 = 5
                  GROUP BY metric, "group", share, lo, points) x) y) z
GROUP BY metric;

-- Comments alone
SELECT is(sentiment_summary(s), c.comments, format('sentiment_summary of a summary, group %s', "group"))
FROM commented_summary JOIN (SELECT metric, "group", sentiment_summary(sentiment) AS comments FROM commented_response GROUP BY 1, 2) c USING (metric, "group");
SELECT results_eq(
    $$SELECT "group", metric, responses(c), round(net_sentiment(c), 12), round(mean(c), 14), stddev(c), stddev_pop(c)
      FROM (SELECT "group", metric, sentiment_summary(sentiment) AS c FROM commented_response GROUP BY 1, 2) x ORDER BY 1, 2$$,
    $$SELECT "group", metric, count(sentiment), round(100.0 * (count(*) FILTER (WHERE sentiment >= 0.05) - count(*) FILTER (WHERE sentiment <= -0.05)) / nullif(count(sentiment), 0), 12),
             round(avg(sentiment), 14), round(stddev(sentiment::numeric(60, 30)), 12), round(stddev_pop(sentiment::numeric(60, 30)), 12)
      FROM commented_response GROUP BY 1, 2 ORDER BY 1, 2$$, 'figures of comments by their definitions');
SELECT is(net_sentiment(x), 100.0000000000000000 * expected, format('a sentiment of %s is classed as %s', x, expected))
FROM (VALUES (0.05, 1), (0.0499995, 1), (0.0499994, 0), (-0.0499994, 0), (-0.0499996, -1), (-0.05, -1), (1, 1), (-1, -1)) v(x, expected)
GROUP BY x, expected;

-- Intervals: of the net sentiment as of an NPS with as many detractors, passives and promoters, whose intervals are
-- checked against R; of a sentiment-weighted metric by the linearised standard error over the raw rows.
SELECT is(net_sentiment_ci_low(c, confidence, method) || ' ' || net_sentiment_ci_high(c, confidence, method) || ' ' || net_sentiment_margin(c, confidence, method, population) || ' ' || net_sentiment_stderr(c),
          nps_ci_low(n, confidence, method) || ' ' || nps_ci_high(n, confidence, method) || ' ' || nps_margin(n, confidence, method, population) || ' ' || nps_stderr(n),
          format('%s interval of the net sentiment, group %s', method, "group"))
FROM (SELECT "group", sentiment_summary(sentiment) AS c,
             make_score_summary(0, ARRAY[count(*) FILTER (WHERE sentiment <= -0.05), 0, 0, 0, 0, 0, 0,
                                         count(*) FILTER (WHERE abs(sentiment) < 0.05), 0, count(*) FILTER (WHERE sentiment >= 0.05), 0]) AS n
      FROM commented_response WHERE metric = 'nps' AND "group" < 20 GROUP BY 1) x,
     (VALUES ('adjusted_wald', 0.95, 1000), ('wald', 0.9, 1000), ('score', 0.99, 1000), ('t', 0.95, 1000), ('bayes', 0.8, 1000), ('always_valid', 0.9, NULL)) m(method, confidence, population)
WHERE responses(c) > 1;
SELECT is_refused($$SELECT net_sentiment_ci_low(sentiment_summary(0.5), 0.95, 'wilson')$$, '22023', 'unknown interval method "wilson" for net_sentiment');
SELECT is(net_sentiment_ci_low('empty'), NULL, 'no comments have no interval');
SELECT is(round(nps_stderr(weigh_by_sentiment(s, 'nps')), 9), round(100 * sqrt(sum((w * (f / 100.0 - m)) ^ 2)) / sum(w), 9),
          format('standard error of sentiment_weighted_nps, group %s', "group"))
FROM (SELECT s, r."group", f, 1 + phi * coalesce(r.sentiment, 0) AS w, weighted / 100 AS m
      FROM commented_response r JOIN commented_summary c USING (metric, "group") WHERE metric = 'nps') x
GROUP BY "group", s HAVING sum(w) > 0;

-- Nothing to answer with
SELECT is(sentiment_weighted_nps(NULL::int, 0.5), NULL, 'no response has no sentiment_weighted_nps');
SELECT is(sentiment_weighted_nps(0, 1) FILTER (WHERE false), NULL, 'nor has a filtered one');
SELECT is(sentiment_weighted_nps(10, -1), NULL, 'all weights are 0 where every comment contradicts its score');
SELECT is(net_sentiment(NULL::double precision), NULL, 'no comment has no net sentiment');
SELECT is(commented('v1 0..1 counts 1,2'), 0::bigint, 'a summary without sentiment has no comments');

-- Errors
SELECT is_refused($$SELECT sentiment_weighted_nps(10, 1.01)$$, '22003', 'sentiment 1.01 is outside the range -1..1');
SELECT is_refused($$SELECT sentiment_weighted_nps(10, 'NaN')$$, '22003', 'sentiment NaN is outside the range -1..1');
SELECT is_refused($$SELECT net_sentiment('-Infinity'::double precision)$$, '22003', 'sentiment -Infinity is outside the range -1..1');
SELECT is_refused($$SELECT sentiment_weighted_nps(nps_summary(1))$$, '42804', 'a plain summary holds no sentiment');
SELECT is_refused($$SELECT sentiment_summary(nps_summary(1))$$, '42804', 'a plain summary holds no sentiment');
SELECT is_refused($$SELECT sentiment_weighted_csat(sentiment_score_summary(1, 0.5, 0, 10))$$, '42804', 'csat is defined on the scales 1..2 to 1..10, not on 0..10');
SELECT is_refused($$SELECT blended_nps(sentiment_score_summary(1, 0.5, 0, 10), 1.5)$$, '22003', 'share 1.5 of the sentiment is not between 0 and 1');
SELECT is_refused($$SELECT weigh_by_sentiment(sentiment_score_summary(1, 0.5, 0, 10), 'mean')$$, '22023', 'unknown metric "mean"');
SELECT * FROM finish();
ROLLBACK;
