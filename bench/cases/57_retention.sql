-- A million customers, against the sums of what they paid.
CREATE UNLOGGED TABLE paid AS
SELECT ((h & 65535) % 1000 + 0.99)::numeric(12, 2) AS before, CASE WHEN h % 10 > 0 THEN ((h >> 16 & 32767) % 1000 + 0.5)::numeric(12, 2) END AS after, h % 3 = 0 AS earned
FROM generate_series(1, 1000000) AS i, hashint4(i) AS h;
VACUUM ANALYZE paid;

\echo Retention: a million customers
CALL compare('retention_summary(before, after) : sum(before), sum(after)', 1.5, :rounds,
    'SELECT retention_summary(before, after) FROM paid', 'SELECT sum(before), sum(after) FROM paid');
CALL compare('the same of bigint : sum(before), sum(after) of bigint', NULL, :rounds,
    'SELECT retention_summary(before::bigint, after::bigint) FROM paid', 'SELECT sum(before::bigint), sum(after::bigint) FROM paid');
