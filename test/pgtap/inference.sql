-- Intervals, tests, changes and sample sizes: definitions, laws, extremes and bad arguments. Their numbers are in
-- inference_reference.sql.
\ir include/start.sql

SELECT no_plan();

CREATE TEMPORARY TABLE samples AS
SELECT make_score_summary(0, '{5,5,5,5,5,3,2,20,20,70,60}') AS a,
       make_score_summary(0, '{1,0,0,0,0,0,0,2,3,4,5}') AS b,
       make_score_summary(0, '{0,0,0,0,0,0,0,0,0,1,0}') AS one,
       make_score_summary(0, '{0,0,0,0,0,0,0,0,0,40,60}') AS promoters,
       make_score_summary(1, '{4,1,2,9,20}') AS satisfied,
       make_score_summary(1, '{4,1,2,9,20,11,8}') AS effort;

-- ---- By hand --------------------------------------------------------------------------------------------------

-- 20 promoters, 10 passives, 10 detractors: NPS 25. Rocks's interval: (20.75 - 10.75) / 43 and its standard error.
SELECT is(nps_ci_low(s), round(100 * (10::numeric / 43 - 1.959963984540054 * sqrt((31.5 / 43 - (10::numeric / 43) ^ 2) / 43)), 12), 'adjusted_wald by hand')
FROM make_score_summary(0, '{10,0,0,0,0,0,0,10,0,20,0}') AS s;
SELECT is(nps_stderr(s), round(100 * sqrt((30.0 / 40 - 0.0625) / 40), 12), 'standard error by hand')
FROM make_score_summary(0, '{10,0,0,0,0,0,0,10,0,20,0}') AS s;
SELECT is(nps_margin(s, method => 'wald', population => 400), round(100 * 1.959963984540054 * sqrt((30.0 / 40 - 0.0625) / 40 * 360 / 399), 12), 'margin from a finite population by hand')
FROM make_score_summary(0, '{10,0,0,0,0,0,0,10,0,20,0}') AS s;
-- The always valid half width for the same 43 responses and pseudo-responses, and for 40 against 10 responses, as 43 against 13
SELECT is(nps_margin(s, method => 'always_valid'),
          round(100 * sqrt(31.5 / 43 - (10::numeric / 43) ^ 2) * sqrt(2 * (43 * 0.008 + 1) / (43 ^ 2::numeric * 0.008) * ln(sqrt(43 * 0.008 + 1) / 0.05)), 12), 'always_valid by hand')
FROM make_score_summary(0, '{10,0,0,0,0,0,0,10,0,20,0}') AS s;
SELECT is(round(nps_p_value(a, b, 'always_valid')::numeric, 13),
          round(sqrt(56 * 0.008 + 1) * exp(-0.008 * 56 ^ 2::numeric * delta ^ 2 / (2 * v * (56 * 0.008 + 1))), 13), 'an always valid p-value by hand')
FROM make_score_summary(0, '{10,0,0,0,0,0,0,10,0,20,0}') AS a, make_score_summary(0, '{10,0,0,0,0,0,0,0,0,0,0}') AS b,
     (SELECT 10::numeric / 43 + 10::numeric / 13, 56 * ((31.5 / 43 - (10::numeric / 43) ^ 2) / 43 + (11.5 / 13 - (10::numeric / 13) ^ 2) / 13)) AS d (delta, v);
-- Newcombe (1998), Two-Sided Confidence Intervals for the Single Proportion, table I: 81 of 263
SELECT is(round(csat_ci_low(s), 2) || ' ' || round(csat_ci_high(s), 2), '25.53 36.62', 'Newcombe''s table I: 81 of 263, Wilson') FROM make_score_summary(1, '{182,81}') AS s;
SELECT is(round(csat_ci_low(s, method => 'exact'), 2) || ' ' || round(csat_ci_high(s, method => 'exact'), 2), '0.09 17.76', 'Newcombe''s table I: 1 of 29, Clopper-Pearson') FROM make_score_summary(1, '{28,1}') AS s;
-- Newcombe (1998), Interval Estimation for the Difference Between Independent Proportions, table II, method 10
SELECT is(round(ci_low, 2) || ' ' || round(ci_high, 2), '5.24 33.39', 'Newcombe''s table II: 56 of 70 against 48 of 80')
FROM csat_test(make_score_summary(1, '{14,56}'), make_score_summary(1, '{32,48}'));

