-- Intervals, tests and sample sizes against test/mathematics/inference.tsv, which R made (inference.R beside it).
-- Its samples are given by counts of the values -1, 0, 1 (net), 0, 1 (share) or 1, 2, 3, ... (mean).
\ir include/start.sql

SELECT no_plan();

CREATE TEMPORARY TABLE lines (line text);
\copy lines FROM 'test/mathematics/inference.tsv' WITH (FORMAT text, DELIMITER E'\x01')

CREATE TEMPORARY VIEW cells AS SELECT line, string_to_array(line, E'\t') AS c FROM lines;

-- A number as R writes it, on the 0..10 scale for a net: scores 0, 7 and 9.
CREATE FUNCTION pg_temp.on_scale(kind text, list text) RETURNS numeric[] LANGUAGE sql AS $$
  SELECT CASE kind WHEN 'net' THEN ARRAY[n[1], 0, 0, 0, 0, 0, 0, n[2], 0, n[3], 0] ELSE n END
  FROM (SELECT array_agg(x::double precision::numeric ORDER BY i)
        FROM unnest(string_to_array(list, ',')) WITH ORDINALITY AS u (x, i)) AS numbers (n)
$$;

CREATE FUNCTION pg_temp.sample(kind text, counts text, weights text DEFAULT '-', squares text DEFAULT '-')
RETURNS score_summary LANGUAGE sql AS $$
  SELECT CASE WHEN weights = '-' THEN make_score_summary(lo, c::bigint[])
         ELSE format('v1 %s..%s counts %s weights %s squared_weights %s', lo, lo + cardinality(c) - 1,
                     array_to_string(c, ','),
                     (SELECT string_agg(round(x, 9)::text, ',' ORDER BY i)
                      FROM unnest(pg_temp.on_scale(kind, weights)) WITH ORDINALITY AS u (x, i)),
                     (SELECT string_agg(round(x, 18)::text, ',' ORDER BY i)
                      FROM unnest(pg_temp.on_scale(kind, squares)) WITH ORDINALITY AS u (x, i)))::score_summary END
  FROM (SELECT CASE kind WHEN 'net' THEN 0 ELSE 1 END, pg_temp.on_scale(kind, counts)) AS s (lo, c)
$$;

-- Intervals: NPS; CSAT on two points, which is also the top box; means, which are also efforts.
CREATE TEMPORARY TABLE intervals AS
SELECT line, c[2] AS kind, c[3] AS method, c[6] <> '-' AS weighted, c[4]::double precision AS confidence,
       pg_temp.sample(c[2], c[5], c[6], c[7]) AS s,
       c[8]::double precision AS low, c[9]::double precision AS high
FROM cells WHERE c[1] = 'interval';

CREATE TEMPORARY TABLE interval_errors AS
SELECT i.*, name, abs(found - expected) / greatest(1, abs(expected) / 1000) AS error
FROM intervals AS i,
     LATERAL (SELECT CASE kind WHEN 'mean' THEN 1 ELSE 100 END,
                     CASE kind WHEN 'net' THEN -1 WHEN 'share' THEN 0 ELSE 1 END,
                     CASE kind WHEN 'mean' THEN (SELECT max(score) FROM distribution(s)) ELSE 1 END) AS f (factor, least, most),
     LATERAL (VALUES
       ('nps_ci_low', CASE kind WHEN 'net' THEN nps_ci_low(s, confidence, method) END, factor * least(greatest(low, least), most)),
       ('nps_ci_high', CASE kind WHEN 'net' THEN nps_ci_high(s, confidence, method) END, factor * least(greatest(high, least), most)),
       ('nps_margin', CASE kind WHEN 'net' THEN nps_margin(s, confidence, method) END, factor * (high - low) / 2),
       ('csat_ci_low', CASE kind WHEN 'share' THEN csat_ci_low(s, confidence, method) END, factor * least(greatest(low, least), most)),
       ('csat_ci_high', CASE kind WHEN 'share' THEN csat_ci_high(s, confidence, method) END, factor * least(greatest(high, least), most)),
       ('csat_margin', CASE kind WHEN 'share' THEN csat_margin(s, confidence, method) END, factor * (high - low) / 2),
       ('top_box_ci_low', CASE kind WHEN 'share' THEN top_box_ci_low(s, 1, confidence, method) END, factor * least(greatest(low, least), most)),
       ('top_box_ci_high', CASE kind WHEN 'share' THEN top_box_ci_high(s, 1, confidence, method) END, factor * least(greatest(high, least), most)),
       ('top_box_margin', CASE kind WHEN 'share' THEN top_box_margin(s, 1, confidence, method) END, factor * (high - low) / 2),
       ('ces_ci_low', CASE kind WHEN 'mean' THEN ces_ci_low(s, confidence, method) END, factor * least(greatest(low, least), most)),
       ('ces_ci_high', CASE kind WHEN 'mean' THEN ces_ci_high(s, confidence, method) END, factor * least(greatest(high, least), most)),
       ('mean_ci_low', CASE kind WHEN 'mean' THEN mean_ci_low(s, confidence, method) END, factor * least(greatest(low, least), most)),
       ('mean_margin', CASE kind WHEN 'mean' THEN mean_margin(s, confidence, method) END, factor * (high - low) / 2)
     ) AS functions (name, found, expected)
