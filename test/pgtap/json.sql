-- The form for programs: every summary goes through json and jsonb unchanged, and JSON that is no summary is refused.
\ir include/start.sql
\ir include/responses.sql

CREATE TABLE sample AS
    SELECT 'score_summary' AS type, s::text AS text
    FROM (SELECT score_summary(score, lo, hi) AS plain, weighted_score_summary(score, weight, lo, hi) AS weighted,
                 sentiment_score_summary(score, sentiment, lo, hi) AS sentiment
          FROM response GROUP BY "group") g, LATERAL (VALUES (plain), (weighted), (sentiment)) v(s)
    UNION ALL
    SELECT 'comment_summary', s::text FROM (SELECT sentiment_summary(sentiment) AS s FROM response GROUP BY "group") g
    UNION ALL
    SELECT 'driver_products_summary', s::text FROM (SELECT driver_summary(outcome, VARIADIC drivers) AS s FROM response GROUP BY "group") g
    UNION ALL
    SELECT 'retention_flow_summary', s::text FROM (SELECT retention_summary(before, after, earned) AS s FROM response GROUP BY "group") g;

-- A value there and back, through each form, and through a row as programs have it.
CREATE FUNCTION through_json(type text, text text) RETURNS text AS $$
DECLARE
    again text;
BEGIN
    EXECUTE format('SELECT concat_ws('' | '', s::json::%1$s, s::jsonb::%1$s, to_json(s)::%1$s, to_jsonb(s)::text::%1$s)
                    FROM (SELECT %2$L::%1$s AS s) v', type, text) INTO again;
    RETURN again;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION json_of(type text, text text) RETURNS text AS $$
DECLARE
    written text;
BEGIN
    EXECUTE format('SELECT %L::%s::json', text, type) INTO written;
    RETURN written;
END
$$ LANGUAGE plpgsql;

CREATE TABLE malformed (type text, written json);
INSERT INTO malformed SELECT 'score_summary', unnest(ARRAY['null', '7', '"empty"', '[]', '{}', '{"kind": "full"}', '{"kind": 7}', '{"kind": "empty", "lo": 1}',
    '{"kind": "plain"}', '{"kind": "plain", "lo": 1, "hi": 2}', '{"kind": "plain", "lo": 1, "hi": 2, "count": [1, 2]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": []}',
    '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 2, 3]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": {"1": 2}}',
    '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, "2"]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, null]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, [2]]}',
    '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 2.5]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, -2]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 1e300]}',
    '{"kind": "plain", "lo": 1, "hi": 2, "counts": 3}', '{"kind": "plain", "lo": "1", "hi": 2, "counts": [1, 2]}', '{"kind": "plain", "lo": 1.5, "hi": 2.5, "counts": [1, 2]}',
    '{"kind": "plain", "lo": 0, "hi": 0, "counts": [1]}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 2], "weights": [1, 2]}',
    '{"kind": "weighted", "lo": 1, "hi": 2, "counts": [1, 2]}', '{"kind": "weighted", "lo": 1, "hi": 2, "counts": [1, 0], "weights": [1, 2], "squared_weights": [1, 4]}',
    '{"kind": "comments", "comments": [1], "positive": [0], "negative": [0], "sentiment": [0], "squared_sentiment": [0]}'])::json
UNION ALL SELECT 'comment_summary', unnest(ARRAY['true', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 2]}', '{"kind": "comments", "comments": 1, "positive": 0, "negative": 0, "sentiment": 0, "squared_sentiment": 0}',
    '{"kind": "comments", "comments": [1], "positive": [2], "negative": [0], "sentiment": [0], "squared_sentiment": [0]}'])::json
