-- The sentences of a comment and its terms: fifty comments with what a person would list (test/sentiment/terms.tsv), and
-- laws over made-up ones.
\ir include/start.sql

SELECT plan(40);

CREATE FUNCTION sentences(comment text) RETURNS text[] LANGUAGE sql AS
$$SELECT array_agg(sentence ORDER BY position) FROM comment_sentences(comment)$$;
CREATE FUNCTION terms(comment text, longest integer) RETURNS text[] LANGUAGE sql AS
$$SELECT coalesce(array_agg(term ORDER BY term), '{}') FROM comment_terms(comment, longest) AS term$$;
-- What two arrays have not in common.
CREATE FUNCTION difference(a text[], b text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(DISTINCT coalesce('missing ' || x, 'superfluous ' || y), ', ') FROM unnest(a) x FULL JOIN unnest(b) y ON x = y
    WHERE x IS NULL OR y IS NULL
$$;

-- ---- Sentences, cut by hand -------------------------------------------------------------------------------------

CREATE TABLE by_hand (sentences text[]);
INSERT INTO by_hand SELECT string_to_array(s, '|') FROM unnest(ARRAY[
    'Great food.|Slow staff!|Why?', '"He said great."|We loved it (really.)|But no.', 'Bad!! (!)|End', 'It costs 4.50, i.e too much.|Yes',
    'Well... it works', 'See www.example.com.|@them Thanks', 'Naïve “idea.”|日本。|Ok', '(!) First.|Second.', 'Bad.|<b class=x>Good</b>.|Ok', '?!']) s;
SELECT is(sentences(replace(array_to_string(b.sentences, ' '), '. <', '.<')), b.sentences, array_to_string(b.sentences, '|')) FROM by_hand b;
SELECT is(sentences(E'  Fine\r\n\r\nLate\tand cold\n@shop But kind \n'), ARRAY['Fine', E'Late\tand cold', '@shop But kind'], 'lines end sentences');
SELECT results_eq($$SELECT position, sentence FROM comment_sentences(' Café. Too small! ')$$, $$VALUES (2, 'Café.'), (8, 'Too small!')$$,
                  'places are counted in characters');
SELECT is((SELECT count(*) FROM comment_sentences(c)), 0::bigint, format('no sentence: %L', c)) FROM unnest(ARRAY[NULL, '', E' \n ']) c;
SELECT is((SELECT count(*) FROM comment_sentences(repeat('good ', 500))), 3::bigint, 'a sentence of 500 words is cut after 192');

-- ---- Made-up comments: words of the lexicon, and all that may stand between words -------------------------------

CREATE TABLE comment AS
WITH words AS (SELECT array_agg(term ORDER BY hashtext(term)) AS known FROM lexicon_entries(builtin_lexicon())),
     marks AS (SELECT ARRAY[' ', ' ', ' ', ' ', ' ', ' ', ' the ', ' of ', ' a ', ' and ', ', ', '. ', '.', '! ', '?', '... ', E'\n', E'\n\n', ' (', ') ', ' "', '" ',
                            '.” ', ' :) ', ' 😡 ', ' @qxq ', ' http://qxq.example/qxq?q=1 ', ' qxq.q@qxq.example ', ' 45 ', '4g ', ' #SoGood ', '-', ' - ', '&amp;', '<br>', ' … ', '。'] AS mark)
SELECT i, (SELECT string_agg(known[1 + floor(random() * cardinality(known))::integer] || mark[1 + floor(random() * cardinality(mark))::integer], '' ORDER BY n)
           FROM generate_series(1, 1 + i % 25) n WHERE i > 0) AS text
FROM generate_series(1, 1000) i, words, marks;

SELECT is((SELECT count(*) FROM comment, comment_sentences(text) s WHERE s.sentiment IS DISTINCT FROM sentiment(s.sentence)), 0::bigint,
          'the sentiment of a sentence is that of its text');
SELECT is((SELECT count(*) FROM comment WHERE translate(array_to_string(sentences(text), ''), E' \n', '') <> translate(text, E' \n', '')), 0::bigint,
          'joined, the sentences are the comment but for blanks');
SELECT is((SELECT count(*) FROM comment, comment_sentences(text) s WHERE substr(text, s.position, length(s.sentence)) <> s.sentence), 0::bigint,
          'each stands where it says');
SELECT is((SELECT count(*) FROM comment, comment_sentences(text) s WHERE s.sentence <> trim(E' \n' FROM s.sentence)), 0::bigint, 'without blanks around it');
SELECT is((SELECT count(*) FROM comment, comment_sentences(text) s WHERE sentences(s.sentence) <> ARRAY[s.sentence]), 0::bigint,
          'a sentence is one sentence');
SELECT cmp_ok((SELECT avg(cardinality(sentences(text))) FROM comment), '>', 2.0, 'there are several in a comment');

-- ---- Terms, as a person would list them -------------------------------------------------------------------------

CREATE TABLE listed (comment text, phrases text, words text);
\copy listed FROM test/sentiment/terms.tsv
SELECT is(count(*), 50::bigint, 'fifty comments') FROM listed;
SELECT is((SELECT string_agg(comment || ': ' || d, E'\n') FROM listed, difference(string_to_array(words, ', '), terms(comment, 1)) d WHERE d IS NOT NULL), NULL,
          'the words that a person would list, and no others');
SELECT is((SELECT string_agg(comment || ': ' || p, E'\n') FROM listed, unnest(string_to_array(nullif(phrases, ''), '; ')) p
           WHERE p <> ALL (terms(comment, 4))), NULL, 'and the phrases are among those of up to four words');

-- ---- Laws of terms ----------------------------------------------------------------------------------------------

CREATE TABLE term AS SELECT i, longest, term FROM comment, generate_series(1, 3) longest, comment_terms(text, longest) term;
CREATE TABLE function_word AS
    SELECT term AS word FROM lexicon_entries(builtin_lexicon())
    WHERE role IN ('function', 'negator', 'intensifier', 'damper', 'excess', 'contrast', 'concession', 'irrealis', 'past', 'comparison', 'question', 'never',
                   'degree', 'wish', 'inversion')
      AND term !~ ' ';
SELECT cmp_ok((SELECT count(*) FROM function_word WHERE word IN ('the', 'of', 'let''s', 'not', 'very', 'which', 'would')), '=', 7::bigint,
              'the lexicon knows function words');
SELECT is((SELECT count(*) FROM (SELECT i, longest, term FROM term GROUP BY 1, 2, 3 HAVING count(*) > 1) twice), 0::bigint, 'each term once');
SELECT is((SELECT count(*) FROM term WHERE term <> lower(term)), 0::bigint, 'in lower case');
SELECT is((SELECT count(*) FROM term WHERE split_part(term, ' ', 1) IN (TABLE function_word) OR split_part(term, ' ', -1) IN (TABLE function_word)), 0::bigint,
          'none begins or ends with a function word');
SELECT is((SELECT count(*) FROM term WHERE term ~ '^[0-9 .,:/%*]+$' OR term ~ '[@#😡!?()"“”…]' OR term ~ 'qxq|http|example'), 0::bigint,
          'no numbers alone, mentions, addresses, pictures and marks');
SELECT is((SELECT count(*) FROM term WHERE cardinality(string_to_array(term, ' ')) > longest), 0::bigint, 'none has more words than asked for');
SELECT is((SELECT count(*) FROM (SELECT i, longest + 1, term FROM term WHERE longest < 3 EXCEPT SELECT i, longest, term FROM term) lost), 0::bigint,
          'a longer limit keeps the terms of a shorter one');
SELECT is((SELECT count(*) FROM comment a JOIN comment b ON b.i = a.i + 1
           WHERE terms(a.text || '. ' || b.text, 3) <> array(SELECT unnest(terms(a.text, 3)) UNION SELECT unnest(terms(b.text, 3)) ORDER BY 1)), 0::bigint,
          'the terms of two comments with a full stop between are those of both');
SELECT is((SELECT count(*) FROM listed WHERE terms(upper(comment), 2) <> terms(comment, 2)), 0::bigint, 'capitals make no difference');

-- ---- Arguments --------------------------------------------------------------------------------------------------

SELECT is(terms('Das Zimmer war nicht sauber, sehr schade!', 2), '{das,das zimmer,nicht,nicht sauber,sauber,schade,sehr,sehr schade,war,war nicht,zimmer,zimmer war}',
          'German words in English');
SELECT is((SELECT array_agg(term ORDER BY term) FROM comment_terms('Das Zimmer war nicht sauber, sehr schade!', 2,
              sentiment_lexicon_in(E'das 0 function\nwar 0 function\nnicht -0.5 negator\nsehr 0.3 intensifier'))), '{sauber,schade,zimmer}', 'and in German');
SELECT is((SELECT array_agg(s.sentiment > 0) FROM comment_sentences('Sehr gut. Nicht gut.', sentiment_lexicon_in(E'gut 2\nnicht -0.5 negator')) s), '{t,f}',
          'sentences by a lexicon of one''s own');
SELECT is(terms(NULL, 2) || terms('room', NULL) || terms('', 2), '{}', 'no terms');
SELECT is_refused(format('SELECT comment_terms(%L, %s)', 'room', n), '22023', format('terms of up to %s words can''t be listed', n)) FROM unnest('{0,9}'::integer[]) n;
SELECT * FROM finish();
ROLLBACK;
