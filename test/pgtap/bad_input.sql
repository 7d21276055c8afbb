-- Bad input is refused: with an SQLSTATE to catch, a message that says what was wrong, and a hint what to do.
\ir include/start.sql

CREATE TABLE bad (number serial, statement text, code text, message text);

-- Scores, in every family of aggregates and each type of score.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %s', format(call, score)), code, format(message, scale)
FROM (VALUES ('11', '22003', 'score 11 is outside the scale %s'), ('-1', '22003', 'score -1 is outside the scale %s'),
             ('11::smallint', '22003', 'score 11 is outside the scale %s'), ('11::bigint', '22003', 'score 11 is outside the scale %s'),
             ('2147483647', '22003', 'score 2147483647 is outside the scale %s'),
             ('(-2147483648)', '22003', 'score -2147483648 is outside the scale %s'),
             ('(-32768)::smallint', '22003', 'score -32768 is outside the scale %s'),
             ('9223372036854775807', '22003', 'score 9.223372036854776e+18 is outside the scale %s'),
             ('2.5', '22023', 'score 2.5 is not a whole number'), ('10.5::real', '22003', 'score 10.5 is outside the scale %s'),
             ('4.000000000000001::float8', '22023', 'score 4.000000000000001 is not a whole number'),
             ('''NaN''::float8', '22003', 'score NaN is outside the scale %s'),
             ('''Infinity''::float8', '22003', 'score Infinity is outside the scale %s'),
             ('''-Infinity''::numeric', '22003', 'score -Infinity is outside the scale %s'),
             ('1e300::float8', '22003', 'score 1e+300 is outside the scale %s')) s(score, code, message),
     (VALUES ('nps(%s)', '0..10'), ('nps_summary(%s)', '0..10'), ('csat(%s)', '1..5'), ('csat_summary(%s, 10)', '1..10'),
             ('ces(%s)', '1..7'), ('ces(%s, 9)', '1..9'), ('score_summary(%s, 0, 5)', '0..5'),
             ('weighted_nps(%s, 1)', '0..10'), ('weighted_csat(%s, 1)', '1..5'), ('weighted_ces(%s, 1, 6)', '1..6'),
             ('weighted_score_summary(%s, 1, 0, 6)', '0..6'), ('sentiment_weighted_nps(%s, 0)', '0..10'),
             ('sentiment_weighted_csat(%s, NULL)', '1..5'), ('sentiment_score_summary(%s, 0.5, 0, 6)', '0..6'),
             ('nps_category(%s)', '0..10')) c(call, scale);

-- The mean of scores on any scale within the widest.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT mean(%s)', score), code, message
FROM (VALUES ('101', '22003', 'score 101 is outside the scale 0..100'), ('(-1)::smallint', '22003', 'score -1 is outside the scale 0..100'),
             ('2147483647', '22003', 'score 2147483647 is outside the scale 0..100'), ('2.5', '22023', 'score 2.5 is not a whole number'),
             ('''NaN''::float8', '22003', 'score NaN is outside the scale 0..100')) s(score, code, message);

-- Weights.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %s', format(call, weight)), code, message
FROM (VALUES ('-1', '22003', 'weight -1 is outside the range 0..1000000'),
             ('-0.000000001', '22003', 'weight -1e-09 is outside the range 0..1000000'),
             ('''NaN''', '22003', 'weight NaN is outside the range 0..1000000'),
             ('''Infinity''', '22003', 'weight Infinity is outside the range 0..1000000'),
             ('''-Infinity''', '22003', 'weight -Infinity is outside the range 0..1000000'),
             ('1000000.000000001', '22003', 'weight 1000000.000000001 is outside the range 0..1000000'),
             ('1e300', '22003', 'weight 1e+300 is outside the range 0..1000000'),
             ('0.0000000004', '22003', 'weight 4e-10 is not 0, but vanishes: weights are kept to 9 decimals'),
             ('5e-324', '22003', 'weight 5e-324 is not 0, but vanishes: weights are kept to 9 decimals'),
             ('NULL', '22004', 'a score has no weight: it is NULL')) w(weight, code, message),
     (VALUES ('weighted_nps(5, %s)'), ('weighted_csat(5, %s)'), ('weighted_ces(5, %s, 9)'), ('weighted_score_summary(5, %s, 0, 6)')) c(call);

-- Sentiment.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %s', format(call, sentiment)), '22003', format('sentiment %s is outside the range -1..1', shown)
FROM (VALUES ('1.000001', '1.000001'), ('-1.1', '-1.1'), ('''NaN''::float8', 'NaN'), ('''Infinity''::float8', 'Infinity')) s(sentiment, shown),
     (VALUES ('sentiment_weighted_nps(5, %s)'), ('sentiment_score_summary(5, %s, 0, 6)'), ('net_sentiment(%s)')) c(call);

-- Points, bounds, and their absence.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %s(1, %s)', aggregate, points), '22023', format('%s is not defined on a scale of %s points', metric, points)
FROM (VALUES ('csat', 'csat', -1), ('csat', 'csat', 0), ('csat', 'csat', 1), ('csat_summary', 'csat', 11), ('csat', 'csat', 2147483647),
             ('ces', 'ces', 1), ('ces', 'ces', 102), ('ces_summary', 'ces', 257)) p(aggregate, metric, points)
UNION ALL
SELECT format('SELECT %s', call), '22004', 'a score has no scale: its number of points or a bound is NULL'
FROM unnest('{"csat(1, NULL)","ces(1, NULL)","score_summary(1, NULL, 5)","score_summary(1, 1, NULL)","weighted_csat(1, 1, NULL)",
              "weighted_score_summary(1, 1, NULL, NULL)","sentiment_weighted_ces(1, 0, NULL)"}'::text[]) call
UNION ALL
SELECT format('SELECT %s(1, %s %s, %s)', aggregate, argument, lo, hi), '22023', format('a scale can''t run from %s to %s', lo, hi)
FROM (VALUES (0, 0), (5, 1), (0, 101), (-32769, -32768), (32767, 32768), (-2147483648, 2147483647), (2147483647, -2147483648)) b(lo, hi),
     (VALUES ('score_summary', ''), ('weighted_score_summary', '1,'), ('sentiment_score_summary', 'NULL,')) a(aggregate, argument);

-- What differs within a group, and what does not merge.
INSERT INTO bad (statement, code, message) VALUES
    ('SELECT csat(1, n) FROM generate_series(4, 5) n', '42804', 'summaries on the scales 1..4 and 1..5 do not merge'),
    ('SELECT ces(1, n) FROM generate_series(6, 7) n', '42804', 'summaries on the scales 1..6 and 1..7 do not merge'),
    ('SELECT score_summary(1, n, 5) FROM generate_series(0, 1) n', '42804', 'summaries on the scales 0..5 and 1..5 do not merge'),
    ('SELECT weighted_score_summary(1, 1, 0, n) FROM generate_series(4, 5) n', '42804', 'summaries on the scales 0..4 and 0..5 do not merge'),
    ($$SELECT 'v1 0..10 counts 1,0,0,0,0,0,0,0,0,0,0'::score_summary + 'v1 1..5 counts 1,0,0,0,0'$$, '42804',
     'summaries on the scales 0..10 and 1..5 do not merge'),
    ($$SELECT 'v1 1..5 counts 1,0,0,0,0'::score_summary - 'v1 0..4 counts 1,0,0,0,0'$$, '42804', 'summaries on the scales 1..5 and 0..4 do not merge'),
    ($$SELECT 'v1 1..2 counts 1,0'::score_summary + 'v1 1..2 counts 1,0 weights 1,0 squared_weights 1,0'$$, '42804',
     'plain and weighted summaries do not merge'),
    ($$SELECT 'v1 1..2 counts 1,0 comments 0,0 positive 0,0 negative 0,0 sentiment 0,0 squared_sentiment 0,0'::score_summary - 'v1 1..2 counts 1,0'$$,
     '42804', 'sentiment and plain summaries do not merge'),
    ($$SELECT rollup(s) FROM (VALUES ('v1 1..2 counts 1,0'::score_summary), ('v1 1..2 counts 1,0 weights 1,0 squared_weights 1,0')) v(s)$$,
     '42804', 'plain and weighted summaries do not merge'),
    ('SELECT rollup(s) FROM (SELECT score_summary(1, 0, n) AS s FROM generate_series(1, 3) n GROUP BY n ORDER BY n) v', '42804',
     'summaries on the scales 0..1 and 0..2 do not merge');

-- What is not in a summary can't be taken out of it.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %L::score_summary - %L', whole, part), '22023', 'can''t take out of a summary responses that are not in it'
FROM (VALUES ('empty', 'v1 1..2 counts 1,0'), ('v1 1..2 counts 1,0', 'v1 1..2 counts 0,1'), ('v1 1..2 counts 1,1', 'v1 1..2 counts 2,0'),
             ('v1 1..2 counts 2,0 weights 3,0 squared_weights 5,0', 'v1 1..2 counts 1,0 weights 4,0 squared_weights 16,0'),
             ('v1 1..2 counts 2,0 weights 3,0 squared_weights 5,0', 'v1 1..2 counts 2,0 weights 2,0 squared_weights 2,0'),
             ('v1 1..2 counts 2,0 weights 2,0 squared_weights 2,0', 'v1 1..2 counts 1,0 weights 0,0 squared_weights 0,0')) v(whole, part)
UNION ALL
SELECT format('SELECT %L::comment_summary - %L', whole, part), '22023', 'can''t take out of a summary responses that are not in it'
FROM (VALUES ('empty', 'v1 comments 1 positive 0 negative 0 sentiment 0 squared_sentiment 0'),
             ('v1 comments 1 positive 0 negative 0 sentiment 0 squared_sentiment 0',
              'v1 comments 1 positive 1 negative 0 sentiment 1 squared_sentiment 1')) v(whole, part)
UNION ALL
SELECT format('SELECT %s', call), '22023', 'can''t take out of a summary responses that are not in it'
FROM unnest(ARRAY[
    $$accumulate_nps_inverse('v1 0..10 counts 1,0,0,0,0,0,0,0,0,0,0', 1)$$,
    $$accumulate_weighted_csat_inverse('v1 1..5 counts 1,0,0,0,0 weights 2,0,0,0,0 squared_weights 4,0,0,0,0', 1, 3)$$,
    $$accumulate_sentiment_csat_inverse('v1 1..5 counts 1,0,0,0,0 comments 1,0,0,0,0 positive 1,0,0,0,0 negative 0,0,0,0,0 sentiment 1,0,0,0,0 squared_sentiment 1,0,0,0,0', 1, -1)$$]) call;

-- Outcomes and drivers.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT driver_summary(%s)', arguments), code, message
FROM (VALUES ('1, ''NaN''', '22003', 'driver 1 is NaN, outside the range -1000000..1000000'), ('1, 2, ''-Infinity''', '22003', 'driver 2 is -Infinity, outside the range -1000000..1000000'),
             ('1000000.1, 1', '22003', 'the outcome is 1000000.1, outside the range -1000000..1000000'), ('-1e300, 1', '22003', 'the outcome is -1e+300, outside the range -1000000..1000000'),
             ('1, VARIADIC ''{}''', '22023', 'there are 0 drivers, not 1 to 20'), ('1, VARIADIC array_fill(1::float8, ARRAY[21])', '22023', 'there are 21 drivers, not 1 to 20'),
             ('1, VARIADIC ''{{1,2},{3,4}}''', '2202E', 'the array of drivers has 2 dimensions, not 1'), ('1, VARIADIC NULL::float8[]', '22004', 'the array of drivers is NULL'),
             ('n, VARIADIC array_fill(n::float8, ARRAY[n])) FROM generate_series(1, 2) n WHERE (n > 0', '42804', 'summaries with the numbers of drivers 1 and 2 do not merge')) v(arguments, code, message)
UNION ALL VALUES
    ($$SELECT 'v1 drivers 1 responses 0 incomplete 1 sums 0,0 products 0,0,0' + 'v1 drivers 2 responses 0 incomplete 1 sums 0,0,0 products 0,0,0,0,0,0'::driver_products_summary$$,
     '42804', 'summaries with the numbers of drivers 1 and 2 do not merge'),
    ($$SELECT 'v1 drivers 1 responses 1 incomplete 0 sums 1,1 products 1,1,1' - 'v1 drivers 1 responses 1 incomplete 0 sums 1,2 products 1,2,4'::driver_products_summary$$,
     '22023', 'can''t take out of a summary responses that are not in it'),
    ($$SELECT accumulate_driver_summary_inverse('v1 drivers 1 responses 1 incomplete 0 sums 1,1 products 1,1,1', NULL, ARRAY[1]::float8[])$$,
     '22023', 'can''t take out of a summary responses that are not in it'),
    ($$SELECT accumulate_driver_summary('v1 drivers 1 responses 90000000000000000 incomplete 0 sums 0,0 products 0,0,0', 1, ARRAY[1]::float8[])$$,
     '22003', 'a sum of a summary, "products", goes beyond 1.701e+26'),
    ($$SELECT accumulate_driver_summary('v1 drivers 1 responses 0 incomplete 90000000000000000 sums 0,0 products 0,0,0', 1, ARRAY[NULL]::float8[])$$,
     '22003', 'a sum of a summary goes beyond 90000000000000000'),
    ($$SELECT d + d FROM (SELECT 'v1 drivers 1 responses 170000000000000 incomplete 0 sums 0,0 products 0,0,170000000000000000000000000'::driver_products_summary AS d) v$$,
     '22003', 'a sum of a summary, "products", goes beyond 1.701e+26');

-- Accessors of what they are not defined for.
INSERT INTO bad (statement, code, message)
SELECT format('SELECT %s(''v1 1..5 counts 1,0,0,0,0''::score_summary)', accessor), '42804', 'nps is defined on the scale 0..10, not on 1..5'
FROM unnest('{nps,promoters,passives,detractors}'::text[]) accessor
UNION ALL VALUES
    ($$SELECT csat('v1 0..5 counts 1,0,0,0,0,0'::score_summary)$$, '42804', 'csat is defined on the scales 1..2 to 1..10, not on 0..5'),
    ($$SELECT csat('v1 1..11 counts 1,0,0,0,0,0,0,0,0,0,0'::score_summary)$$, '42804', 'csat is defined on the scales 1..2 to 1..10, not on 1..11'),
    ($$SELECT ces('v1 0..1 counts 1,0'::score_summary)$$, '42804', 'ces is defined on the scales 1..2 to 1..101, not on 0..1'),
    ($$SELECT top_box('v1 1..5 counts 1,0,0,0,0', 0)$$, '22023', '0 boxes are not 1 to 5, the points of the scale 1..5'),
    ($$SELECT bottom_box('v1 1..5 counts 1,0,0,0,0', 6)$$, '22023', '6 boxes are not 1 to 5, the points of the scale 1..5'),
    ($$SELECT net_box('v1 1..5 counts 1,0,0,0,0', 3, 3)$$, '22023', '3 top and 3 bottom boxes overlap on the scale 1..5 of 5 points'),
    ($$SELECT net_box('v1 1..5 counts 1,0,0,0,0', 2147483647, 2147483647)$$, '22023', '2147483647 boxes are not 1 to 5, the points of the scale 1..5'),
    ($$SELECT top_box('empty', 102)$$, '22023', '102 boxes are not 1 to 101'),
    ($$SELECT percentile('v1 1..2 counts 1,0', -0.1)$$, '22003', 'percentile fraction -0.1 is not between 0 and 1'),
    ($$SELECT percentile('v1 1..2 counts 1,0', 90)$$, '22003', 'percentile fraction 90 is not between 0 and 1'),
    ($$SELECT percentile('empty', 'NaN')$$, '22003', 'percentile fraction NaN is not between 0 and 1'),
    ($$SELECT at_least('empty', -1)$$, '22023', 'at_least can''t ask for -1 responses');

-- Counts that make no summary.
INSERT INTO bad (statement, code, message) VALUES
    ('SELECT make_score_summary(0, ''{1}'')', '22023', 'a scale can''t run from 0 to 0'),
    ('SELECT make_score_summary(0, ''{}'')', '22023', 'a scale can''t run from 0 to -1'),
    ('SELECT make_score_summary(0, array_fill(1::bigint, ARRAY[102]))', '22023', 'a scale can''t run from 0 to 101'),
    ('SELECT make_score_summary(2147483647, ''{1,2}'')', '22023', 'a scale can''t run from 2147483647 to 2147483648'),
    ('SELECT make_score_summary(32767, ''{1,2}'')', '22023', 'a scale can''t run from 32767 to 32768'),
    ('SELECT make_score_summary(0, ''{1,NULL}'')', '22004', 'a count is NULL'),
    ('SELECT make_score_summary(0, ''{{1,2},{3,4}}'')', '2202E', 'counts have 2 dimensions, not 1'),
    ('SELECT make_score_summary(0, ''{1,-2}'')', '22003', 'counts make no summary: a count is negative'),
    ('SELECT make_score_summary(0, ''{1,90000000000000001}'')', '22003', 'counts make no summary: a sum is beyond 90000000000000000'),
    ('SELECT make_score_summary(0, ''{1,-9223372036854775808}'')', '22003', 'counts make no summary: a sum is beyond 90000000000000000');

-- Ages.
INSERT INTO bad (statement, code, message) VALUES
    ($$SELECT decay_weight('2026-01-01'::date, '2026-02-01', '0 days')$$, '22023', 'half-life 00:00:00 is not positive'),
    ($$SELECT decay_weight('2026-01-01'::timestamptz, '2026-02-01', '-1 month')$$, '22023', 'half-life -1 mons is not positive'),
    ($$SELECT decay_weight('infinity'::date, '2026-02-01', '90 days')$$, '22008', 'the age of a response can''t be infinite'),
    ($$SELECT decay_weight('2026-01-01'::timestamp, '-infinity', '90 days')$$, '22008', 'the age of a response can''t be infinite'),
    ($$SELECT decay_weight('2026-01-21'::date, '2026-01-01', '1 day')$$, '22003', 'a response 20 half-lives after as_of weighs more than 1000000');

SELECT plan(count(*)::int + 7) FROM bad;
SELECT is_refused(statement, code, message) FROM bad ORDER BY number;

-- What is not an error.
SELECT is(csat(NULL::int, NULL), NULL, 'a NULL score needs no points');
SELECT is(weighted_nps(NULL::int, -5), NULL, 'nor a good weight');
SELECT is(score_summary(NULL::int, 5, 1)::text, 'empty', 'nor a scale that makes sense');
SELECT is(sentiment_weighted_nps(NULL::int, 99), NULL, 'nor a good sentiment');
SELECT is(weighted_nps(10, 0.0000000006)::text, '100.0000000000000000', 'a weight of half a unit and more is kept');
SELECT is(weighted_score_summary(0, 1000000, 0, 1)::text, 'v1 0..1 counts 1,0 weights 1000000,0 squared_weights 1000000000000,0', 'the largest weight');
SELECT is(nps(5.0) + nps(5::bigint) + nps(5::score_0_to_10), -300.0000000000000000, 'every type of number has scores');
SELECT * FROM finish();
ROLLBACK;
