-- Retention and growth: examples by hand, exact arithmetic in numeric over generated customers, and the interval against
-- test/mathematics/retention.tsv, which R made (retention.R beside it).
\ir include/start.sql

SELECT no_plan();

-- ---- By hand ------------------------------------------------------------------------------------------------------
-- Anna pays 100 and then 120, Ben 80 and then 60, Carl 20 and then nothing; Dora comes by recommendation and pays 50, Emil by an
-- advertisement and pays 10; Fritz never pays.
CREATE TEMPORARY TABLE customer (name text, before numeric, after numeric, earned boolean);
INSERT INTO customer VALUES ('Anna', 100, 120, true), ('Ben', 80, 60, NULL), ('Carl', 20, NULL, false), ('Dora', NULL, 50, true), ('Emil', 0, 10, NULL), ('Fritz', 0, NULL, true);
CREATE TEMPORARY TABLE flow AS SELECT retention_summary(before, after, earned) AS f FROM customer;

SELECT is(f::text, 'v1 customers_before 3 customers_kept 2 customers_new 2 customers_earned 1 revenue_before 200 revenue_kept 160 revenue_of_kept 180 revenue_new 60 revenue_earned 50',
          'the sums') FROM flow;
SELECT is(found, wanted, question)
FROM flow, LATERAL (VALUES
    ('customers before', customers_before(f)::numeric, 3.0), ('kept', customers_kept(f), 2), ('lost', customers_lost(f), 1), ('new', customers_new(f), 2),
    ('earned', customers_earned(f), 1), ('after', customers_after(f), 4),
    ('revenue before', revenue_before(f), 200.0000), ('kept', revenue_kept(f), 160.0000), ('of the kept', revenue_of_kept(f), 180.0000), ('new', revenue_new(f), 60.0000),
    ('earned', revenue_earned(f), 50.0000), ('after', revenue_after(f), 240.0000),
    ('customer retention: 2 of 3', customer_retention(f), 66.6666666666666667), ('churn: 1 of 3', customer_churn(f), 33.3333333333333333),
    ('gross: 160 of 200', gross_revenue_retention(f), 80), ('net: 180 of 200', net_revenue_retention(f), 90), ('growth: 240 of 200', revenue_growth(f), 20),
    ('earned growth: 180 + 50 of 200', earned_growth(f), 15), ('15 of 20', earned_growth_share(f), 75)) AS q (question, found, wanted);
SELECT is(retention_summary(before, after)::text, (SELECT replace(replace(f::text, 'customers_earned 1', 'customers_earned 0'), 'revenue_earned 50', 'revenue_earned 0') FROM flow),
          'without earned, nobody is') FROM customer;

-- ---- Ends -----------------------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE ends (what text, f retention_flow_summary);
INSERT INTO ends
SELECT what, (SELECT retention_summary(b, a, true) FROM unnest(befores, afters) AS v (b, a))
FROM (VALUES ('nobody', '{0,NULL}'::numeric[], '{NULL,0}'::numeric[]), ('all new', '{0,NULL}', '{5,7}'), ('all lost', '{5,7}', '{0,NULL}'), ('all kept', '{5,7}', '{5,7}'),
             ('all pay more', '{5,7}', '{10,14}'), ('so little that it is nothing', '{0.00004,0}', '{0.0000499,0}')) AS v (what, befores, afters);
SELECT is(f::text, 'empty', what) FROM ends WHERE what IN ('nobody', 'so little that it is nothing');
SELECT is(num_nonnulls(customer_retention(f), customer_churn(f), gross_revenue_retention(f), net_revenue_retention(f), revenue_growth(f), earned_growth(f), earned_growth_share(f),
                       customer_retention_ci_low(f), customer_retention_ci_high(f)), 0, what || ': no percentages') FROM ends WHERE what IN ('nobody', 'all new');
