-- The type comment_summary: the sentiment of comments, with or without a score. It has the layout of a
-- score_summary without a scale, and shares its code.

CREATE TYPE comment_summary;

CREATE FUNCTION comment_summary_in(cstring) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_comment_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_in(cstring) IS
'Reads the text form of a summary, such as "empty" or "v1 comments 2 positive 1 negative 0 sentiment 0.75 squared_sentiment 0.5625". Error 22P02 for text that is none.';

CREATE FUNCTION comment_summary_out(comment_summary) RETURNS cstring
    AS 'MODULE_PATHNAME', 'cm_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_out(comment_summary) IS
'Writes the text form of a summary: version and each sum in exact decimals. It depends on no setting.';

CREATE FUNCTION comment_summary_recv(internal) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_comment_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_recv(internal) IS
'Reads the binary form of a summary, checking all of it. Error 22P03 for bytes that are none.';

CREATE FUNCTION comment_summary_send(comment_summary) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_send(comment_summary) IS
'Writes the binary form of a summary, which begins with its version. Equal summaries have equal bytes.';

CREATE TYPE comment_summary (
    INPUT = comment_summary_in,
    OUTPUT = comment_summary_out,
    RECEIVE = comment_summary_recv,
    SEND = comment_summary_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = plain
);
COMMENT ON TYPE comment_summary IS
'How many comments there are, how many of them are positive and negative, and the sums of their sentiment and of its square. Summaries add, and a part of one subtracts.';

-- Merging, and taking a part out.

CREATE FUNCTION comment_summary_add(comment_summary, comment_summary) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_summary_add' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_add(comment_summary, comment_summary) IS
'The comments of both summaries: exact, in any order. NULL if either is NULL; empty adds nothing. Error 22003 beyond a sum of sentiment of 90000000000.';

CREATE FUNCTION comment_summary_subtract(comment_summary, comment_summary) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_summary_subtract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_subtract(comment_summary, comment_summary) IS
'The comments of the first summary without those of the second, which must be a part of it: a + b - b = a. NULL if either is NULL. Error 22023 if it is no part.';

CREATE OPERATOR + (
    FUNCTION = comment_summary_add, LEFTARG = comment_summary, RIGHTARG = comment_summary, COMMUTATOR = +
);
COMMENT ON OPERATOR + (comment_summary, comment_summary) IS 'merge two summaries';

CREATE OPERATOR - (
    FUNCTION = comment_summary_subtract, LEFTARG = comment_summary, RIGHTARG = comment_summary
);
COMMENT ON OPERATOR - (comment_summary, comment_summary) IS 'take a part out of a summary';

-- Comparison, for GROUP BY, DISTINCT, ORDER BY and joins.

CREATE FUNCTION comment_summary_eq(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_eq(comment_summary, comment_summary) IS
'True if both summaries hold the same comments. NULL if either is NULL.';

CREATE FUNCTION comment_summary_ne(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_ne(comment_summary, comment_summary) IS
'True if the summaries differ. NULL if either is NULL.';

CREATE FUNCTION comment_summary_lt(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_lt(comment_summary, comment_summary) IS
'True if the first summary sorts before the second, in an arbitrary but fixed order that says nothing about metrics. NULL if either is NULL.';

CREATE FUNCTION comment_summary_le(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_le(comment_summary, comment_summary) IS
'True if the first summary sorts before the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION comment_summary_gt(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_gt(comment_summary, comment_summary) IS
'True if the first summary sorts after the second, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION comment_summary_ge(comment_summary, comment_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_ge(comment_summary, comment_summary) IS
'True if the first summary sorts after the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION comment_summary_cmp(comment_summary, comment_summary) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_cmp(comment_summary, comment_summary) IS
'-1, 0 or 1: the place of the first summary beside the second in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION comment_summary_hash(comment_summary) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_hash(comment_summary) IS
'A hash of the summary, for hash joins, hash aggregation and hash indexes. NULL for NULL.';

CREATE FUNCTION comment_summary_hash_extended(comment_summary, bigint) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_summary_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION comment_summary_hash_extended(comment_summary, bigint) IS
'A hash of the summary with a seed, for hash partitioning. NULL if either is NULL.';

CREATE OPERATOR = (
    FUNCTION = comment_summary_eq, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (comment_summary, comment_summary) IS 'the same comments';

CREATE OPERATOR <> (
    FUNCTION = comment_summary_ne, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (comment_summary, comment_summary) IS 'not the same comments';

CREATE OPERATOR < (
    FUNCTION = comment_summary_lt, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (comment_summary, comment_summary) IS 'before, in an arbitrary fixed order';

CREATE OPERATOR <= (
    FUNCTION = comment_summary_le, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (comment_summary, comment_summary) IS 'before or equal, in an arbitrary fixed order';

CREATE OPERATOR > (
    FUNCTION = comment_summary_gt, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (comment_summary, comment_summary) IS 'after, in an arbitrary fixed order';

CREATE OPERATOR >= (
    FUNCTION = comment_summary_ge, LEFTARG = comment_summary, RIGHTARG = comment_summary,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (comment_summary, comment_summary) IS 'after or equal, in an arbitrary fixed order';

CREATE OPERATOR CLASS comment_summary_btree_ops DEFAULT FOR TYPE comment_summary USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 comment_summary_cmp(comment_summary, comment_summary);
COMMENT ON OPERATOR CLASS comment_summary_btree_ops USING btree IS
'an arbitrary fixed order of summaries, for DISTINCT, ORDER BY and unique indexes';

CREATE OPERATOR CLASS comment_summary_hash_ops DEFAULT FOR TYPE comment_summary USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 comment_summary_hash(comment_summary),
    FUNCTION 2 comment_summary_hash_extended(comment_summary, bigint);
COMMENT ON OPERATOR CLASS comment_summary_hash_ops USING hash IS
'equality of summaries, for hash joins, hash aggregation and hash partitioning';

CREATE FUNCTION jsonb(comment_summary) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'cm_summary_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION jsonb(comment_summary) IS
'The summary for programs: its kind, and an array of one element per sum. {"kind": "empty"} for the empty summary, NULL for NULL.';

CREATE CAST (comment_summary AS jsonb) WITH FUNCTION jsonb(comment_summary);
COMMENT ON CAST (comment_summary AS jsonb) IS 'the summary for programs';