UNION ALL SELECT 'driver_products_summary', unnest(ARRAY['{}', '{"kind": "plain", "lo": 1, "hi": 2, "counts": [1, 2]}',
    '{"kind": "drivers", "responses": [1], "incomplete": [0], "sums": [1, 1], "products": [1, 1, 1]}', '{"kind": "drivers", "drivers": [1], "responses": [1], "incomplete": [0], "sums": [1, 1], "products": [1, 1, 1]}',
    '{"kind": "drivers", "drivers": 2, "responses": [1], "incomplete": [0], "sums": [1, 1], "products": [1, 1, 1]}', '{"kind": "drivers", "drivers": 1, "responses": [1], "incomplete": [0], "sums": [1, 1], "products": [1, 2, 1]}'])::json
UNION ALL SELECT 'retention_flow_summary', unnest(ARRAY['{}', '{"kind": "comments", "comments": [1], "positive": [0], "negative": [0], "sentiment": [0], "squared_sentiment": [0]}',
    '{"kind": "retention", "customers_before": [1], "customers_kept": [2], "customers_new": [0], "customers_earned": [0], "revenue_before": [1], "revenue_kept": [1], "revenue_of_kept": [1], "revenue_new": [0], "revenue_earned": [0]}'])::json;

CREATE FUNCTION json_is_refused(type text, written text) RETURNS SETOF text AS $$
    SELECT is(format('%s: %s, hint: %s', code, message, hint ~ '^Write '), format('22P02: invalid input syntax for type %s: "%s", hint: t', type, shown),
              format('%s of %s is refused: %s', type, form, written))
    FROM (VALUES ('json', written), ('jsonb', written::jsonb::text), ('text', written)) v(form, shown), refusal(format('SELECT %L::%s::%s', written, form, type))
$$ LANGUAGE sql;

-- JSON with one of many small changes is refused as JSON, or in the name of the type, or it is a summary that can be written.
CREATE FUNCTION mutated(written text) RETURNS text AS $$
DECLARE
    at int := 2 + floor(random() * length(written));
    other int := 2 + floor(random() * length(written));
    tokens text[] := '{-,.,",",0,1,9e9,99999999999999999999,e400," ",null,[,],"{","}",":","\"",\"kind\",\"lo\",plain,counts,weights,é,NaN,true}';
    token text := tokens[1 + floor(random() * cardinality(tokens))];
BEGIN
    RETURN CASE floor(random() * 5)
        WHEN 0 THEN left(written, at - 1)
        WHEN 1 THEN overlay(written PLACING token FROM at FOR floor(random() * 3)::int)
        WHEN 2 THEN overlay(written PLACING '' FROM least(at, other) FOR abs(at - other))
        WHEN 3 THEN overlay(written PLACING substr(written, other, 12) FROM at FOR 0)
        ELSE regexp_replace(written, '\d+', token) END;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION misreading(type text, written text) RETURNS text AS $$
DECLARE
    refused record := refusal(format('SELECT %L::%s', written, type));
BEGIN
    IF refused.code IS NULL THEN
        RETURN (SELECT 'writes what it does not read: ' || written FROM refusal(format('SELECT %L::%s::text::%2$s::json::%2$s', written, type)) r WHERE r.code IS NOT NULL);
    END IF;
    RETURN CASE WHEN refused.code NOT IN ('22P02', '22003') OR refused.message !~ format('^(invalid input syntax for type (%s|json)|value overflows numeric format|number is out of range)', type)
                THEN format('%s: %s for %s', refused.code, refused.message, written) END;
END
$$ LANGUAGE plpgsql;

CREATE TABLE mutation AS
    SELECT type, mutated(written) AS written
    FROM (SELECT s.type, through.written, row_number() OVER (PARTITION BY s.type ORDER BY length(text), random()) AS rank
          FROM sample s, LATERAL (SELECT json_of(s.type, text) AS written) through) s, generate_series(1, 3000) n
    WHERE rank % 97 = n % 97 AND n % 4 = rank % 4;