SELECT is(ROW(customers_before(f), customers_after(f), revenue_before(f), revenue_after(f))::text, CASE what WHEN 'nobody' THEN '(0,0,0.0000,0.0000)' ELSE '(0,2,0.0000,12.0000)' END, what || ': counts and sums')
FROM ends WHERE what IN ('nobody', 'all new');
SELECT is(ROW(round(customer_retention(f)), round(customer_churn(f)), round(gross_revenue_retention(f)), round(net_revenue_retention(f)), round(revenue_growth(f)), round(earned_growth(f)), earned_growth_share(f))::text, wanted, what)
FROM ends JOIN (VALUES ('all lost', '(0,100,0,0,-100,-100,)'), ('all kept', '(100,0,100,100,0,0,)'), ('all pay more', '(100,0,100,200,100,100,100.0000000000000000)')) AS w (what, wanted) USING (what);

SELECT is(num_nulls(customer_retention(NULL), earned_growth(NULL), customers_before(NULL), revenue_after(NULL), customer_retention_ci_low(NULL), customer_retention_ci_low(f, NULL)), 6, 'NULL for NULL')
FROM flow;
SELECT is(retention_summary(before, after) FILTER (WHERE false), 'empty', 'no rows') FROM customer;

-- ---- Many, and much ---------------------------------------------------------------------------------------------------
-- 10^15 customers, each with as much as there can be: by text, and by doubling.
CREATE TEMPORARY TABLE many AS
SELECT format('v1 customers_before %s customers_kept %s customers_new %1$s customers_earned %2$s revenue_before %s revenue_kept %s revenue_of_kept %4$s revenue_new %3$s revenue_earned %4$s',
              n, n / 3, n::numeric * 1e13, (n / 3)::numeric * 1e13)::retention_flow_summary AS f, n
FROM (SELECT 1000000000000000::bigint AS n) AS x;
SELECT is(customer_retention(f), round(100 * (n / 3)::numeric / n, 16), '10^15 customers: retention') FROM many;
SELECT is(net_revenue_retention(f), round(100 * (n / 3)::numeric / n, 16), '... and revenue') FROM many;
SELECT is(earned_growth(f), round(200 * (n / 3)::numeric / n - 100, 16), '... and growth') FROM many;
SELECT is(earned_growth_share(f), round(100 * (2 * (n / 3)::numeric - n) / (n / 3), 16), '... and its share') FROM many;
SELECT is(revenue_after(f), round(n * 1e13 + (n / 3) * 1e13, 4), '... and the sum') FROM many;
SELECT is((f + f) - f, f, '... by + and back') FROM many;
SELECT is_refused('SELECT rollup(f) FROM many, generate_series(1, 91)', '22003', 'a sum of a summary goes beyond 90000000000000000');
SELECT is(revenue_before(retention_summary(1e13, 1e13)), 10000000000000.0000, 'the largest amount');
-- The same digit up to 13 times before the point and up to 20 times behind it, without and with zeros at the end.
CREATE TEMPORARY TABLE amount AS
SELECT DISTINCT value::numeric AS value, value AS text
FROM generate_series(0, 13) AS before_point, generate_series(0, 20) AS decimals, (VALUES ('1'), ('4'), ('5'), ('9')) AS v (digit), (VALUES (''), ('0'), ('00000')) AS z (zeros),
     format('0%s.%s%s', repeat(digit, before_point), repeat(digit, decimals), zeros) AS value;
SELECT is(count(*) FILTER (WHERE revenue IS DISTINCT FROM round(value, 4)), 0::bigint, format('%s amounts, rounded as numeric rounds', count(*)))
FROM (SELECT value, revenue_before(retention_summary(value, NULL)) AS revenue FROM amount GROUP BY text, value) AS x;
-- From next to nothing before up to the most that there can be after, and so percentages of up to 32 digits before the point.
CREATE TEMPORARY TABLE multiplied AS
SELECT retention_summary(before, after, true) AS f
FROM (SELECT group_number, after AS before, after FROM generate_series(1, 40) AS group_number, (VALUES (0.0003)) AS v (after)
      UNION ALL SELECT group_number, 0, 1e13 FROM generate_series(1, 40) AS group_number, generate_series(1, group_number * group_number)) AS customer
