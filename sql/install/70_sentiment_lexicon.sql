-- The type sentiment_lexicon: terms with what they are worth, ready to be looked up.

CREATE TYPE sentiment_lexicon;

CREATE FUNCTION sentiment_lexicon_in(cstring) RETURNS sentiment_lexicon
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_in(cstring) IS
'Reads the text form of a lexicon: a line for each term with its valence from -4 to 4 and its role, which may be left out for sentiment; or "empty". Error 22P02 for a line that is none.';

CREATE FUNCTION sentiment_lexicon_out(sentiment_lexicon) RETURNS cstring
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_out(sentiment_lexicon) IS
'Writes the text form of a lexicon: a line for each term, such as "hardly -0.6 negator", sorted by the bytes of the term; "empty" without terms. It depends on no setting. Error 22P05 where the database''s encoding lacks a character of a term, as LATIN1 lacks emoji.';

CREATE FUNCTION sentiment_lexicon_recv(internal) RETURNS sentiment_lexicon
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_recv(internal) IS
'Reads the binary form of a lexicon, checking all of it. Error 22P03 for bytes that are none.';

CREATE FUNCTION sentiment_lexicon_send(sentiment_lexicon) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_send(sentiment_lexicon) IS
'Writes the binary form of a lexicon, which begins with its version. Lexicons with the same terms, valences and roles have equal bytes.';

CREATE TYPE sentiment_lexicon (
    INPUT = sentiment_lexicon_in,
    OUTPUT = sentiment_lexicon_out,
    RECEIVE = sentiment_lexicon_recv,
    SEND = sentiment_lexicon_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE sentiment_lexicon IS
'Words, phrases, emoticons and emoji with their valence and their role, for sentiment(text, sentiment_lexicon). The value is itself the table in which terms are looked up.';

CREATE FUNCTION accumulate_sentiment_lexicon(state bytea, term text, valence double precision) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_lexicon' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_lexicon(bytea, text, double precision) IS
'Transition of sentiment_lexicon(term, valence).';

CREATE FUNCTION accumulate_sentiment_lexicon(state bytea, term text, valence double precision, role text) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_lexicon' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_lexicon(bytea, text, double precision, text) IS
'Transition of sentiment_lexicon(term, valence, role).';

CREATE FUNCTION sentiment_lexicon_combine(state bytea, other bytea) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_combine(bytea, bytea) IS
'Merges two states of sentiment_lexicon(term, valence), as parallel queries do.';

CREATE FUNCTION sentiment_lexicon_finish(state bytea) RETURNS sentiment_lexicon
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_finish' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_finish(bytea) IS
'Final function of sentiment_lexicon(term, valence) and sentiment_lexicon(term, valence, role).';

CREATE AGGREGATE sentiment_lexicon(term text, valence double precision) (
    SFUNC = accumulate_sentiment_lexicon,
    STYPE = bytea,
    SSPACE = 100000,
    FINALFUNC = sentiment_lexicon_finish,
    COMBINEFUNC = sentiment_lexicon_combine,
    INITCOND = '',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_lexicon(text, double precision) IS
'A lexicon of the rows'' terms, each with its valence from -4 (worst) to 4 (best), rounded to 3 decimals. A NULL term is left out; without terms the lexicon is empty. Capitals, hyphens and kinds of quotes make no difference in a term; "#" in it stands for any number. Error 22003 for a valence off -4..4, 22004 for a NULL one, 21000 for a term with two valences.';

CREATE AGGREGATE sentiment_lexicon(term text, valence double precision, role text) (
    SFUNC = accumulate_sentiment_lexicon,
    STYPE = bytea,
    SSPACE = 100000,
    FINALFUNC = sentiment_lexicon_finish,
    COMBINEFUNC = sentiment_lexicon_combine,
    INITCOND = '',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_lexicon(text, double precision, text) IS
'A lexicon of the rows'' terms, each with its valence and its role: sentiment, neutral, hint, negator, intensifier, damper, excess, contrast, concession, irrealis, courtesy, past, comparison, question, relief, function, never, degree, wish, comparative or inversion. Error 22023 for another role; for the rest as sentiment_lexicon(term, valence).';

CREATE FUNCTION builtin_lexicon() RETURNS sentiment_lexicon
    AS 'MODULE_PATHNAME', 'cm_get_builtin_lexicon' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION builtin_lexicon() IS
'The English lexicon that sentiment(text) uses. It changes with releases: see sentiment_version().';

CREATE FUNCTION sentiment_lexicon_concat(sentiment_lexicon, sentiment_lexicon) RETURNS sentiment_lexicon
    AS 'MODULE_PATHNAME', 'cm_sentiment_lexicon_concat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_lexicon_concat(sentiment_lexicon, sentiment_lexicon) IS
'The terms of both lexicons; where both have a term, as the right one has it. NULL if either is NULL.';

CREATE OPERATOR || (
    FUNCTION = sentiment_lexicon_concat, LEFTARG = sentiment_lexicon, RIGHTARG = sentiment_lexicon
);
COMMENT ON OPERATOR || (sentiment_lexicon, sentiment_lexicon) IS
'one lexicon laid over another: the right one''s terms win, also with a valence of 0';

CREATE FUNCTION lexicon_entries(sentiment_lexicon, OUT term text, OUT valence numeric, OUT role text) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_lexicon_entries' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION lexicon_entries(sentiment_lexicon) IS
'A row for each term of a lexicon, in the order of the terms'' bytes, spelled as it is looked up: small letters, blanks for hyphens. No rows for NULL. Error 22P05 where the database''s encoding lacks a character of a term, as LATIN1 lacks emoji.';