-- ---- Where nothing is defined -----------------------------------------------------------------------------------

SELECT is(f, NULL, 'NULL for no responses')
FROM samples, LATERAL (VALUES (nps_ci_low('empty')), (nps_ci_high('empty')), (nps_margin('empty')), (nps_stderr('empty')),
  (csat_ci_low('empty')), (ces_margin('empty')), (mean_stderr('empty')), (top_box_ci_high('empty', 2)),
  (nps_difference(a, 'empty')), (nps_difference_ci_low('empty', a)), (nps_p_value(a, 'empty')::numeric), (nps_ci_low(NULL)),
  (nps_margin(NULL)), (nps_margin(a, NULL)), (nps_margin(a, 0.95, NULL)), (nps_probability_above(a, 'empty')::numeric),
  (ces_margin(NULL, population => 5))) AS v (f);
SELECT ok(nps_test(a, 'empty') IS NULL, 'no row for a test without responses') FROM samples;
SELECT is(f, NULL, 'NULL where all weights are 0')
FROM (SELECT 'v1 0..10 counts 0,0,0,0,0,0,0,0,0,0,3 weights 0,0,0,0,0,0,0,0,0,0,0 squared_weights 0,0,0,0,0,0,0,0,0,0,0'::score_summary) AS w (s),
     LATERAL (VALUES (nps_ci_low(s)), (nps_margin(s)), (nps_stderr(s)), (nps_difference(s, s)), (nps_p_value(s, s)::numeric),
                     (nps_ci_low(s, 0.9, 'bayes')), (nps_probability_above(s, s)::numeric)) AS v (f);
SELECT ok(nps_margin(a, population => NULL) = nps_margin(a), 'a population of NULL is one without bounds') FROM samples;

-- ---- Extremes ---------------------------------------------------------------------------------------------------

SELECT is(nps_ci_low(one, method => 't'), NULL, 'one response has no Student interval') FROM samples;
SELECT is(mean_stderr(one), NULL, 'nor a sample variance') FROM samples;
SELECT is(nps_stderr(one), 0.000000000000, 'its population variance is 0') FROM samples;
SELECT ok(nps_ci_low(one, method => m) < 100 AND nps_ci_high(one, method => m) BETWEEN 80 AND 100, 'one response: an interval by ' || m)
FROM samples, unnest('{adjusted_wald,score,bayes,always_valid}'::text[]) AS m;
SELECT ok(nps_ci_low(promoters, 0.999999, m) BETWEEN 50 AND 90 AND nps_ci_high(promoters, 0.999999, m) BETWEEN 99.9 AND 100, 'promoters alone: ' || m)
FROM samples, unnest('{adjusted_wald,score,bayes,always_valid}'::text[]) AS m;
SELECT is(nps_ci_low(promoters, method => m), 100.000000000000, 'without variance there is no width: ' || m) FROM samples, unnest('{wald,t}'::text[]) AS m;
SELECT is(nps_ci_high(s, method => m), nps_ci_high(s, method => 'wald'), '10^15 responses: as the normal approximation, by ' || m)
FROM make_score_summary(0, '{200000000000000,0,0,0,0,0,0,300000000000000,0,500000000000000,0}') AS s, unnest('{adjusted_wald,t}'::text[]) AS m;
SELECT ok(abs(nps_ci_high(s, method => m) - nps_ci_high(s, method => 'wald')) < 1e-9, '10^15 responses: right to 1e-9, by ' || m)
FROM make_score_summary(0, '{200000000000000,0,0,0,0,0,0,300000000000000,0,500000000000000,0}') AS s, unnest('{score,bayes}'::text[]) AS m;
SELECT ok(abs(csat_ci_low(s, method => m) - csat_ci_low(s, method => 'wald')) < 1e-9, '10^15 responses: right to 1e-9, by ' || m)
FROM make_score_summary(1, '{300000000000000,700000000000000}') AS s, unnest('{wilson,adjusted_wald,exact,jeffreys}'::text[]) AS m;
SELECT ok(c.statistic = '-Infinity' AND c.p_value = 0 AND c.ci_low = -200 AND c.difference = -200, 'all against none is certain for wald')
FROM nps_test(make_score_summary(0, '{9,0,0,0,0,0,0,0,0,0,0}'), make_score_summary(0, '{0,0,0,0,0,0,0,0,0,0,7}'), 0.95, 'wald') AS c;
SELECT ok(c.statistic = 0 AND c.p_value = 1 AND c.df IS NULL, 'the same without variance is no difference')
FROM ces_test(make_score_summary(1, '{0,4,0}'), make_score_summary(1, '{0,9,0}')) AS c;
SELECT ok(c.difference = 1 AND num_nulls(c.ci_low, c.ci_high, c.statistic, c.df, c.p_value) = 5, 'Welch with one response: the difference alone')
FROM ces_test(make_score_summary(1, '{0,1,0}'), make_score_summary(1, '{9,0,0}')) AS c;