GROUP BY group_number
UNION ALL
SELECT format('v1 customers_before 1 customers_kept 0 customers_new 90000000000000000 customers_earned 90000000000000000 revenue_before 0.000%s revenue_kept 0 revenue_of_kept 0 revenue_new %s revenue_earned %2$s',
              before, trunc(10::numeric ^ exponent))::retention_flow_summary
FROM generate_series(1, 9) AS before, generate_series(13, 29) AS exponent;
SELECT is(count(*) FILTER (WHERE growth = round(100 * (revenue_after(f) - revenue_before(f)) * 1.0000000000000000000000000000000000000000 / revenue_before(f), 16) AND earned_growth(f) = growth),
          count(*), 'growth of next to nothing') FROM multiplied, LATERAL (SELECT revenue_growth(f)) AS x (growth);

-- ---- Over generated customers, in numeric ---------------------------------------------------------------------------

CREATE TEMPORARY TABLE generated AS
SELECT n % 40 AS "group", CASE WHEN random() < 0.8 THEN round((10 ^ (random() * 12 - 5))::numeric, 6) END AS before,
       CASE WHEN random() < 0.7 THEN round((10 ^ (random() * 12 - 5))::numeric, 6) END AS after, nullif(random() < 0.4, random() < 0.1) AS earned
FROM generate_series(1, 8000) AS n;
INSERT INTO generated SELECT 40, before, after, earned FROM generated;

CREATE TEMPORARY VIEW exact AS
SELECT "group", count(*) FILTER (WHERE b > 0) AS before, count(*) FILTER (WHERE b > 0 AND a > 0) AS kept, count(*) FILTER (WHERE b = 0 AND a > 0) AS new,
       count(*) FILTER (WHERE b = 0 AND a > 0 AND earned) AS earned,
       sum(b) AS revenue_before, sum(least(b, a)) AS revenue_kept, coalesce(sum(a) FILTER (WHERE b > 0), 0) AS revenue_of_kept,
       coalesce(sum(a) FILTER (WHERE b = 0), 0) AS revenue_new, coalesce(sum(a) FILTER (WHERE b = 0 AND earned), 0) AS revenue_earned
FROM (SELECT "group", round(coalesce(before, 0), 4) AS b, round(coalesce(after, 0), 4) AS a, earned FROM generated) AS g GROUP BY "group";

CREATE TEMPORARY TABLE summarised AS SELECT "group", retention_summary(before, after, earned) AS f FROM generated GROUP BY "group";
SELECT is(count(*) FILTER (WHERE ROW(customers_before(f), customers_kept(f), customers_new(f), customers_earned(f)) = ROW(before, kept, new, earned)
                             AND customers_lost(f) = before - kept AND customers_after(f) = kept + new), 41::bigint, 'counts') FROM exact JOIN summarised USING ("group");
SELECT is(count(*) FILTER (WHERE ROW(e.revenue_before, e.revenue_kept, e.revenue_of_kept, e.revenue_new, e.revenue_earned, e.revenue_of_kept + e.revenue_new)
                               = ROW(revenue_before(f), revenue_kept(f), revenue_of_kept(f), revenue_new(f), revenue_earned(f), revenue_after(f))), 41::bigint, 'revenue') FROM exact AS e JOIN summarised USING ("group");
