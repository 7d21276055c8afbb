-- What the extension looks like to somebody who uses it.
CREATE EXTENSION customer_metrics;
CREATE TABLE response (segment text, score int, rating int, effort int, weight float8, sentiment float8);
INSERT INTO response VALUES
    ('home', 10, 5, 7, 1, 0.8), ('home', 9, 4, 6, 1.5, NULL), ('home', 3, 2, 2, 0.5, -0.9), ('home', NULL, NULL, NULL, NULL, NULL),
    ('office', 8, 3, 5, 2, 0), ('office', 6, 1, 1, 1, -0.2), ('none', NULL, NULL, NULL, 1, 0.5);

-- One step
SELECT segment, nps(score), csat(rating), ces(effort) FROM response GROUP BY segment ORDER BY segment;
SELECT segment, weighted_nps(score, weight), weighted_csat(rating, weight), weighted_ces(effort, weight) FROM response GROUP BY segment ORDER BY segment;
SELECT segment, sentiment_weighted_nps(score, sentiment), net_sentiment(sentiment) FROM response GROUP BY segment ORDER BY segment;
SELECT csat(score, 10), ces(score, 11) FROM (VALUES (1), (9), (10)) v(score);

-- Two steps
CREATE TABLE summary AS
    SELECT segment, nps_summary(score) AS s, weighted_score_summary(score, weight, 0, 10) AS w, sentiment_score_summary(score, sentiment, 0, 10) AS c
    FROM response GROUP BY segment;
SELECT * FROM summary ORDER BY segment;
SELECT nps(rollup(s)), responses(rollup(s)), promoters(rollup(s)), passives(rollup(s)), detractors(rollup(s)) FROM summary;
SELECT mean(rollup(s)), stddev(rollup(s)), stddev_pop(rollup(s)), median(rollup(s)), percentile(rollup(s), 0.9) FROM summary;
SELECT nps(rollup(w)), sum_of_weights(rollup(w)), effective_responses(rollup(w)), mean(rollup(w)), median(rollup(w)) FROM summary;
SELECT top_box(rollup(s), 2), bottom_box(rollup(s), 7), net_box(rollup(s), 2, 7) FROM summary;
SELECT distribution(rollup(s)) FROM summary;
SELECT reverse(s), at_least(s, 3) FROM summary WHERE segment = 'home';
SELECT (SELECT rollup(s) FROM summary) - s AS others FROM summary WHERE segment = 'home';
SELECT s::jsonb, w::jsonb, c::jsonb FROM summary WHERE segment = 'home';
SELECT sentiment_summary(rollup(c)), mean(sentiment_summary(rollup(c))), commented(rollup(c)) FROM summary;
SELECT make_score_summary(1, '{0,1,0,7,12}');
SELECT nps(s), nps(w), responses(s), mean(s), s::jsonb FROM summary WHERE segment = 'none';

-- Rows
SELECT n, nps_category(n) FROM generate_series(0, 10) n;
SELECT decay_weight('2026-01-01'::date, '2026-04-01', '90 days'), decay_weight('2026-01-01'::timestamptz, '2026-01-01', '1 hour'),
       decay_weight('2026-01-02 12:00'::timestamp, '2026-01-01', '1 day'), decay_weight('1900-01-01'::date, '2026-01-01', '1 day');
