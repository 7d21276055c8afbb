-- The type score_summary: a histogram of responses, in one flat value.

CREATE TYPE score_summary;

CREATE FUNCTION score_summary_in(cstring) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_score_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_in(cstring) IS
'Reads the text form of a summary, such as "empty" or "v1 1..5 counts 0,1,0,7,12". Error 22P02 for text that is none.';

CREATE FUNCTION score_summary_out(score_summary) RETURNS cstring
    AS 'MODULE_PATHNAME', 'cm_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_out(score_summary) IS
'Writes the text form of a summary: version, scale, and each sum in exact decimals. It depends on no setting.';

CREATE FUNCTION score_summary_recv(internal) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_score_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_recv(internal) IS
'Reads the binary form of a summary, checking all of it. Error 22P03 for bytes that are none.';

CREATE FUNCTION score_summary_send(score_summary) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_send(score_summary) IS
'Writes the binary form of a summary, which begins with its version. Equal summaries have equal bytes.';

CREATE TYPE score_summary (
    INPUT = score_summary_in,
    OUTPUT = score_summary_out,
    RECEIVE = score_summary_recv,
    SEND = score_summary_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = plain
);
COMMENT ON TYPE score_summary IS
'How many responses gave each point of a scale, with their weights where they have any: everything that a customer metric can be asked of. Summaries add, and a part of one subtracts.';

-- Merging, and taking a part out.

CREATE FUNCTION score_summary_add(score_summary, score_summary) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_summary_add' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_add(score_summary, score_summary) IS
'The responses of both summaries: exact, in any order. NULL if either is NULL; empty adds nothing. Error 42804 for different scales or kinds, 22003 beyond 90000000000000000 responses at a point.';

CREATE FUNCTION score_summary_subtract(score_summary, score_summary) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_summary_subtract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_subtract(score_summary, score_summary) IS
'The responses of the first summary without those of the second, which must be a part of it: a + b - b = a. NULL if either is NULL. Error 22023 if it is no part, 42804 for different scales or kinds.';

CREATE OPERATOR + (
    FUNCTION = score_summary_add, LEFTARG = score_summary, RIGHTARG = score_summary, COMMUTATOR = +
);
COMMENT ON OPERATOR + (score_summary, score_summary) IS 'merge two summaries';

CREATE OPERATOR - (
    FUNCTION = score_summary_subtract, LEFTARG = score_summary, RIGHTARG = score_summary
);
COMMENT ON OPERATOR - (score_summary, score_summary) IS 'take a part out of a summary';

-- Comparison, for GROUP BY, DISTINCT, ORDER BY and joins.

CREATE FUNCTION score_summary_eq(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_eq(score_summary, score_summary) IS
'True if both summaries hold the same responses. NULL if either is NULL.';

CREATE FUNCTION score_summary_ne(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_ne(score_summary, score_summary) IS
'True if the summaries differ. NULL if either is NULL.';

CREATE FUNCTION score_summary_lt(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_lt(score_summary, score_summary) IS
'True if the first summary sorts before the second, in an arbitrary but fixed order that says nothing about metrics. NULL if either is NULL.';

CREATE FUNCTION score_summary_le(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_le(score_summary, score_summary) IS
'True if the first summary sorts before the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION score_summary_gt(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_gt(score_summary, score_summary) IS
'True if the first summary sorts after the second, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION score_summary_ge(score_summary, score_summary) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_ge(score_summary, score_summary) IS
'True if the first summary sorts after the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION score_summary_cmp(score_summary, score_summary) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_cmp(score_summary, score_summary) IS
'-1, 0 or 1: the place of the first summary beside the second in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION score_summary_hash(score_summary) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_hash(score_summary) IS
'A hash of the summary, for hash joins, hash aggregation and hash indexes. NULL for NULL.';

CREATE FUNCTION score_summary_hash_extended(score_summary, bigint) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_summary_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_summary_hash_extended(score_summary, bigint) IS
'A hash of the summary with a seed, for hash partitioning. NULL if either is NULL.';

CREATE OPERATOR = (
    FUNCTION = score_summary_eq, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (score_summary, score_summary) IS 'the same responses';

CREATE OPERATOR <> (
    FUNCTION = score_summary_ne, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (score_summary, score_summary) IS 'not the same responses';

CREATE OPERATOR < (
    FUNCTION = score_summary_lt, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (score_summary, score_summary) IS 'before, in an arbitrary fixed order';

CREATE OPERATOR <= (
    FUNCTION = score_summary_le, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (score_summary, score_summary) IS 'before or equal, in an arbitrary fixed order';

CREATE OPERATOR > (
    FUNCTION = score_summary_gt, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (score_summary, score_summary) IS 'after, in an arbitrary fixed order';

CREATE OPERATOR >= (
    FUNCTION = score_summary_ge, LEFTARG = score_summary, RIGHTARG = score_summary,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (score_summary, score_summary) IS 'after or equal, in an arbitrary fixed order';

CREATE OPERATOR CLASS score_summary_btree_ops DEFAULT FOR TYPE score_summary USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 score_summary_cmp(score_summary, score_summary);
COMMENT ON OPERATOR CLASS score_summary_btree_ops USING btree IS
'an arbitrary fixed order of summaries, for DISTINCT, ORDER BY and unique indexes';

CREATE OPERATOR CLASS score_summary_hash_ops DEFAULT FOR TYPE score_summary USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 score_summary_hash(score_summary),
    FUNCTION 2 score_summary_hash_extended(score_summary, bigint);
COMMENT ON OPERATOR CLASS score_summary_hash_ops USING hash IS
'equality of summaries, for hash joins, hash aggregation and hash partitioning';

-- To and from other shapes.

CREATE FUNCTION make_score_summary(lo integer, counts bigint[]) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_make_score_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION make_score_summary(integer, bigint[]) IS
'The summary of responses that somebody already counted: the first count is that of the score lo, the next that of lo + 1. NULL if either is NULL; empty if all counts are 0. Errors: 22023 for other than 2 to 101 counts or bounds beyond -32768..32767, 22004 for a NULL in the array, 2202E for more than one dimension, 22003 for a count below 0 or above 90000000000000000.';

CREATE FUNCTION jsonb(score_summary) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'cm_summary_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION jsonb(score_summary) IS
'The summary for programs: its kind, lo and hi, and an array per sum with an element per point of the scale. {"kind": "empty"} for the empty summary, NULL for NULL.';

CREATE CAST (score_summary AS jsonb) WITH FUNCTION jsonb(score_summary);
COMMENT ON CAST (score_summary AS jsonb) IS 'the summary for programs';

