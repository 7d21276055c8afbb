\echo A million groups, and a million stored summaries
CALL compare('1,000,000 groups: nps(score) : avg(score)', 1.35, :rounds,
    'SELECT count(n) FROM (SELECT nps(score) n FROM responses GROUP BY customer OFFSET 0) x',
    'SELECT count(n) FROM (SELECT avg(score) n FROM responses GROUP BY customer OFFSET 0) x');
CALL compare_memory('1,000,000 groups, memory: nps(score) : avg(score)', 1.35,
    'SELECT nps(score) FROM responses GROUP BY customer', 'SELECT avg(score) FROM responses GROUP BY customer');
CALL compare('nps(rollup(summary)) : count(summary)', 1.3, :rounds,
    'SELECT nps(rollup(summary)) FROM summaries', 'SELECT count(summary) FROM summaries');
