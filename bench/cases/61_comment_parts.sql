\echo The 100,000 comments of 60_sentiment.sql: sentences and terms
CALL compare('comment_sentences(comment) : sentiment(comment)', 2, :rounds,
    'SELECT sum(s.sentiment) FROM comments, comment_sentences(comment) AS s', 'SELECT sum(sentiment(comment)) FROM comments');
CALL compare('comment_terms(comment, 1) : unnest(to_tsvector(comment))', 1.5, :rounds,
    'SELECT count(*) FROM comments, comment_terms(comment, 1)', 'SELECT count(*) FROM comments, unnest(to_tsvector(''english'', comment))');
CALL compare('comment_terms(comment, 2) : unnest(to_tsvector(comment))', NULL, :rounds,
    'SELECT count(*) FROM comments, comment_terms(comment, 2)', 'SELECT count(*) FROM comments, unnest(to_tsvector(''english'', comment))');