-- ---- Laws -------------------------------------------------------------------------------------------------------

SELECT is(nps_ci_low(rollup(part), 0.9, m), nps_ci_low(a + b, 0.9, m), 'the same after rollup, by ' || m)
FROM samples, unnest('{adjusted_wald,wald,score,t,bayes,always_valid}'::text[]) AS m, LATERAL unnest(ARRAY[a, b]) AS part GROUP BY m, a, b;
-- Turned round, promoters and detractors change places where the scale of values is symmetric.
SELECT ok(abs(nps_ci_low(x, 0.9, m) + nps_ci_high(y, 0.9, m)) < 1e-8, 'mirrored samples have mirrored intervals, by ' || m)
FROM make_score_summary(0, '{30,0,0,0,0,0,0,20,0,7,0}') AS x, make_score_summary(0, '{7,0,0,0,0,0,0,20,0,30,0}') AS y,
     unnest('{adjusted_wald,wald,score,t,bayes,always_valid}'::text[]) AS m;
SELECT ok(abs(found - expected) < 1e-9, 'equal weights change nothing: ' || name)
FROM (SELECT rollup(w.s), a FROM samples,
             LATERAL (SELECT weighted_score_summary(d.score, 2.5, 0, 10) FROM distribution(a) AS d, generate_series(1, d.responses)) AS w (s) GROUP BY a) AS e (w, p),
     LATERAL (VALUES ('wald', nps_ci_low(w, 0.9, 'wald'), nps_ci_low(p, 0.9, 'wald')),
                     ('adjusted_wald', nps_ci_low(w), nps_ci_low(p)), ('score', nps_ci_low(w, 0.9, 'score'), nps_ci_low(p, 0.9, 'score')),
                     ('t', nps_ci_low(w, 0.9, 't'), nps_ci_low(p, 0.9, 't')), ('bayes', nps_ci_low(w, 0.9, 'bayes'), nps_ci_low(p, 0.9, 'bayes')),
                     ('wilson', top_box_ci_low(w, 2), top_box_ci_low(p, 2)), ('exact', top_box_ci_low(w, 2, 0.9, 'exact'), top_box_ci_low(p, 2, 0.9, 'exact')),
                     ('stderr', nps_stderr(w), nps_stderr(p)), ('mean', mean_margin(w), mean_margin(p))) AS v (name, found, expected);
SELECT ok(nps_ci_low(a, c1, m) >= nps_ci_low(a, c2, m) AND nps_ci_high(a, c1, m) <= nps_ci_high(a, c2, m), format('more confidence, wider: %s %s', c2, m))
FROM samples, unnest('{adjusted_wald,wald,score,t,bayes,always_valid}'::text[]) AS m,
     (VALUES (1e-12, 0.5), (0.5, 0.9), (0.9, 0.999999), (0.999999, 0.999999999999)) AS c (c1, c2);
