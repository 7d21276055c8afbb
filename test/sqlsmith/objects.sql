-- A database full of the extension's objects, small enough for queries without sense to end.
CREATE EXTENSION customer_metrics;

CREATE TABLE response (
    id         integer PRIMARY KEY,
    segment    text,
    day        date NOT NULL,
    small      smallint,
    score      score_0_to_10,
    rating     score_1_to_5,
    effort     score_1_to_7,
    exact      double precision,
    weight     numeric NOT NULL,
    confidence double precision NOT NULL,
    comment    text,
    sentiment  sentiment_value
);
INSERT INTO response
SELECT n, CASE WHEN n % 7 > 0 THEN 'segment ' || n % 7 END, date '2025-01-01' + n % 30, n % 11, CASE WHEN n % 13 > 0 THEN n * 7 % 11 END,
       1 + n % 5, 1 + n % 7, n % 11, round(n % 17 / 7.0, 9), 0.5 + n % 49 / 100.0, comment, sentiment(comment)
FROM generate_series(1, 60) AS n,
     LATERAL (SELECT (ARRAY['The app is great, but support never answers :-(', 'ok', '', NULL, '👍🏽 works like a charm!!!',
                            'not bad at all', '@shop my parcel is lost, https://example.com'])[1 + n % 7]) AS c (comment);

CREATE TABLE summary AS
SELECT segment, day, nps_summary(score) AS nps, csat_summary(rating) AS csat, ces_summary(effort) AS ces, score_summary(small, 0, 100) AS wide,
       weighted_score_summary(score, weight, 0, 10) AS weighted, sentiment_score_summary(score, sentiment, 0, 10) AS with_sentiment,
       sentiment_summary(sentiment) AS comments, driver_summary(nps_value(score), rating, effort, exact) AS drivers,
       retention_summary(rating, effort, score > 8) AS retention
FROM response GROUP BY segment, day;
INSERT INTO summary SELECT 'the largest', day, make_score_summary(0, array_fill(9e16::bigint, ARRAY[11])), make_score_summary(1, '{0,0,0,0,0}'),
       make_score_summary(1, '{0,0,0,0,0,0,1}'), make_score_summary(0, array_fill(1::bigint, ARRAY[101])), weighted, with_sentiment, comments, drivers, retention
FROM summary LIMIT 1;
CREATE INDEX ON summary (nps);
CREATE INDEX ON summary USING hash (weighted);
CREATE MATERIALIZED VIEW by_segment AS SELECT segment, rollup(nps) AS nps, rollup(weighted) AS weighted, rollup(comments) AS comments FROM summary GROUP BY segment;

CREATE TABLE lexicon (language text, lexicon sentiment_lexicon);
INSERT INTO lexicon SELECT 'a', sentiment_lexicon(term, valence) FROM (VALUES ('gut', 2.0), ('schlecht', -2.0), ('sehr gut', 3.0)) AS terms (term, valence);
INSERT INTO lexicon SELECT 'b', builtin_lexicon() || lexicon FROM lexicon;

SELECT create_live_rollup('live', 'SELECT segment, nps_summary(score) AS s, count(*) AS n FROM response GROUP BY segment'),
       create_live_rollup('live_folded', 'SELECT day, sentiment_summary(sentiment) AS s, sum(small) AS total FROM response GROUP BY day', 3);

-- A superuser might be made to stop the server by its own functions.
CREATE ROLE smith LOGIN;
GRANT CREATE ON SCHEMA public TO smith;
GRANT ALL ON ALL TABLES IN SCHEMA public TO smith;
ANALYZE;
