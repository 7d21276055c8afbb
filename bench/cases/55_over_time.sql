-- 36,500 periods of 30 to 61 responses, in partitions of different length; the metric wanders.
CREATE UNLOGGED TABLE periods AS
SELECT i, make_score_summary(0, ARRAY[10 + (h & 15) + level, 0, 0, 0, 0, 0, 0, 10 + ((h >> 4) & 15), 0, 20 - level, 0]) AS s
FROM generate_series(1, 36500) AS i, LATERAL (SELECT hashint4(i), round(5 * sin(i / 40.0))::integer) AS x (h, level);
VACUUM ANALYZE periods;

\echo Over time: 36,500 periods
CALL compare('expected, low, high, regime : nps(s), of 365 periods', 100, :rounds,
    'SELECT count(e), count(l), count(h), count(r) FROM (SELECT nps_expected(s) OVER w e, nps_expected_low(s) OVER w l, nps_expected_high(s) OVER w h, nps_regime(s) OVER w r FROM periods WINDOW w AS (PARTITION BY i / 365 ORDER BY i) OFFSET 0) x',
    'SELECT count(nps(s)) FROM periods');
CALL compare('nps_expected(s) : nps(s), of 12 periods', NULL, :rounds,
    'SELECT count(e) FROM (SELECT nps_expected(s) OVER (PARTITION BY i / 12 ORDER BY i) e FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_expected(s) : nps(s), of 365 periods', NULL, :rounds,
    'SELECT count(e) FROM (SELECT nps_expected(s) OVER (PARTITION BY i / 365 ORDER BY i) e FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_expected(s) : nps(s), of 36,500 periods', NULL, :rounds,
    'SELECT count(e) FROM (SELECT nps_expected(s) OVER (ORDER BY i) e FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_expected(s, 7) : nps(s), of 365 periods', NULL, :rounds,
    'SELECT count(e) FROM (SELECT nps_expected(s, 7) OVER (PARTITION BY i / 365 ORDER BY i) e FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_expected(s, 52) : nps(s), of 365 periods', NULL, :rounds,
    'SELECT count(e) FROM (SELECT nps_expected(s, 52) OVER (PARTITION BY i / 365 ORDER BY i) e FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_regime(s) : nps(s), of 365 periods', NULL, :rounds,
    'SELECT count(r) FROM (SELECT nps_regime(s) OVER (PARTITION BY i / 365 ORDER BY i) r FROM periods OFFSET 0) x', 'SELECT count(nps(s)) FROM periods');
CALL compare('nps_regime(s) of 10,000 periods : 1 s', 1, :rounds,
    'SELECT count(r) FROM (SELECT nps_regime(s) OVER (ORDER BY i) r FROM (SELECT * FROM periods LIMIT 10000) y OFFSET 0) x', 'SELECT pg_sleep(1)');