SELECT is(ROW(t.*)::text, ROW(nps_difference(a, b), nps_difference_ci_low(a, b, 0.8, m), nps_difference_ci_high(a, b, 0.8, m),
                              nps_statistic(a, b, m), nps_df(a, b, m), nps_p_value(a, b, m))::text, 'scalar twins of nps_test, ' || m)
FROM samples, unnest('{adjusted_wald,wald,welch,always_valid}'::text[]) AS m, LATERAL nps_test(a, b, 0.8, m) AS t;
SELECT is(ROW(t.*)::text, ROW(csat_difference(a, b), csat_difference_ci_low(a, b, 0.8, m), csat_difference_ci_high(a, b, 0.8, m),
                              csat_statistic(a, b, m), NULL, csat_p_value(a, b, m))::text, 'scalar twins of csat_test, ' || m)
FROM (SELECT satisfied AS a, reverse(satisfied) AS b FROM samples) AS s, unnest('{newcombe,always_valid}'::text[]) AS m, LATERAL csat_test(a, b, 0.8, m) AS t;
SELECT is(csat_test(a, b)::text, csat_test(a, b, 0.95, 'newcombe')::text, 'csat_test is Newcombe''s unless told') FROM (SELECT satisfied, reverse(satisfied) FROM samples) AS s (a, b);
SELECT is(ROW(t.*)::text, ROW(ces_difference(a, b), ces_difference_ci_low(a, b, 0.8), ces_difference_ci_high(a, b, 0.8),
                              ces_statistic(a, b), ces_df(a, b), ces_p_value(a, b))::text, 'scalar twins of ces_test')
FROM (SELECT effort AS a, reverse(effort) AS b FROM samples) AS s, LATERAL ces_test(a, b, 0.8) AS t;
SELECT is(nps_difference(a, b), nps(a) - nps(b), 'a difference is exact') FROM samples;
-- 0.59586371437579562544 by mpmath, from the same two integrals with 20 digits
SELECT ok(abs(nps_probability_above(a, b) - 0.595863714376) < 1e-9 AND abs(nps_probability_above(b, a) - 0.404136285624) < 1e-9, 'one of both is above') FROM samples;
SELECT ok(abs(nps_probability_above(a, a) - 0.5) < 1e-9 AND abs(csat_probability_above(satisfied, satisfied) - 0.5) < 1e-12, 'evens against oneself') FROM samples;

-- The same boundary read from both sides: at the confidence 1 − p, the interval ends at 0.
SELECT ok(bool_and(abs(CASE WHEN n.statistic > 0 THEN n.ci_low ELSE n.ci_high END) < 1e-9 AND abs(CASE WHEN c.statistic > 0 THEN c.ci_low ELSE c.ci_high END) < 1e-9) AND count(*) = 24,
          'at the confidence 1 − p the always valid interval ends at 0')
FROM generate_series(1, 24) AS g,
     LATERAL (SELECT make_score_summary(0, ARRAY[30 + g, 0, 0, 0, 0, 0, 0, 9, 0, 60, 5]), make_score_summary(0, ARRAY[70, 0, 0, 0, 0, 0, 0, g, 0, 40, 5]),
                     make_score_summary(1, ARRAY[80 - g, 60 + g]), make_score_summary(1, ARRAY[60 + g, 30])) AS s (a, b, x, y),
     nps_test(a, b, 1 - nps_p_value(a, b, 'always_valid'), 'always_valid') AS n, csat_test(x, y, 1 - csat_p_value(x, y, 'always_valid'), 'always_valid') AS c;
SELECT ok(always.ci_low < usual.ci_low AND always.ci_high > usual.ci_high AND always.difference = usual.difference AND always.statistic = usual.statistic AND always.df IS NULL
          AND always.p_value BETWEEN usual.p_value AND 1, 'always_valid is wider than adjusted_wald, with the same difference and statistic')