SELECT plan(3 * count(*)::int + 18) FROM malformed;
SELECT cmp_ok(count(DISTINCT text), '>', 500::bigint, 'there are samples') FROM sample;
SELECT is((SELECT array_agg(type) FROM summary_types WHERE type NOT IN (SELECT type FROM sample INTERSECT SELECT type FROM malformed)), NULL, 'of every type');
SELECT is(count(*), 0::bigint, 'every summary goes through json and jsonb') FROM sample
WHERE through_json(type, text) <> concat_ws(' | ', text, text, text, text);
SELECT json_is_refused(type, written::text) FROM malformed;

SELECT is('v1 1..2 counts 1,0 weights 1.5,0 squared_weights 2.25,0'::score_summary::json::text,
          '{"kind": "weighted", "lo": 1, "hi": 2, "counts": [1, 0], "weights": [1.5, 0], "squared_weights": [2.25, 0]}', 'json');
SELECT is('empty'::comment_summary::jsonb, '{"kind": "empty"}', 'jsonb of nothing');
SELECT is('{"counts": [1.0, 2e1], "hi": 2, "kind": "plain", "lo": 1.00}'::json::score_summary::text, 'v1 1..2 counts 1,20', 'numbers as other programs write them, keys in any order');
SELECT is('{"kind": "plain", "lo": 1, "hi": 2, "counts": [0, 0]}'::jsonb::score_summary::text, 'empty', 'counts of nothing make the empty summary');
SELECT is(NULL::jsonb::score_summary, NULL, 'NULL is no JSON');
SELECT is((refusal(format('SELECT %L::score_summary', jsonb_build_object('kind', 'plain', 'lo', 1, 'hi', 2, 'counts', (SELECT jsonb_agg(n) FROM generate_series(1, numbers) n))))).code,
          '22P02', 'far too many numbers: ' || numbers) FROM unnest('{50000,300000}'::int[]) numbers;
SELECT is((refusal(format('SELECT %L::score_summary', format('{"kind": "plain", "lo": 1, "hi": 2, "counts": [%s1]}', repeat('1e131000,', 20000))))).code,
          '22P02', 'numbers of very many digits');
SELECT is((refusal($$SELECT ' {"kind": "plain", '::score_summary$$)).message, 'invalid input syntax for type json', 'what is no JSON is refused by json');

SELECT cmp_ok(count(*) FILTER (WHERE (refusal(format('SELECT %L::%s', written, type))).code IS NOT NULL), '>', count(*) / 2, 'mutations are refused') FROM mutation;
SELECT cmp_ok(count(*) FILTER (WHERE (refusal(format('SELECT %L::%s', written, type))).code IS NULL), '>', 20::bigint, 'some are summaries again') FROM mutation;
SELECT is((SELECT misreading(type, written) FROM mutation WHERE misreading(type, written) IS NOT NULL LIMIT 1), NULL, 'they are refused by name, or read');

-- Rows become JSON and come back, as programs and histories of changes have it.
CREATE TABLE kept (id int, s score_summary, c comment_summary);
INSERT INTO kept VALUES (1, 'v1 1..2 counts 3,4', 'v1 comments 1 positive 0 negative 0 sentiment 0 squared_sentiment 0'), (2, 'empty', NULL);
SELECT is((SELECT array_agg(jsonb_populate_record(NULL::kept, to_jsonb(kept))) FROM kept), (SELECT array_agg(kept) FROM kept), 'rows through jsonb');
SELECT is((SELECT array_agg(json_populate_record(NULL::kept, row_to_json(kept))) FROM kept), (SELECT array_agg(kept) FROM kept), 'rows through json');

-- From 16 on an input function can say that a text is bad without an error.
SELECT current_setting('server_version_num')::int >= 160000 AS soft_errors \gset
\if :soft_errors
SELECT is(count(*), 0::bigint, 'pg_input_is_valid says of mutations what reading them says') FROM mutation
WHERE pg_input_is_valid(written, type) <> ((refusal(format('SELECT %L::%s', written, type))).code IS NULL);
\else
SELECT skip('pg_input_is_valid came with PostgreSQL 16', 1);
\endif
SELECT * FROM finish();
ROLLBACK;
