-- Kinds of sentences that were scored wrong, and look-alikes that were right: test/sentiment/kinds.tsv, written before the
-- rules for them. Its columns: the kind, whether it had to change, the sign that a reader would give, the sentence.
\ir include/start.sql

CREATE TABLE kind (kind text, change text, expected text, sentence text);
\copy kind FROM test/sentiment/kinds.tsv
SELECT plan(count(*)::integer + 1) FROM kind;

SELECT is(sentiment_label(sentiment(sentence)), expected, format('%s, %s: %s', kind, change, sentence)) FROM kind;
SELECT is((SELECT count(*) FROM (SELECT FROM kind GROUP BY kind, change HAVING count(*) >= 12) dozens), 6::bigint, 'a dozen of each kind, and of look-alikes');
SELECT * FROM finish();
ROLLBACK;
