-- The text form: every value goes through it unchanged, and text that is none is refused in the name of the type.
\ir include/start.sql
\ir include/responses.sql

-- Summaries of all shapes, scales and kinds.
CREATE TABLE sample AS
    SELECT 'score_summary' AS type, s::text AS text, score_summary_send(s) AS bytes
    FROM (SELECT score_summary(score, lo, hi) AS plain, weighted_score_summary(score, weight, lo, hi) AS weighted,
                 sentiment_score_summary(score, sentiment, lo, hi) AS sentiment
          FROM response GROUP BY "group") g, LATERAL (VALUES (plain), (weighted), (sentiment)) v(s)
    UNION ALL
    SELECT 'comment_summary', s::text, comment_summary_send(s)
    FROM (SELECT sentiment_summary(sentiment) AS s FROM response GROUP BY "group") g
    UNION ALL
    SELECT 'driver_products_summary', s::text, driver_products_summary_send(s)
    FROM (SELECT driver_summary(outcome, VARIADIC drivers) AS s FROM response GROUP BY "group") g
    UNION ALL
    SELECT 'retention_flow_summary', s::text, retention_flow_summary_send(s)
    FROM (SELECT retention_summary(before, after, earned) AS s FROM response GROUP BY "group") g;

-- The grammar, written again: what is read must match it, whatever else has to hold.
CREATE TABLE grammar AS
    SELECT type, '^\s*(empty|v1\s+' || string_agg(form, '|v1\s+') || ')\s*$' AS pattern
    FROM (SELECT type, scale || string_agg(name || '\s+N(\s*,\s*N)*', '\s*' ORDER BY number) AS form
          FROM (VALUES ('score_summary', 'S\s*', '{counts}'::text[]), ('score_summary', 'S\s*', '{counts,weights,squared_weights}'),
                       ('score_summary', 'S\s*', '{counts,comments,positive,negative,sentiment,squared_sentiment}'),
                       ('comment_summary', '', '{comments,positive,negative,sentiment,squared_sentiment}'),
                       ('driver_products_summary', 'drivers\s*\d+\s*', '{responses,incomplete,sums,products}'),
                       ('retention_flow_summary', '', '{customers_before,customers_kept,customers_new,customers_earned,revenue_before,revenue_kept,revenue_of_kept,revenue_new,revenue_earned}')) k(type, scale, names),
               unnest(names) WITH ORDINALITY n(name, number)
          GROUP BY type, scale, names) forms
    GROUP BY type;
UPDATE grammar SET pattern = replace(replace(pattern, 'S', '-?\d+\s*\.\.\s*-?\d+'), 'N', '-?\d+(\.\d+)?');

