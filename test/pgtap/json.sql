-- The form for programs: every summary goes through json and jsonb unchanged, and JSON that is no summary is refused.
\ir include/start.sql
\ir include/responses.sql

CREATE TABLE sample AS
    SELECT 'score_summary' AS type, s::text AS text
    FROM (SELECT score_summary(score, lo, hi) AS plain, weighted_score_summary(score, weight, lo, hi) AS weighted,
                 sentiment_score_summary(score, sentiment, lo, hi) AS sentiment
          FROM response GROUP BY "group") g, LATERAL (VALUES (plain), (weighted), (sentiment)) v(s)
    UNION ALL
    SELECT 'comment_summary', s::text FROM (SELECT sentiment_summary(sentiment) AS s FROM response GROUP BY "group") g;

-- A value there and back, through each form, and through a row as programs have it.
CREATE FUNCTION through_json(type text, text text) RETURNS text AS $$
DECLARE
    again text;
BEGIN
    EXECUTE format('SELECT concat_ws('' | '', s::json::%1$s, s::jsonb::%1$s, to_json(s)::%1$s, to_jsonb(s)::%1$s)
                    FROM (SELECT %2$L::%1$s AS s) v', type, text) INTO again;
    RETURN again;
END
$$ LANGUAGE plpgsql;

CREATE TABLE malformed (type text, json json);
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
    '{"kind": "comments", "comments": [1], "positive": [2], "negative": [0], "sentiment": [0], "squared_sentiment": [0]}'])::json;

CREATE FUNCTION json_is_refused(type text, json text) RETURNS SETOF text AS $$
    SELECT is(format('%s: %s, hint: %s', code, message, hint ~ '^Write \{.*\}\.$'), format('22P02: invalid json for type %s: %s, hint: t', type, json::jsonb),
              format('%s of %s is refused: %s', type, form, json))
    FROM unnest('{json,jsonb}'::text[]) form, refusal(format('SELECT %L::%s::%s', json, form, type))
$$ LANGUAGE sql;

SELECT plan(2 * count(*)::int + 9) FROM malformed;
SELECT cmp_ok(count(DISTINCT text), '>', 500::bigint, 'there are samples') FROM sample;
SELECT is((SELECT array_agg(type) FROM summary_types WHERE type NOT IN (SELECT type FROM sample INTERSECT SELECT type FROM malformed)), NULL, 'of every type');
SELECT is(count(*), 0::bigint, 'every summary goes through json and jsonb') FROM sample
WHERE through_json(type, text) <> concat_ws(' | ', text, text, text, text);
SELECT json_is_refused(type, json::text) FROM malformed;

SELECT is('v1 1..2 counts 1,0 weights 1.5,0 squared_weights 2.25,0'::score_summary::json::text,
          '{"kind": "weighted", "lo": 1, "hi": 2, "counts": [1, 0], "weights": [1.5, 0], "squared_weights": [2.25, 0]}', 'json');
SELECT is('empty'::comment_summary::jsonb, '{"kind": "empty"}', 'jsonb of nothing');
SELECT is('{"counts": [1.0, 2e1], "hi": 2, "kind": "plain", "lo": 1.00}'::json::score_summary::text, 'v1 1..2 counts 1,20', 'numbers as other programs write them, keys in any order');
SELECT is('{"kind": "plain", "lo": 1, "hi": 2, "counts": [0, 0]}'::jsonb::score_summary::text, 'empty', 'counts of nothing make the empty summary');
SELECT is(NULL::jsonb::score_summary, NULL, 'NULL is no JSON');
SELECT is((refusal(format('SELECT %L::jsonb::score_summary', jsonb_build_object('kind', 'plain', 'lo', 1, 'hi', 2, 'counts', (SELECT jsonb_agg(n) FROM generate_series(1, 300000) n))))).code,
          '22P02', 'far too many numbers');
SELECT * FROM finish();
ROLLBACK;
