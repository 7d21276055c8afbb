\echo A sliding window of 10,000 rows, over 1,000,000
CREATE UNLOGGED TABLE series AS
SELECT row_number() OVER () AS place, score, weight FROM responses LIMIT 1000000;
VACUUM ANALYZE series;
CALL compare('nps(score) OVER (10,000 rows) : avg(score) OVER the same', 1.2, :rounds,
    'SELECT count(n) FROM (SELECT nps(score) OVER w n FROM series WINDOW w AS (ORDER BY place ROWS 9999 PRECEDING) OFFSET 0) x',
    'SELECT count(n) FROM (SELECT avg(score) OVER w n FROM series WINDOW w AS (ORDER BY place ROWS 9999 PRECEDING) OFFSET 0) x');
CALL compare('weighted_nps(score, weight) OVER : avg(score) OVER', NULL, :rounds,
    'SELECT count(n) FROM (SELECT weighted_nps(score, weight) OVER w n FROM series WINDOW w AS (ORDER BY place ROWS 9999 PRECEDING) OFFSET 0) x',
    'SELECT count(n) FROM (SELECT avg(score) OVER w n FROM series WINDOW w AS (ORDER BY place ROWS 9999 PRECEDING) OFFSET 0) x');