FROM samples, nps_test(a, b) AS usual, nps_test(a, b, 0.95, 'always_valid') AS always;
SELECT is(nps_p_value(a, a, 'always_valid'), 1::double precision, 'no difference: no evidence, and no p-value above 1') FROM samples;

-- ---- Change by segment --------------------------------------------------------------------------------------------

-- Simpson's paradox: both segments rise, the whole falls. Promoters 8 of 10 and 20 of 100 before, 90 of 100 and
-- 3 of 10 after would rise; here the shares move the other way.
CREATE TEMPORARY TABLE moved AS
SELECT segment, make_score_summary(0, ARRAY[b_d,0,0,0,0,0,0,0,0,0,b_p]) AS before, make_score_summary(0, ARRAY[a_d,0,0,0,0,0,0,0,0,0,a_p]) AS after
FROM (VALUES ('small', 20, 80, 1, 9), ('large', 8, 2, 70, 30)) AS v (segment, b_d, b_p, a_d, a_p);
SELECT ok(nps(rollup(after)) < nps(rollup(before)) AND bool_and(nps(after) > nps(before)), 'Simpson''s paradox in the sample') FROM moved;
SELECT ok(bool_and(from_score > 0) AND bool_and(from_share < 0), 'scores rose, shares pulled down')
FROM (SELECT array_agg(segment), array_agg(before), array_agg(after) FROM moved) AS m (s, b, a), nps_change_by_segment(s, b, a);
SELECT ok(abs(sum(change) - (SELECT nps(rollup(after)) - nps(rollup(before)) FROM moved)) < 1e-10 AND bool_and(change = from_share + from_score), 'changes add up')
FROM (SELECT array_agg(segment), array_agg(before), array_agg(after) FROM moved) AS m (s, b, a), nps_change_by_segment(s, b, a);
-- By exact fractions: shares 10/11 and 1/11 before, 1/11 and 10/11 after; scores 60 and -60 before, 80 and -40 after;
-- overall before 540/11.
SELECT is(from_share || ' ' || from_score, round(-9::numeric/11 * (60 - 540::numeric/11), 12) || ' ' || round(20::numeric/11, 12), 'by exact fractions')
FROM (SELECT array_agg(segment), array_agg(before), array_agg(after) FROM moved) AS m (s, b, a), nps_change_by_segment(s, b, a) WHERE segment = 'small';
SELECT is(from_share, 0.000000000000, 'a segment as good as the whole does not count by its share')
FROM nps_change_by_segment('{x}', ARRAY[make_score_summary(0, '{1,0,0,0,0,0,0,0,0,0,5}')], ARRAY[make_score_summary(0, '{7,0,0,0,0,0,0,0,0,0,5}')]);
-- Overall -25 before; the shares 0.5, 0 and 0.5 become 0.2, 0.8 and 0.
SELECT is(string_agg(format('%s %s %s', segment, from_share::real, from_score::real), ', ' ORDER BY segment), 'gone -37.5 0, new -60 0, old 22.5 0',
          'a new segment and a vanished one count by their share')
FROM nps_change_by_segment('{old,new,gone}',
  ARRAY[make_score_summary(0, '{50,0,0,0,0,0,0,0,0,0,0}'), NULL, make_score_summary(0, '{0,0,0,0,0,0,0,25,0,25,0}')],
  ARRAY[make_score_summary(0, '{20,0,0,0,0,0,0,0,0,0,0}'), make_score_summary(0, '{80,0,0,0,0,0,0,0,0,0,0}'), 'empty']);
