-- Responses of a fixed seed: scores as integer and smallint, survey weights, sentiments, a million groups.
CREATE UNLOGGED TABLE responses AS
SELECT (h % 11)::integer AS score, (h % 11)::smallint AS small_score,
       1 + (h % 1024) / 512.0::double precision AS weight,
       (h % 2001) / 1000.0::double precision - 1 AS sentiment,
       i % 1000000 AS customer
FROM generate_series(1, :rows) i, LATERAL (SELECT hashint4(i) & 2147483647) x (h);

CREATE UNLOGGED TABLE summaries AS
SELECT customer, nps_summary(score) AS summary FROM responses GROUP BY customer;

VACUUM ANALYZE responses, summaries;
CHECKPOINT;
