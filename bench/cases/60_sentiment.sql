\echo 100,000 comments of 20 to 1,000 characters
-- Of a fixed seed: four words in five are common ones, every fifth is any of the lexicon's, so that no two comments are
-- alike and a processor can't learn them; a fifth of the comments are long.
CREATE UNLOGGED TABLE comments AS
WITH words AS (
    SELECT string_to_array('the of and to a in is was i it for on with my that they had at be this as have not are we but or from he you all '
        'were me there so an when she one been out about up what which by would if them after no more will can just their time him two '
        'order room call phone day first back get said told over only even got then who some us how also other order, order. day! Again, '
        'now could because new our very people week product again minutes before than bought your hotel flight use her asked its really '
        'came took account item going where still every website home email through box store food times service. delivery, screen app', ' ') AS common,
        (SELECT array_agg(term ORDER BY hashtext(term)) FROM lexicon_entries(builtin_lexicon()) WHERE term !~ ' ') AS known
)
SELECT i, substr(string_agg(CASE WHEN k % 5 < 4 THEN common[1 + k / 5 % cardinality(common)] ELSE known[1 + k / 5 % cardinality(known)] END, ' ' ORDER BY n), 1, size) AS comment
FROM words, (SELECT i, 20 + (h % CASE WHEN h % 5 = 0 THEN 981 ELSE 281 END) AS size
             FROM generate_series(1, 100000) i, LATERAL (SELECT hashint4(i) & 2147483647) x (h)) c,
     generate_series(1, 300) n, LATERAL (SELECT hashint4(i * 307 + n) & 2147483647) y (k)
WHERE n <= size / 3 + 1
GROUP BY i, size;
CREATE TABLE lexicon AS
SELECT sentiment_lexicon(term, valence, role) AS value
FROM (SELECT * FROM lexicon_entries(builtin_lexicon()) ORDER BY hashtext(term) LIMIT 2000) entries (term, valence, role);
VACUUM ANALYZE comments, lexicon;
CALL compare('sentiment(comment) : lower(comment)', 1.5, :rounds,
    'SELECT sum(sentiment(comment)) FROM comments', 'SELECT sum(length(lower(comment))) FROM comments');
CALL compare('sentiment(comment) : to_tsvector(''english'', comment)', 0.083, :rounds,
    'SELECT sum(sentiment(comment)) FROM comments', 'SELECT sum(length(to_tsvector(''english'', comment))) FROM comments');
CALL compare('sentiment(comment, 2,000 entries) : sentiment(comment)', 1.5, :rounds,
    'SELECT sum(sentiment(comment, value)) FROM comments, lexicon', 'SELECT sum(sentiment(comment)) FROM comments');
\echo Cost grows with length: 10 MB of text in texts of 1 kB, 100 kB and 10 MB
CREATE UNLOGGED TABLE lengths AS
SELECT size, substr(repeat(words, 10000000 / length(words) + 1), 1, size) AS comment
FROM (SELECT string_agg(comment, ' ') AS words FROM (SELECT comment FROM comments ORDER BY i LIMIT 1000) c) w,
     (VALUES (1000), (100000), (10000000)) s (size), generate_series(1, 10000000 / size);
ALTER TABLE lengths ALTER comment SET STORAGE external;
VACUUM ANALYZE lengths;
CALL compare('10,000 texts of 1 kB : 100 of 100 kB', NULL, :rounds,
    'SELECT sum(sentiment(comment)) FROM lengths WHERE size = 1000', 'SELECT sum(sentiment(comment)) FROM lengths WHERE size = 100000');
CALL compare('1 text of 10 MB : 100 of 100 kB', NULL, :rounds,
    'SELECT sum(sentiment(comment)) FROM lengths WHERE size = 10000000', 'SELECT sum(sentiment(comment)) FROM lengths WHERE size = 100000');