-- Percentages with 40 decimals, rounded to 16: nobody meets a tie there.
SELECT is(count(*) FILTER (WHERE customer_retention(f) = round(100 * kept * 1.0000000000000000000000000000000000000000 / before, 16) AND customer_churn(f) = round(100 * (before - kept) * 1.0000000000000000000000000000000000000000 / before, 16)
    AND gross_revenue_retention(f) = round(100 * e.revenue_kept * 1.0000000000000000000000000000000000000000 / e.revenue_before, 16)
    AND net_revenue_retention(f) = round(100 * e.revenue_of_kept * 1.0000000000000000000000000000000000000000 / e.revenue_before, 16)
    AND revenue_growth(f) = round(100 * (e.revenue_of_kept + e.revenue_new - e.revenue_before) * 1.0000000000000000000000000000000000000000 / e.revenue_before, 16)
    AND earned_growth(f) = round(100 * (e.revenue_of_kept + e.revenue_earned - e.revenue_before) * 1.0000000000000000000000000000000000000000 / e.revenue_before, 16)
    AND earned_growth_share(f) IS NOT DISTINCT FROM CASE WHEN e.revenue_of_kept + e.revenue_new > e.revenue_before
        THEN round(100 * (e.revenue_of_kept + e.revenue_earned - e.revenue_before) * 1.0000000000000000000000000000000000000000 / (e.revenue_of_kept + e.revenue_new - e.revenue_before), 16) END),
    41::bigint, 'percentages') FROM exact AS e JOIN summarised USING ("group");
SELECT is((SELECT rollup(f) FROM summarised WHERE "group" < 40), f, 'rolled up, the parts give the whole') FROM summarised WHERE "group" = 40;
SELECT is(retention_summary(round(before)::bigint, round(after)::bigint, earned), retention_summary(round(before), round(after), earned), 'bigint and numeric give the same') FROM generated;
SELECT is(retention_summary((before % 30000)::smallint, (after % 30000)::smallint), retention_summary((before % 30000)::integer, (after % 30000)::integer), 'and smaller integers too') FROM generated;

-- ---- The interval ------------------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE wilson (before bigint, kept bigint, confidence float8, low numeric, high numeric);
\copy wilson FROM 'test/mathematics/retention.tsv'
SELECT cmp_ok(max(greatest(abs(customer_retention_ci_low(f, confidence) - low), abs(customer_retention_ci_high(f, confidence) - high))), '<', 1e-9, format('the intervals of prop.test(), %s of them', count(*)))
FROM wilson, LATERAL (SELECT format('v1 customers_before %s customers_kept %s customers_new 0 customers_earned 0 revenue_before %1$s revenue_kept %2$s revenue_of_kept %2$s revenue_new 0 revenue_earned 0',
                                    before, kept)::retention_flow_summary) AS x (f);
SELECT is(customer_retention_ci_low(f), customer_retention_ci_low(f, 0.95), 'of 95% confidence, unless another is named') FROM flow;
SELECT is_refused('SELECT customer_retention_ci_low(f, 1.5) FROM flow', '22023', 'confidence 1.5 is not between 0 and 1');

-- ---- Errors --------------------------------------------------------------------------------------------------------------

SELECT is_refused(format('SELECT retention_summary(%s)', arguments), '22003', message)
FROM (VALUES ('-1, 2', 'the revenue before is -1, a negative amount'), ('1, -0.0001', 'the revenue after is -0.0001, a negative amount'), ('1::bigint, -2::bigint', 'the revenue after is -2, a negative amount'),
             ('''NaN''::numeric, 1', 'the revenue before is NaN, outside the range 0..10000000000000'), ('''Infinity''::numeric, 1', 'the revenue before is Infinity, outside the range 0..10000000000000'),
             ('''-Infinity''::numeric, 1', 'the revenue before is -Infinity, a negative amount'),
             ('1, 10000000000001', 'the revenue after is 10000000000001, outside the range 0..10000000000000'), ('1, 10000000000000.00005', 'the revenue after is 10000000000000.00005, outside the range 0..10000000000000'),
             ('1e20, 1', 'the revenue before is 100000000000000000000, outside the range 0..10000000000000')) AS v (arguments, message);
SELECT is_refused('SELECT f - f - f FROM flow', '22023', 'can''t take out of a summary responses that are not in it');
SELECT is_refused('SELECT f - retention_summary(1, 1) FROM (SELECT retention_summary(1, 2) AS f) AS x GROUP BY f', '22023', 'can''t take out of a summary responses that are not in it');
SELECT * FROM finish();
ROLLBACK;