SELECT is(nps_change_from_share(a, a, 'empty', a), NULL, 'no overall score before: no change') FROM samples;
SELECT is(nps_change_from_share(NULL, NULL, a, b), 0.000000000000, 'a segment that never was changes nothing') FROM samples;
SELECT ok(abs(sum(change) - (ces(after) - ces(before + after))) < 1e-10, 'ces changes add up')
FROM (SELECT effort AS before, reverse(effort) AS after FROM samples) AS e, ces_change_by_segment('{x,y}', ARRAY[before, after], ARRAY[after, NULL]) GROUP BY before, after;
SELECT ok(abs(sum(change) - (mean(after) - mean(before + after))) < 1e-10, 'mean changes add up')
FROM (SELECT effort AS before, reverse(effort) AS after FROM samples) AS e, mean_change_by_segment('{x,y}', ARRAY[before, after], ARRAY[after, NULL]) GROUP BY before, after;
SELECT ok(abs(sum(change) - (csat(after) - csat(before + after))) < 1e-10, 'csat changes add up')
FROM (SELECT satisfied AS before, reverse(satisfied) AS after FROM samples) AS e, csat_change_by_segment('{x,y}', ARRAY[before, after], ARRAY[after, NULL]) GROUP BY before, after;
SELECT ok(abs(sum(change) - (top_box(after, 3) - top_box(before + after, 3))) < 1e-10, 'top_box changes add up')
FROM (SELECT effort AS before, reverse(effort) AS after FROM samples) AS e, top_box_change_by_segment('{x,y}', ARRAY[before, after], ARRAY[after, NULL], 3) GROUP BY before, after;
-- 10^14 responses in 60 segments, of which some are new and others gone
CREATE TEMPORARY TABLE many AS
SELECT CASE WHEN g % 5 > 0 THEN make_score_summary(0, ARRAY[g * 7919 % 97 * 10000000000, 3, g, 0, 0, 0, 0, g * 31 % 89 * 9000000000, 0, g * 17 % 83 * 70000000000 + g, 5]) END AS before,
       CASE WHEN g % 7 > 0 THEN make_score_summary(0, ARRAY[g * 13 % 97 * 1000000000, 3, g, 0, 0, 0, 0, g * 311 % 89 * 900000000, 0, g * 117 % 83 * 70000000000 + g, 5]) END AS after
FROM generate_series(1::bigint, 60) AS g;
SELECT ok(abs((SELECT sum(change) FROM nps_change_by_segment('{}', b, a)) - (nps(all_a) - nps(all_b))) < 1e-9 AND
          abs((SELECT sum(change) FROM mean_change_by_segment('{}', b, a)) - (mean(all_a) - mean(all_b))) < 1e-9, 'changes of 10^14 responses add up')
FROM (SELECT array_agg(before), array_agg(after), rollup(before), rollup(after) FROM many) AS m (b, a, all_b, all_a);

-- ---- Bad arguments --------------------------------------------------------------------------------------------------

CREATE FUNCTION pg_temp.refuses(query text, message text, in_hint text) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT unnest(ARRAY[is(r.code || ' ' || r.message, '22023 ' || refuses.message, query),
                      ok(r.hint LIKE '%' || in_hint || '%', query || ' hints: ' || r.hint)])
  FROM refusal(format('SELECT (SELECT %s) FROM samples', query)) AS r
