-- How positive a text is, and why.

CREATE FUNCTION sentiment(comment text) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_sentiment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION sentiment(text) IS
'How positive an English text is, from -1 to 1, rounded to 6 decimals, by the built-in lexicon and rules; 0 for text without a known word, NULL for NULL. It changes with releases: rebuild stored columns when sentiment_version() does.';

CREATE FUNCTION sentiment(comment text, lexicon sentiment_lexicon) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_sentiment_with_lexicon' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION sentiment(text, sentiment_lexicon) IS
'How positive a text is, from -1 to 1, rounded to 6 decimals, by a lexicon of your own and the same rules; for your terms beside the built-in ones give builtin_lexicon() || yours. NULL if either is NULL.';

CREATE FUNCTION sentiment_terms(comment text, OUT "position" integer, OUT term text, OUT valence numeric, OUT role text,
    OUT effects text, OUT contribution numeric) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_sentiment_terms' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 10;
COMMENT ON FUNCTION sentiment_terms(text) IS
'Why sentiment(text) says what it says: a row for each known term with its place in the text (characters from 1), its valence and role in the lexicon, what the rules did to it, and its part of the score. The contributions add up to the score exactly. No rows for NULL.';

CREATE FUNCTION sentiment_terms(comment text, lexicon sentiment_lexicon, OUT "position" integer, OUT term text, OUT valence numeric,
    OUT role text, OUT effects text, OUT contribution numeric) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_sentiment_terms_with_lexicon' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 10;
COMMENT ON FUNCTION sentiment_terms(text, sentiment_lexicon) IS
'Why sentiment(text, lexicon) says what it says; as sentiment_terms(text). No rows if either is NULL.';

CREATE FUNCTION sentiment_label(sentiment double precision) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_sentiment_label' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_label(double precision) IS
'''positive'' from 0.05, ''negative'' from -0.05 down, else ''neutral'', after rounding to 6 decimals; NULL for NULL. Error 22003 off -1..1.';

CREATE FUNCTION sentiment_version() RETURNS text
    AS 'MODULE_PATHNAME', 'cm_sentiment_version' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_version() IS
'What sentiment(text) scores by: the version of its rules and the checksum of its lexicon. While it stays the same, the same text has the same score.';
