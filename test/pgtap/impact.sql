-- How far a part moves the metric of all: against the metrics of the rows themselves.
\ir include/start.sql

SELECT plan(9);

CREATE TABLE answer AS
SELECT i, floor(random() * 11)::integer AS score, 1 + floor(random() * 5)::integer AS rating, 1 + floor(random() * 7)::integer AS effort,
       ceil(random() * 1000) / 8 AS weight, ceil(power(random(), 2) * 6)::integer AS theme
FROM generate_series(1, 500) i;
CREATE VIEW impact AS
SELECT p.theme, nps_impact(p.n, t.n) AS nps, csat_impact(p.c, t.c) AS csat, ces_impact(p.e, t.e) AS ces, mean_impact(p.n, t.n) AS mean, nps_impact(p.w, t.w) AS weighted
FROM (SELECT theme, nps_summary(score) n, csat_summary(rating) c, ces_summary(effort) e, weighted_score_summary(score, weight, 0, 10) w FROM answer GROUP BY theme) p,
     (SELECT nps_summary(score) n, csat_summary(rating) c, ces_summary(effort) e, weighted_score_summary(score, weight, 0, 10) w FROM answer) t;

-- By exact arithmetic over the rows: the metric of all minus that of the rows of other themes.
CREATE FUNCTION value(score integer) RETURNS numeric LANGUAGE sql RETURN CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END;
CREATE VIEW by_rows AS
SELECT theme, (SELECT avg(value(score)) FROM answer) - (SELECT avg(value(score)) FROM answer a WHERE a.theme <> t.theme) AS nps,
       (SELECT avg(100 * (rating >= 4)::integer) FROM answer) - (SELECT avg(100 * (rating >= 4)::integer) FROM answer a WHERE a.theme <> t.theme) AS csat,
       (SELECT avg(effort) FROM answer) - (SELECT avg(effort) FROM answer a WHERE a.theme <> t.theme) AS ces,
       (SELECT avg(score) FROM answer) - (SELECT avg(score) FROM answer a WHERE a.theme <> t.theme) AS mean,
       (SELECT sum(value(score) * weight::numeric) / sum(weight::numeric) FROM answer)
           - (SELECT sum(value(score) * weight::numeric) / sum(weight::numeric) FROM answer a WHERE a.theme <> t.theme) AS weighted
FROM (SELECT DISTINCT theme FROM answer) t;
SELECT cmp_ok(max(greatest(abs(i.nps - r.nps), abs(i.csat - r.csat), abs(i.ces - r.ces), abs(i.mean - r.mean), abs(i.weighted - r.weighted))), '<', 1e-13,
              'the metric of all minus that of the others')
FROM impact i JOIN by_rows r USING (theme);
SELECT cmp_ok(count(*), '=', 6::bigint, 'for each of six themes') FROM impact WHERE nps <> 0;

SELECT is(nps_impact('empty', s), 0::numeric, 'an empty part moves nothing') FROM (SELECT nps_summary(7) s) one;
SELECT is(nps_impact(s, s), NULL, 'without others there is nothing to compare with') FROM (SELECT nps_summary(7) s) one;
SELECT is(nps_impact('empty', 'empty'::score_summary), NULL, 'nor without responses');
SELECT is(nps_impact(NULL, s), NULL, 'nor without a part') FROM (SELECT nps_summary(7) s) one;
SELECT is_refused($$SELECT nps_impact(nps_summary(7), nps_summary(8))$$, '22023', r.message)
FROM refusal('SELECT nps_summary(8) - nps_summary(7)') r;
SELECT is_refused($$SELECT csat_impact(nps_summary(7), nps_summary(7))$$, '42804', r.message) FROM refusal($$SELECT csat(nps_summary(7))$$) r;
-- The part of those who say nothing moves the metric the other way.
SELECT cmp_ok(nps_impact(a, a + b) * responses(a + b) / responses(a) + nps_impact(b, a + b) * responses(a + b) / responses(b), '=', 0::numeric, 'two halves pull against one another')
FROM (SELECT make_score_summary(0, '{0,0,0,0,0,0,1,1,0,0,2}'), make_score_summary(0, '{2,0,0,0,0,0,1,1,0,0,0}')) v (a, b);
SELECT * FROM finish();
ROLLBACK;
