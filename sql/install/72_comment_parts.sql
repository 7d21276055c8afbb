-- What a comment is made of, and what it talks about.

CREATE FUNCTION comment_sentences(comment text, OUT "position" integer, OUT sentence text, OUT sentiment double precision)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_comment_sentences' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 3;
COMMENT ON FUNCTION comment_sentences(text) IS
'The sentences of a comment as sentiment(text) sees them: a row for each, with the place of its first character in the comment (from 1), its text without the blanks around it, and its own sentiment, which is that of its text alone, from -1 to 1. Joined, the sentences are the comment but for blanks. A sentence ends with its mark or with a line; one of more than 192 words is cut. No rows for NULL and for a comment of blanks.';

CREATE FUNCTION comment_sentences(comment text, lexicon sentiment_lexicon, OUT "position" integer, OUT sentence text,
    OUT sentiment double precision) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_comment_sentences_with_lexicon' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 3;
COMMENT ON FUNCTION comment_sentences(text, sentiment_lexicon) IS
'The same, with the sentiment by a lexicon of your own. No rows if either is NULL.';

CREATE FUNCTION comment_terms(comment text, longest integer DEFAULT 2, OUT term text) RETURNS SETOF text
    AS 'MODULE_PATHNAME', 'cm_comment_terms' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 20;
COMMENT ON FUNCTION comment_terms(text, integer) IS
'What a comment talks about: its words, and its phrases of up to so many words, each once, in lower case, without a possessive ''s. Words of a phrase stand in one sentence with nothing but blanks and hyphens between. No term begins or ends with a function word (the, of, not, very: what grammar needs, with the role function or another of grammar in the built-in lexicon); numbers alone, emoji, @mentions and web and e-mail addresses are none. No rows if either is NULL. Error 22023 for a longest term of fewer than 1 or more than 8 words.';

CREATE FUNCTION comment_terms(comment text, longest integer, lexicon sentiment_lexicon, OUT term text) RETURNS SETOF text
    AS 'MODULE_PATHNAME', 'cm_comment_terms_with_lexicon' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 20;
COMMENT ON FUNCTION comment_terms(text, integer, sentiment_lexicon) IS
'The same, with the function words of a lexicon of your own: those that it gives the role function, negator, never, inversion, intensifier, degree, damper, excess, contrast, concession, irrealis, wish, past, comparison or question. For other languages than English. No rows if any is NULL.';
