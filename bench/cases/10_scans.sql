\echo One pass over all responses, one process
CALL compare('nps(integer) : avg(integer)', 0.95, :rounds,
    'SELECT nps(score) FROM responses', 'SELECT avg(score) FROM responses');
CALL compare('nps(smallint) : avg(smallint)', 0.95, :rounds,
    'SELECT nps(small_score) FROM responses', 'SELECT avg(small_score) FROM responses');
CALL compare('nps(score) : the same by FILTER', 0.75, :rounds,
    'SELECT nps(score) FROM responses',
    'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score) FROM responses');
CALL compare('nps(score) : count(*)', 1.45, :rounds,
    'SELECT nps(score) FROM responses', 'SELECT count(*) FROM responses');
CALL compare('six accessors of one nps_summary(score) : nps(score)', 1.15, :rounds,
    'SELECT nps(s), responses(s), promoters(s), mean(s), stddev(s), median(s) FROM (SELECT nps_summary(score) s FROM responses OFFSET 0) x',
    'SELECT nps(score) FROM responses');
CALL compare('six aggregates, each over the scores : nps(score)', NULL, :rounds,
    'SELECT nps(score), responses(nps_summary(score)), promoters(nps_summary(score)), mean(nps_summary(score)), stddev(nps_summary(score)), median(nps_summary(score)) FROM responses',
    'SELECT nps(score) FROM responses');
CALL compare('weighted_nps(score, weight) : sum(w*CASE …)/sum(w)', 1.0, :rounds,
    'SELECT weighted_nps(score, weight) FROM responses',
    'SELECT 100 * sum(weight * CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / sum(weight) FROM responses');
CALL compare('sentiment_weighted_nps(score, s) : weighted_nps(score, w)', NULL, :rounds,
    'SELECT sentiment_weighted_nps(score, sentiment) FROM responses',
    'SELECT weighted_nps(score, weight) FROM responses');

\echo The same with the JIT, everything inlined and optimised
SET jit = on;
SET jit_above_cost = 0;
SET jit_inline_above_cost = 0;
SET jit_optimize_above_cost = 0;
CALL compare('jit: nps(integer) : avg(integer)', NULL, :rounds,
    'SELECT nps(score) FROM responses', 'SELECT avg(score) FROM responses');
CALL compare('jit: nps(score) : the same by FILTER', NULL, :rounds,
    'SELECT nps(score) FROM responses',
    'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score) FROM responses');
CALL compare('jit: nps(score) : count(*)', NULL, :rounds,
    'SELECT nps(score) FROM responses', 'SELECT count(*) FROM responses');
CALL compare('jit: weighted_nps(score, weight) : sum(w*CASE …)/sum(w)', NULL, :rounds,
    'SELECT weighted_nps(score, weight) FROM responses',
    'SELECT 100 * sum(weight * CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END) / sum(weight) FROM responses');