-- A text with one of many small changes.
CREATE FUNCTION mutated(text text) RETURNS text AS $$
DECLARE
    at int := 1 + floor(random() * (length(text) + 1));
    other int := 1 + floor(random() * (length(text) + 1));
    tokens text[] := '{-,.,",",0,1,9,99999999999999999999,e5," ",empty,v1,v2,counts,weights,squared_weights,comments,drivers,sums,..,0..10,é,+,NaN,\\,'''',1e9}';
    token text := tokens[1 + floor(random() * cardinality(tokens))];
BEGIN
    RETURN CASE floor(random() * 7)
        WHEN 0 THEN left(text, at - 1)
        WHEN 1 THEN overlay(text PLACING '' FROM at FOR 1)
        WHEN 2 THEN overlay(text PLACING token FROM at FOR 0)
        WHEN 3 THEN overlay(text PLACING token FROM at FOR 1)
        WHEN 4 THEN overlay(text PLACING '' FROM least(at, other) FOR abs(at - other))
        WHEN 5 THEN overlay(text PLACING substr(text, other, 12) FROM at FOR 0)
        ELSE left(text, at) || substr(text, other) END;
END
$$ LANGUAGE plpgsql;

-- What is wrong with how a text is read; NULL where it is refused properly, or read properly.
CREATE FUNCTION misreading(type text, text text) RETURNS text AS $$
DECLARE
    refused record := refusal(format('SELECT %L::%s', text, type));
    again text;
BEGIN
    IF refused.code IS NULL THEN
        EXECUTE format('SELECT %L::%s::text', text, type) INTO again;
        IF text !~ (SELECT pattern FROM grammar g WHERE g.type = misreading.type) THEN
            RETURN 'read against the grammar: ' || text;
        END IF;
        IF (SELECT (r).code FROM refusal(format('SELECT %L::%s', again, type)) r) IS NOT NULL THEN
            RETURN 'writes what it does not read: ' || text;
        END IF;
        RETURN NULL;
    END IF;
    RETURN CASE
        WHEN refused.code <> '22P02' THEN format('%s for %s', refused.code, text)
        WHEN refused.message <> format('invalid input syntax for type %s: "%s"', type, text) THEN refused.message
        WHEN coalesce(refused.hint, '') = '' THEN 'no hint for ' || text END;
END
$$ LANGUAGE plpgsql;

CREATE TABLE mutation AS
    SELECT type, mutated(CASE WHEN n > 2000 THEN mutated(text) ELSE text END) AS text
    FROM (SELECT type, text, row_number() OVER (PARTITION BY type ORDER BY length(text), random()) AS rank FROM sample) s, generate_series(1, 4000) n
    WHERE rank % 97 = n % 97 AND n % 4 = rank % 4;
ALTER TABLE mutation ADD refused boolean;
UPDATE mutation SET refused = (refusal(format('SELECT %L::%s', text, type))).code IS NOT NULL;

CREATE TABLE malformed (type text, text text);
INSERT INTO malformed
    SELECT 'score_summary', unnest(ARRAY['', ' ', 'nothing', 'EMPTY', 'empty,', 'empty v1 0..1 counts 1,1', 'v1', 'v2 0..1 counts 1,1',
        'v10..1 counts 1,1', 'v1 0..1', 'v1 0..1 counts', 'v1 0..1 counts 1', 'v1 0..1 counts 1,', 'v1 0..1 counts 1,1,', 'v1 0..1 counts 1,1,1',
        'v1 0..1 counts ,1', 'v1 0..1 counts 1 1', 'v1 0..1 counts 1,-1', 'v1 0..1 counts 1,1.5', 'v1 0..1 counts 1,1e1', 'v1 0..1 counts 1,+1',
        'v1 0..1 counts 1,90000000000000001', 'v1 0..1 counts 1,170141183460469231731687303715884105728',
        'v1 0..1 counts 1,99999999999999999999999999999999999999999999', 'v1 0-1 counts 1,1', 'v1 0...1 counts 1,1', 'v1 1..0 counts 1,1',
        'v1 0..0 counts 1', 'v1 0..101 counts ' || array_to_string(array_fill(1, ARRAY[102]), ','), 'v1 -32769..-32768 counts 1,1',
        'v1 32767..32768 counts 1,1', 'v1 0..4294967296 counts 1,1', 'v1 4294967296..4294967297 counts 1,1', 'v1 0..1 counts 1,1 weights 1,1',
        'v1 0..1 weights 1,1 squared_weights 1,1', 'v1 0..1 counts 1,1 squared_weights 1,1 weights 1,1',
        'v1 0..1 counts 1,1 weights 1,1 squared_weights 1,1 weights 1,1', 'v1 0..1 counts 1,1 weights 1,1,1 squared_weights 1,1',
        'v1 0..1 counts 1,1 weights 1,1.0000000001 squared_weights 1,1', 'v1 0..1 counts 1,1 weights 1,-1 squared_weights 1,1',
        'v1 0..1 counts 1,0 weights 1,1 squared_weights 1,1', 'v1 0..1 counts 1,1 weights 1,1000000.1 squared_weights 1,1000000200000.01',
        'v1 0..1 counts 1,4 weights 1,4 squared_weights 1,3.9', 'v1 0..1 counts 1,4 weights 1,1 squared_weights 1,4',
        'v1 0..1 counts 1,1 weights 1,0 squared_weights 1,1', 'v1 0..1 counts 1,1 weights 1,1 squared_weights 1,0',
        'v1 0..1 counts 1,1 comments 2,0 positive 0,0 negative 0,0 sentiment 0,0 squared_sentiment 0,0',
        'v1 0..1 counts 1,1 comments 1,1 positive 1,0 negative 1,0 sentiment 0,0 squared_sentiment 0,0',
        'v1 0..1 counts 1,1 comments 1,1 positive 1,0 negative 0,0 sentiment 1.1,0 squared_sentiment 1.21,0',
        'v1 0..1 counts 1,1 comments 1,1 positive 1,0 negative 0,0 sentiment 0.04,0 squared_sentiment 0.0016,0',
        'v1 0..1 counts 1,1 comments 1,1 positive 1,0 negative 0,0 sentiment 0.5,0 squared_sentiment 0.2,0',
        'v1 comments 2 positive 1 negative 0 sentiment 0.75 squared_sentiment 0.5625'])
    UNION ALL
    SELECT 'comment_summary', unnest(ARRAY['', 'v1', 'v1 comments', 'v1 comments 1', 'v1 0..1 counts 1,1', 'v1 comments 1,1 positive 0 negative 0 sentiment 0 squared_sentiment 0',
        'v1 comments -1 positive 0 negative 0 sentiment 0 squared_sentiment 0', 'v1 comments 1 positive 2 negative -1 sentiment 0 squared_sentiment 0',
        'v1 comments 1 positive 0 negative 0 sentiment 0.05 squared_sentiment 0.0025', 'v1 comments 1 positive 0 negative 0 sentiment 0 squared_sentiment -1',
        'v1 comments 1 positive 0 negative 0 sentiment 0 squared_sentiment 1.1', 'v1 comments 1 positive 1 negative 0 sentiment 0.5 squared_sentiment 0.6',
        'v1 comments 2 positive 2 negative 0 sentiment 1.9 squared_sentiment 1.9', 'v1 comments 2 positive 0 negative 2 sentiment -1.9 squared_sentiment 1.9',
        'v1 comments 10000000 positive 10000000 negative 0 sentiment 9999999.998 squared_sentiment 9999999.996000000001'])
    UNION ALL
    -- No numbers have such sums: sums of squares that are too small or too large, of an odd sum an even one, products beyond what squares allow.
    SELECT 'driver_products_summary', unnest(ARRAY['', 'v1', 'v1 drivers', 'v1 drivers 1', 'v1 0..1 counts 1,1', 'v1 responses 1 incomplete 0 sums 1,1 products 1,1,1',
        'v1 drivers 0 responses 1 incomplete 0 sums 1 products 1', 'v1 drivers 21 responses 0 incomplete 1 sums 0 products 0', 'v1 drivers -1 responses 0 incomplete 1 sums 0 products 0',
        'v1 drivers 1..2 responses 1 incomplete 0 sums 1,1 products 1,1,1', 'v1 drivers 4294967297 responses 1 incomplete 0 sums 1,1 products 1,1,1',
        'v1 drivers 1 responses 1 incomplete 0 sums 1 products 1,1,1', 'v1 drivers 1 responses 1 incomplete 0 sums 1,1 products 1,1', 'v1 drivers 1 responses 1 incomplete 0 sums 1,1 products 1,1,1,1',
        'v1 drivers 1 responses 1,1 incomplete 0 sums 1,1 products 1,1,1', 'v1 drivers 1 responses 1 incomplete -1 sums 1,1 products 1,1,1', 'v1 drivers 1 responses -1 incomplete 0 sums 0,0 products 0,0,0',
        'v1 drivers 1 responses 0 incomplete 1 sums 1,0 products 1,0,0', 'v1 drivers 1 responses 0 incomplete 1 sums 0,0 products 0,1,0', 'v1 drivers 1 responses 0 incomplete 1 sums 0,0 products 1,0,0',
        'v1 drivers 1 responses 1 incomplete 0 sums 2,1 products 1,2,1', 'v1 drivers 1 responses 1 incomplete 0 sums 1,1 products 1,1,-1', 'v1 drivers 1 responses 2 incomplete 0 sums 3,0 products 4,0,0',
        'v1 drivers 1 responses 2 incomplete 0 sums 0.000001,0 products 0.000000000002,0,0', 'v1 drivers 1 responses 1 incomplete 0 sums 1000001,0 products 1000002000001,0,0',
        'v1 drivers 1 responses 1 incomplete 0 sums 1000000,0 products 1000000000002,0,0', 'v1 drivers 1 responses 2 incomplete 0 sums 1,1 products 1,1.1,1', 'v1 drivers 1 responses 2 incomplete 0 sums 0,0 products 2,2.000001,2',
        'v1 drivers 1 responses 2 incomplete 0 sums 3,3 products 5,3.9,5', 'v1 drivers 1 responses 1 incomplete 0 sums 0.0000001,1 products 0,0,1',
        'v1 drivers 1 responses 200000000000000 incomplete 0 sums 0,0 products 0,170141183460469231731687303.715884105728,0'])
    UNION ALL
    SELECT 'retention_flow_summary', unnest(ARRAY['v1 customers_before 1 customers_kept 2 customers_new 0 customers_earned 0 revenue_before 10 revenue_kept 10 revenue_of_kept 10 revenue_new 0 revenue_earned 0',
        'v1 customers_before -1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 0 customers_kept 0 customers_new 1 customers_earned 2 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 5 revenue_earned 5',
        'v1 customers_before 1 customers_kept 1 customers_new 0 customers_earned 0 revenue_before 10 revenue_kept 11 revenue_of_kept 11 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1 customers_kept 1 customers_new 0 customers_earned 0 revenue_before 10 revenue_kept 9 revenue_of_kept 8 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1 customers_kept 1 customers_new 0 customers_earned 0 revenue_before 10 revenue_kept 0 revenue_of_kept 8 revenue_new 0 revenue_earned 0',
        'v1 customers_before 2 customers_kept 1 customers_new 0 customers_earned 0 revenue_before 10 revenue_kept 10 revenue_of_kept 10 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 1e-05 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 0 customers_kept 0 customers_new 1 customers_earned 0 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 0 customers_kept 0 customers_new 2 customers_earned 1 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 5 revenue_earned 5',
        'v1 customers_before 0 customers_kept 0 customers_new 1 customers_earned 1 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 6 revenue_earned 5',
        'v1 customers_before 0 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 1 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 10000000000000.0001 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 90000000000000001 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 90000000000000001 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1,1 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 1 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 customers_before 1.5 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 1 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0',
        'v1 1..2 counts 1,1',
        'v1 customers_before 1']);

CREATE TABLE well_formed (type text, text text, again text);
INSERT INTO well_formed VALUES
    ('score_summary', 'empty', 'empty'), ('score_summary', E' \t\n empty\r\n', 'empty'),
    ('score_summary', E'v1\t0 .. 1\ncounts  1 , 2 ', 'v1 0..1 counts 1,2'), ('score_summary', 'v1 -2..-1 counts 1,2', 'v1 -2..-1 counts 1,2'),
    ('score_summary', 'v1 0..1 counts 0,0', 'empty'), ('score_summary', 'v1 00..01 counts 007,-0', 'v1 0..1 counts 7,0'),
    ('score_summary', 'v1 0..1 counts 1,0 weights 1.500000000,0.0 squared_weights 2.25,0', 'v1 0..1 counts 1,0 weights 1.5,0 squared_weights 2.25,0'),
    ('score_summary', 'v1 0..1 counts 1,0 weights 0.000000001,0 squared_weights 0.000000000000000001,0',
     'v1 0..1 counts 1,0 weights 0.000000001,0 squared_weights 0.000000000000000001,0'),
    ('score_summary', 'v1 0..1 counts 1,0 weights 0,0 squared_weights 0,0', 'v1 0..1 counts 1,0 weights 0,0 squared_weights 0,0'),
    ('score_summary', 'v1 0..1 counts 0,0 weights 0,0 squared_weights 0,0', 'empty'),
    ('comment_summary', 'empty', 'empty'), ('comment_summary', 'v1 comments 0 positive 0 negative 0 sentiment 0 squared_sentiment 0', 'empty'),
    ('comment_summary', 'v1 comments 2 positive 0 negative 2 sentiment -0.75 squared_sentiment 0.5', 'v1 comments 2 positive 0 negative 2 sentiment -0.75 squared_sentiment 0.5'),
    ('comment_summary', 'v1 comments 2 positive 2 negative 0 sentiment 1.9 squared_sentiment 1.81', 'v1 comments 2 positive 2 negative 0 sentiment 1.9 squared_sentiment 1.81'),
    ('driver_products_summary', 'empty', 'empty'), ('driver_products_summary', 'v1 drivers 1 responses 0 incomplete 0 sums 0,0 products 0,0,0', 'empty'),
    ('driver_products_summary', 'v1 drivers 1 responses 0 incomplete 3 sums 0,0 products 0,0,0', 'v1 drivers 1 responses 0 incomplete 3 sums 0,0 products 0,0,0'),
    ('driver_products_summary', E'v1\tdrivers 01\nresponses 2 incomplete 0 sums 100.0 , 7 products 10000,500,29', 'v1 drivers 1 responses 2 incomplete 0 sums 100,7 products 10000,500,29'),
    ('driver_products_summary', 'v1 drivers 1 responses 1 incomplete 0 sums -1000000,0.000001 products 1000000000000,-1,0.000000000001', 'v1 drivers 1 responses 1 incomplete 0 sums -1000000,0.000001 products 1000000000000,-1,0.000000000001'),
    ('retention_flow_summary', 'v1 customers_before 0 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0', 'empty'),
    ('retention_flow_summary', 'v1 customers_before 02 customers_kept 1 customers_new 1 customers_earned 0 revenue_before 200.0000 revenue_kept 90 revenue_of_kept 90 revenue_new 50 revenue_earned 0', 'v1 customers_before 2 customers_kept 1 customers_new 1 customers_earned 0 revenue_before 200 revenue_kept 90 revenue_of_kept 90 revenue_new 50 revenue_earned 0'),
    ('retention_flow_summary', 'v1 customers_before 1000000000000000 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 10000000000000000000000000000 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0', 'v1 customers_before 1000000000000000 customers_kept 0 customers_new 0 customers_earned 0 revenue_before 10000000000000000000000000000 revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0');

CREATE FUNCTION read_and_written(type text, text text, OUT again text, OUT bytes bytea) AS $$
BEGIN
    EXECUTE format('SELECT %1$L::%2$s::text, %2$s_send(%1$L)', text, type) INTO again, bytes;
END
$$ LANGUAGE plpgsql;

SELECT plan((SELECT count(*)::int FROM malformed) + (SELECT count(*)::int FROM well_formed) + 11);

SELECT cmp_ok(count(DISTINCT text), '>', 500::bigint, 'there are samples') FROM sample;
SELECT is((SELECT array_agg(type) FROM summary_types
           WHERE type NOT IN (SELECT type FROM sample INTERSECT SELECT type FROM malformed INTERSECT SELECT type FROM well_formed)), NULL, 'of every type');
SELECT is(count(*), 0::bigint, 'every summary goes through its text form unchanged')
FROM sample, read_and_written(type, text) r WHERE (r.again, r.bytes) IS DISTINCT FROM (text, sample.bytes);
SELECT is(count(*), 0::bigint, 'what is written matches the grammar') FROM sample JOIN grammar USING (type) WHERE text !~ pattern;
SELECT is(array_agg(DISTINCT text), '{"v1 0..1 counts 1,0 weights 1.5,0 squared_weights 2.25,0"}', 'the text form depends on no setting')
FROM (SELECT set_config('extra_float_digits', '-15', true), set_config('lc_numeric', 'C', true), set_config('bytea_output', 'escape', true),
             weighted_score_summary(0, 1.5, 0, 1)::text AS text) t;
SET LOCAL bytea_output = 'hex';

SELECT is(misreading(type, text), NULL, format('%s is refused: "%s"', type, left(text, 60))) FROM malformed
WHERE (refusal(format('SELECT %L::%s', text, type))).code IS NOT NULL;
SELECT is(array_agg(text), NULL, 'no malformed text is read') FROM malformed WHERE (refusal(format('SELECT %L::%s', text, type))).code IS NULL;
SELECT is((read_and_written(type, text)).again, again, format('%s is read: "%s"', type, text)) FROM well_formed;

SELECT cmp_ok(count(*), '>', 3000::bigint, 'there are thousands of mutations') FROM mutation WHERE refused;
SELECT cmp_ok(count(*), '>', 100::bigint, 'some mutations are summaries again') FROM mutation WHERE NOT refused;
SELECT is((SELECT misreading(type, text) FROM mutation WHERE misreading(type, text) IS NOT NULL LIMIT 1), NULL,
          'mutations are refused in the name of the type, or read by the grammar');

-- From 16 on an input function can say that a text is bad without an error.
SELECT current_setting('server_version_num')::int >= 160000 AS soft_errors \gset
\if :soft_errors
SELECT is(count(*), 0::bigint, 'pg_input_is_valid refuses what is malformed') FROM malformed WHERE pg_input_is_valid(text, type);
SELECT is(count(*), 0::bigint, 'pg_input_is_valid says of mutations what reading them says') FROM mutation WHERE pg_input_is_valid(text, type) = refused;
\else
SELECT skip('pg_input_is_valid came with PostgreSQL 16', 2);
\endif
SELECT * FROM finish();
ROLLBACK;
