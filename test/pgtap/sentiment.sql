-- Sentiment of texts: what the functions promise; the rules themselves are tested in test/sentiment.
\ir include/start.sql

CREATE TABLE comment AS
    SELECT row_number() OVER () AS id, text FROM (VALUES
        ('The staff was friendly and the food was great!'), ('Terrible. Never again.'), ('not bad'), (''), ('   '), ('qzxv'),
        ('It used to be good, but now the app crashes every time I open it 😡'), ('3 hours on hold, thanks for nothing'),
        ('“Don’t” buy this — it’s awful'), ('👍🏽👍🏽👍🏽'), ('Is it good?'), ('5 stars'), ('sooooo goooood!!!')) v(text);

SELECT plan(48);

SELECT is(sentiment(NULL), NULL, 'NULL has no sentiment');
SELECT is(sentiment(text), 0::float8, format('no known word: %L', text)) FROM comment WHERE text IN ('', '   ', 'qzxv');
SELECT cmp_ok(sentiment(text), '>', 0.05::float8, text) FROM comment
    WHERE text IN ('The staff was friendly and the food was great!', 'not bad', '👍🏽👍🏽👍🏽', '5 stars', 'sooooo goooood!!!');
SELECT cmp_ok(sentiment(text), '<', -0.05::float8, text) FROM comment
    WHERE text IN ('Terrible. Never again.', '3 hours on hold, thanks for nothing', '“Don’t” buy this — it’s awful',
                   'It used to be good, but now the app crashes every time I open it 😡');
SELECT is(sentiment('good'), sentiment('GOOD'), 'capitals alone say nothing');
SELECT is(sentiment(text), round(sentiment(text)::numeric, 6)::float8, 'six decimals') FROM comment WHERE id = 1;
SELECT is(sentiment(repeat('a', 1000000)), 0::float8, 'a word of a million letters');
SELECT is(sentiment(repeat('great ', 1000000)), 1::float8, 'six megabytes of praise');

-- Where functions that are not immutable would be refused.
CREATE TABLE stored (text text, sentiment sentiment_value GENERATED ALWAYS AS (sentiment(text)) STORED);
CREATE INDEX ON stored (sentiment(text));
INSERT INTO stored SELECT text FROM comment;
SELECT is((SELECT count(*) FROM stored s JOIN comment USING (text) WHERE s.sentiment = sentiment(text)), 13::bigint, 'a generated column and an index');

-- Explanation.
SELECT is((SELECT count(*) FROM comment c WHERE coalesce((SELECT sum(contribution) FROM sentiment_terms(c.text)), 0) <> sentiment(c.text)::numeric),
          0::bigint, 'contributions add up to the score');
SELECT results_eq($$SELECT position, term, role, effects FROM sentiment_terms('Café 😀 — not SPLENDID!')$$,
                  $$VALUES (6, '😀', 'sentiment', 'exclamation ×1.08'), (10, 'not', 'negator', 'negation ×0'),
                           (14, 'SPLENDID', 'sentiment', 'emphasis ×1.15, negation ×-0.75, exclamation ×1.08')$$,
                  'terms come with their places, in characters, and with what the rules did');
SELECT is((SELECT sum(contribution) FROM sentiment_terms('gut und schlecht', sentiment_lexicon_in('gut 2'))),
          sentiment('gut und schlecht', sentiment_lexicon_in('gut 2'))::numeric, 'with a lexicon, too');
SELECT is((SELECT count(*) FROM sentiment_terms(NULL)), 0::bigint, 'NULL has no terms');

-- Labels.
SELECT results_eq('SELECT sentiment_label(s) FROM unnest(ARRAY[1, 0.05, 0.0499995, 0.0499994, 0, -0.0499994, -0.05, -1]::float8[]) s',
                  $$SELECT unnest('{positive,positive,positive,neutral,neutral,neutral,negative,negative}'::text[])$$, 'labels');
SELECT is(sentiment_label(NULL), NULL, 'NULL has no label');
SELECT is_refused('SELECT sentiment_label(1.1)', '22003', 'sentiment 1.1 is outside the range -1..1');
SELECT is_refused($$SELECT sentiment_label('NaN')$$, '22003', 'sentiment NaN is outside the range -1..1');
SELECT matches(sentiment_version(), '^\d+-[0-9a-f]{8}$', 'there is a version');

-- Lexicons.
CREATE TABLE word (term text, valence float8, role text);
INSERT INTO word VALUES ('good', 2, 'sentiment'), ('not', -0.5, 'negator'), ('Very-bad', -3, 'sentiment'), ('😀', 1.5, 'sentiment'),
    ('# hours late', -2.125, 'sentiment');