WHERE name LIKE CASE kind WHEN 'net' THEN 'nps%' WHEN 'share' THEN '%' ELSE '%e%' END
  AND (kind <> 'share' OR name ~ '^(csat|top_box)') AND (kind <> 'mean' OR name ~ '^(ces|mean)');

-- An error that is NULL (no result) must fail too.
SELECT ok(bool_and(error <= allowed), format('%s, %s%s: %s numbers, worst error %s', name, method,
                                             CASE WHEN weighted THEN ', weighted' ELSE '' END, count(*), max(error)))
FROM (SELECT *, coalesce(error, 'NaN') AS e FROM interval_errors) AS checked,
     LATERAL (SELECT CASE WHEN method IN ('score', 'bayes', 'exact', 'jeffreys') THEN 1e-6 ELSE 1e-9 END) AS a (allowed)
GROUP BY name, method, weighted, kind
ORDER BY name, method, weighted;
SELECT is(count(*), 0::bigint, 'no interval is NULL') FROM interval_errors WHERE error IS NULL;
SELECT ok(count(*) > 1000, 'all rows of the table were used') FROM interval_errors;

-- Tests of plain samples, and of weighted ones, with three cells for each
CREATE TEMPORARY VIEW comparisons AS
SELECT c[2] AS kind, c[3] AS method, c[4]::double precision AS confidence, false AS weighted,
       pg_temp.sample(c[2], c[5]) AS a, pg_temp.sample(c[2], c[6]) AS b, c[7:] AS expected, cardinality(string_to_array(c[5], ',')) AS points
FROM cells WHERE c[1] = 'compare'
UNION ALL
SELECT c[2], c[3], c[4]::double precision, true,
       pg_temp.sample(c[2], c[5], c[6], c[7]), pg_temp.sample(c[2], c[8], c[9], c[10]), c[11:], cardinality(string_to_array(c[5], ','))
FROM cells WHERE c[1] = 'compare_weighted';

CREATE TEMPORARY TABLE test_errors AS
SELECT kind, method, weighted, n.name, n.found,
       nullif(n.expected, 'NaN') AS expected,
       abs(n.found - n.expected) / greatest(n.unit, abs(n.expected) / 1000) AS error
FROM (SELECT *, expected::double precision[] AS e FROM comparisons) AS c,
     LATERAL (SELECT (nps_test(a, b, confidence, method)).* WHERE kind = 'net'
              UNION ALL SELECT (csat_test(a, b, confidence, method)).* WHERE kind = 'share'
              UNION ALL SELECT (ces_test(a, b, confidence)).* WHERE kind = 'mean') AS t,
     LATERAL (SELECT CASE kind WHEN 'mean' THEN 1 ELSE 100 END, CASE kind WHEN 'net' THEN 2 WHEN 'share' THEN 1 ELSE points - 1 END) AS f (factor, most),
     LATERAL (VALUES
       ('difference', t.difference::double precision, factor * e[1], 1.0),
       ('ci_low', t.ci_low, factor * greatest(e[2], -most), 1),
       ('ci_high', t.ci_high, factor * least(e[3], most), 1),
       ('statistic', t.statistic, e[4], 1),
       ('df', t.df, e[5], 1),
       ('p_value', t.p_value, e[6], e[6])) AS n (name, found, expected, unit);

SELECT ok(bool_and(CASE WHEN expected IS NULL THEN found IS NULL ELSE coalesce(error <= 1e-9, false) END),
          format('%s_test, %s%s, %s: %s numbers, worst error %s', CASE kind WHEN 'net' THEN 'nps' WHEN 'share' THEN 'csat' ELSE 'ces' END,
                 method, CASE WHEN weighted THEN ', weighted' ELSE '' END, name, count(*), max(error) FILTER (WHERE expected IS NOT NULL)))
