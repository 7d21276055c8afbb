\echo Intervals of a million stored summaries
CALL compare('nps_ci_low(s) : nps(s)', 3, :rounds,
    'SELECT count(nps_ci_low(summary)) FROM summaries', 'SELECT count(nps(summary)) FROM summaries');
CALL compare('nps_margin(s) : nps(s)', NULL, :rounds,
    'SELECT count(nps_margin(summary)) FROM summaries', 'SELECT count(nps(summary)) FROM summaries');
CALL compare('top_box_ci_low(s, 2) : top_box(s, 2)', NULL, :rounds,
    'SELECT count(top_box_ci_low(summary, 2)) FROM summaries', 'SELECT count(top_box(summary, 2)) FROM summaries');
CALL compare('mean_ci_low(s) : mean(s)', NULL, :rounds,
    'SELECT count(mean_ci_low(summary)) FROM summaries', 'SELECT count(mean(summary)) FROM summaries');

-- From 10 to 10,000,000 responses. The right side sleeps for as long as the promise allows: 20 microseconds an interval,
-- 200 for bayes.
CREATE UNLOGGED TABLE samples AS
SELECT make_score_summary(0, ARRAY[c[1], 0, 0, 0, 0, 0, 0, c[2], 0, c[3], 0]) AS s
FROM generate_series(1, 10000) AS i,
     LATERAL (SELECT array_agg((1 + (hashint4(i * 4 + k) & 127)) * (10 ^ (i % 6))::bigint / 10) FROM generate_series(1, 3) AS k) AS counts (c);

\echo Intervals that take more arithmetic, against the time that is allowed
CALL compare('10,000 × nps_ci_low(s, 0.95, score) : 0.2 s', 1, :rounds,
    'SELECT count(nps_ci_low(s, 0.95, ''score'')) FROM samples', 'SELECT pg_sleep(0.2)');
CALL compare('10,000 × top_box_ci_low(s, 2, 0.95, exact) : 0.2 s', 1, :rounds,
    'SELECT count(top_box_ci_low(s, 2, 0.95, ''exact'')) FROM samples', 'SELECT pg_sleep(0.2)');
CALL compare('10,000 × top_box_ci_low(s, 2, 0.95, jeffreys) : 0.2 s', 1, :rounds,
    'SELECT count(top_box_ci_low(s, 2, 0.95, ''jeffreys'')) FROM samples', 'SELECT pg_sleep(0.2)');
CALL compare('10,000 × nps_ci_low(s, 0.95, bayes) : 2 s', 1, :rounds,
    'SELECT count(nps_ci_low(s, 0.95, ''bayes'')) FROM samples', 'SELECT pg_sleep(2)');
CALL compare('10,000 × nps_p_value(s, s) : nps_ci_low(s)', NULL, :rounds,
    'SELECT count(nps_p_value(s, s)) FROM samples', 'SELECT count(nps_ci_low(s)) FROM samples');
CALL compare('100 × nps_probability_above(s, s) : 10,000 × bayes', NULL, :rounds,
    'SELECT count(nps_probability_above(s, s)) FROM (SELECT s FROM samples LIMIT 100) AS few',
    'SELECT count(nps_ci_low(s, 0.95, ''bayes'')) FROM samples');