$$;
SELECT pg_temp.refuses(format('nps_ci_low(a, %L)', c), format('confidence %s is not between 0 and 1', c), 'Use 0.95')
FROM unnest('{0,1,-1,95,NaN,Infinity}'::text[]) AS c;
SELECT pg_temp.refuses('nps_ci_high(a, 0.95, ''wilson'')', 'unknown interval method "wilson" for nps', 'adjusted_wald, wald, score, t, bayes, always_valid');
SELECT pg_temp.refuses('nps_ci_high(a, 0.95, '''')', 'unknown interval method "" for nps', 'adjusted_wald');
SELECT pg_temp.refuses('csat_margin(satisfied, 0.95, ''score'')', 'unknown interval method "score" for csat', 'wilson, adjusted_wald, exact, jeffreys, wald, always_valid');
SELECT pg_temp.refuses('ces_ci_low(effort, 0.95, ''wilson'')', 'unknown interval method "wilson" for ces', 't, wald');
SELECT pg_temp.refuses('top_box_ci_low(a, 12)', '12 boxes are not 1 to 11, the points of the scale 0..10', 'points');
SELECT pg_temp.refuses('nps_margin(a, population => 199)', 'population 199 is smaller than the 200 responses in the summary', 'NULL');
SELECT pg_temp.refuses(format('%s, 0.95, ''always_valid'', 1000000)', call), 'the margin of method "always_valid" can''t be narrowed for a population', 'Leave the population out')
FROM unnest('{nps_margin(a,csat_margin(satisfied,"top_box_margin(a, 2",net_sentiment_margin(sentiment_summary(0.5)}'::text[]) AS call;
SELECT ok(nps_margin(a, 0.95, 'always_valid', NULL) = nps_margin(a, 0.95, 'always_valid'), 'no population, no error') FROM samples;
SELECT pg_temp.refuses('nps_p_value(a, b, ''score'')', 'unknown test method "score" for nps', 'adjusted_wald, wald, welch, always_valid');
SELECT pg_temp.refuses('csat_p_value(satisfied, satisfied, ''wilson'')', 'unknown test method "wilson" for csat', 'newcombe, always_valid');
SELECT pg_temp.refuses('ces_ci_low(effort, 0.95, ''always_valid'')', 'unknown interval method "always_valid" for ces', 't, wald');
SELECT pg_temp.refuses('nps_test(a, b, 1.5)::text', 'confidence 1.5 is not between 0 and 1', 'Use 0.95');
SELECT pg_temp.refuses('adjust_p_values(''{0.1,1.5}'')::text', 'p-value 1.5 is not between 0 and 1', 'NULL');
SELECT pg_temp.refuses('adjust_p_values(''{NaN}'')::text', 'p-value NaN is not between 0 and 1', 'NULL');
SELECT pg_temp.refuses('adjust_p_values(''{0.1}'', ''bonferroni'')::text', 'unknown adjustment method "bonferroni"', 'holm, benjamini-hochberg');
SELECT pg_temp.refuses('nps_sample_size(-5)', 'margin -5 is not above 0 and at most 200', '5');
SELECT pg_temp.refuses('nps_sample_size(''NaN'')', 'margin NaN is not above 0 and at most 200', '5');
SELECT pg_temp.refuses('csat_sample_size(0)', 'margin 0 is not above 0 and at most 100', '5');
SELECT pg_temp.refuses('csat_sample_size(5, expected => 100)', 'expected CSAT 100 is not between 0 and 100', '50');
SELECT pg_temp.refuses('nps_sample_size(5, variance => 2)', 'variance 2 is not above 0 and at most 1', 'worst case');
SELECT pg_temp.refuses('nps_sample_size(5, population => 0)', 'population 0 is not at least 1', 'NULL');
SELECT pg_temp.refuses('nps_comparison_sample_size(5, power => 1)', 'power 1 is not between 0 and 1', '0.8');
SELECT pg_temp.refuses('csat_comparison_sample_size(80, 80)', 'two equal percentages can''t be told apart by any number of responses', '80 and 85');
SELECT pg_temp.refuses('nps_change_from_share(a, a, b, b)', 'the segment has more responses than all segments together', 'included');
SELECT throws_ok('SELECT csat_ci_low(a) FROM samples', '42804', 'csat is defined on the scales 1..2 to 1..10, not on 0..10', 'a scale that the metric has not');
SELECT throws_ok('SELECT nps_sample_size(1e-9)', '22003', NULL, 'more responses than a bigint counts');
SELECT is(nps_sample_size(100), 1::bigint, 'at least one response');
SELECT is(nps_sample_size(5, population => 1), 1::bigint, 'of one person, one');
SELECT is(csat_sample_size(5), 385::bigint, 'the 385 of every textbook');

-- ---- Several p-values -------------------------------------------------------------------------------------------------

SELECT is(adjust_p_values('{0.01,NULL,0.04,0.03}')::numeric[], '{0.03,NULL,0.06,0.06}', 'NULL stays and is not counted');
SELECT is(adjust_p_values('{}'), '{}', 'no p-values, none adjusted');
SELECT is(adjust_p_values('{NULL,NULL}'), '{NULL,NULL}', 'NULLs alone');
SELECT is(adjust_p_values('[3:4]={0.01,0.02}')::text, '[3:4]={0.02,0.02}', 'places stay the same');

SELECT * FROM finish();
ROLLBACK;
