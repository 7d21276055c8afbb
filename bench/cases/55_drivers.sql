-- A million responses with eight ratings of 1..5.
CREATE UNLOGGED TABLE rated AS
SELECT score::double precision, r[1] AS a, r[2] AS b, r[3] AS c, r[4] AS d, r[5] AS e, r[6] AS f, r[7] AS g, r[8] AS h
FROM (SELECT score, customer FROM responses LIMIT 1000000) AS s,
     LATERAL (SELECT array_agg((1 + (hashint4(customer * 8 + k) & 127) % 5)::double precision) FROM generate_series(1, 8) AS k) AS ratings (r);
CREATE UNLOGGED TABLE twenty_drivers AS
SELECT driver_summary(sin(n), VARIADIC ARRAY(SELECT sin(n * k) FROM generate_series(1, 20) AS k)) AS d FROM generate_series(1, 1000) AS n;
VACUUM ANALYZE rated;

\echo Key drivers: eight of them, of at most a million responses
CALL compare('driver_summary(score, 8 drivers) : 8 × corr(score, driver)', 1, :rounds,
    'SELECT driver_summary(score, a, b, c, d, e, f, g, h) FROM rated',
    'SELECT corr(score, a), corr(score, b), corr(score, c), corr(score, d), corr(score, e), corr(score, f), corr(score, g), corr(score, h) FROM rated');
CALL compare('driver_importance(d) of 20 drivers : 1 s', 1, :rounds,
    'SELECT count(*) FROM twenty_drivers, driver_importance(d)', 'SELECT pg_sleep(1)');