CREATE TABLE lexicon AS SELECT sentiment_lexicon(term, valence, role) AS l FROM word;
SELECT is(l::text, E'# hours late -2.125 sentiment\ngood 2.0 sentiment\nnot -0.5 negator\nvery bad -3.0 sentiment\n😀 1.5 sentiment', 'text form') FROM lexicon;
SELECT is(sentiment_lexicon_send(l::text::sentiment_lexicon), sentiment_lexicon_send(l), 'the text form can be read back') FROM lexicon;
SELECT is(sentiment_lexicon_send((SELECT sentiment_lexicon(term, valence, role ORDER BY random()) FROM word)), sentiment_lexicon_send(l),
          'the order of rows makes no difference') FROM lexicon;
SELECT is(builtin_lexicon()::text::sentiment_lexicon::text, builtin_lexicon()::text, 'the built-in lexicon goes through its text form');
SELECT is((SELECT sentiment_lexicon(term, valence, role) FROM lexicon_entries(builtin_lexicon()))::text, builtin_lexicon()::text,
          'and through its entries');
SELECT is(sentiment(text, builtin_lexicon()), sentiment(text), 'the built-in lexicon given as a value') FROM comment WHERE id = 7;
SELECT is((SELECT sentiment_lexicon(term, valence) FROM word WHERE false)::text, 'empty', 'no terms');
SELECT is((builtin_lexicon() || 'empty'::sentiment_lexicon)::text, builtin_lexicon()::text, 'nothing laid over a lexicon changes nothing');
SELECT is((l || sentiment_lexicon_in(E'GOOD 0\nfine 1'))::text,
          E'# hours late -2.125 sentiment\nfine 1.0 sentiment\ngood 0.0 sentiment\nnot -0.5 negator\nvery bad -3.0 sentiment\n😀 1.5 sentiment',
          'the right lexicon wins, also with 0') FROM lexicon;
SELECT is((SELECT sentiment_lexicon(term, valence) FROM (VALUES ('a', 1.0), (NULL, 2.0), ('A', 1.0)) v(term, valence))::text, 'a 1.0 sentiment',
          'NULL is no term, and a term may be repeated');

-- A stored lexicon is compressed and moved out of its row; fetched once a query, and again where it differs.
CREATE TABLE stored_lexicon AS
    SELECT 1 AS id, builtin_lexicon() || sentiment_lexicon_in('qzxv 3') AS l UNION ALL SELECT 2, builtin_lexicon() || sentiment_lexicon_in('qzxv -3');
SELECT cmp_ok(pg_column_size(l), '<', 2000000, 'a lexicon can be stored') FROM stored_lexicon WHERE id = 1;
SELECT is((SELECT string_agg(sign(sentiment('qzxv', l))::text, ' ' ORDER BY i, id) FROM stored_lexicon, generate_series(1, 3) i), '1 -1 1 -1 1 -1',
          'lexicons that take turns');

-- What is refused.
SELECT is_refused($$SELECT sentiment_lexicon('good', 5)$$, '22003', 'valence 5 is outside the range -4..4');
SELECT is_refused($$SELECT sentiment_lexicon('good', 'NaN')$$, '22003', 'valence NaN is outside the range -4..4');
SELECT is_refused($$SELECT sentiment_lexicon('good', NULL)$$, '22004', 'the valence of a term is NULL');
SELECT is_refused($$SELECT sentiment_lexicon('good', 1, 'verb')$$, '22023', '"verb" is no role of a term');
SELECT is_refused($$SELECT sentiment_lexicon('…', 1)$$, '22023', 'term "…" of a sentiment_lexicon has no word');
SELECT is_refused($$SELECT sentiment_lexicon(repeat('x', 65), 1)$$, '54000', format('term "%s" of a sentiment_lexicon is too long', repeat('x', 60)));
SELECT is_refused($$SELECT sentiment_lexicon(term, valence) FROM (VALUES ('good', 1), ('Good', 2)) v(term, valence)$$, '21000',
                  'term "Good" occurs twice in a sentiment_lexicon, with different valence or role');
SELECT is_refused($$SELECT 'good'::sentiment_lexicon$$, '22P02', 'invalid input syntax for type sentiment_lexicon, line 1');
SELECT is_refused($$SELECT E'good 1\nbad 1.2345'::sentiment_lexicon$$, '22P02', 'invalid input syntax for type sentiment_lexicon, line 2');
SELECT * FROM finish();
ROLLBACK;