FROM test_errors GROUP BY kind, method, weighted, name ORDER BY kind, method, weighted, name;
SELECT ok(count(*) > 1500, 'all comparisons were used') FROM test_errors;

-- Changes by segment, weighted: in each set one segment is new and one gone.
CREATE TEMPORARY TABLE changes AS
SELECT c[2] AS kind, c[3] AS set, line,
       pg_temp.sample(c[2], c[4], c[5], c[6]) AS before, pg_temp.sample(c[2], c[7], c[8], c[9]) AS after,
       CASE c[2] WHEN 'mean' THEN 1 ELSE 100 END AS factor, c[12]::double precision AS from_share, c[13]::double precision AS from_score
FROM cells WHERE c[1] = 'change';

SELECT ok(bool_and(coalesce(abs(f.from_share - factor * e.from_share) < 1e-9 AND abs(f.from_score - factor * e.from_score) < 1e-9, false)),
          format('changes by segment, weighted, %s: %s numbers, worst error %s', kind, 2 * count(*),
                 max(greatest(abs(f.from_share - factor * e.from_share), abs(f.from_score - factor * e.from_score)))))
FROM (SELECT kind, set, array_agg(line) AS lines, array_agg(before) AS before, array_agg(after) AS after FROM changes GROUP BY kind, set) AS sets,
     LATERAL (SELECT * FROM nps_change_by_segment(lines, before, after) WHERE kind = 'net'
              UNION ALL SELECT * FROM csat_change_by_segment(lines, before, after) WHERE kind = 'share'
              UNION ALL SELECT * FROM ces_change_by_segment(lines, before, after) WHERE kind = 'mean'
              UNION ALL SELECT * FROM mean_change_by_segment(lines, before, after) WHERE kind = 'mean') AS f,
     LATERAL (SELECT * FROM changes WHERE line = f.segment) AS e (e_kind, e_set, line, e_before, e_after, factor, from_share, from_score)
GROUP BY kind ORDER BY kind;

-- Posterior probabilities
SELECT ok(bool_and(abs(found - c[5]::double precision) <= 1e-9), format('%s probabilities that a %s is above', count(*), c[2]))
FROM cells,
     LATERAL (SELECT pg_temp.sample(c[2], c[3]), pg_temp.sample(c[2], c[4])) AS s (a, b),
     LATERAL (SELECT nps_probability_above(a, b) WHERE c[2] = 'net'
              UNION ALL SELECT csat_probability_above(a, b) WHERE c[2] = 'share') AS f (found)
WHERE c[1] = 'above' GROUP BY c[2];

-- Several p-values at once
SELECT is(adjust_p_values(string_to_array(c[3], ',')::double precision[], c[2])::numeric[],
          string_to_array(c[4], ',')::double precision[]::numeric[], format('%s of %s', c[2], c[3]))
FROM cells WHERE c[1] = 'adjust';

-- Sample sizes
SELECT is(count(*) FILTER (WHERE found IS DISTINCT FROM c[7]::bigint), 0::bigint, format('%s sample sizes for a margin, %s', count(*), c[2]))
FROM cells,
     LATERAL (SELECT c[3]::double precision, 100 * c[4]::double precision, c[5]::double precision,
                     nullif(c[6], 'inf')::double precision::bigint) AS n (confidence, margin, variance, population),
     LATERAL (SELECT CASE c[2] WHEN 'net' THEN nps_sample_size(margin, confidence, variance, population)
                     ELSE csat_sample_size(margin, confidence, 100 * variance, population) END) AS f (found)
WHERE c[1] = 'size' GROUP BY c[2];
SELECT is(count(*) FILTER (WHERE found IS DISTINCT FROM c[7]::bigint), 0::bigint, format('%s sizes of groups, %s', count(*), c[2]))
FROM cells,
     LATERAL (SELECT c[3]::double precision, c[4]::double precision, c[5]::double precision, c[6]::double precision) AS n (confidence, power, x, y),
     LATERAL (SELECT CASE c[2] WHEN 'net' THEN nps_comparison_sample_size(100 * x, confidence, power, y)
                     ELSE csat_comparison_sample_size(100 * x, 100 * y, confidence, power) END) AS f (found)
WHERE c[1] = 'groups' GROUP BY c[2];

SELECT * FROM finish();
ROLLBACK;
