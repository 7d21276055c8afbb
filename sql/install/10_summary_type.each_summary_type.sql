-- A type of summary: its forms, +, −, comparison, jsonb and rollup(). Nothing here knows what is summed, and so this file
-- is written once and expanded for each type of summary_type.records.

CREATE TYPE SUMMARY_TYPE;

CREATE FUNCTION SUMMARY_TYPE_in(cstring) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_SUMMARY_TYPE_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_in(cstring) IS
'Reads the text form of a summary, such as "empty" or "EXAMPLE", or the JSON that a cast to json gave. Error 22P02 for text that is neither.';

CREATE FUNCTION SUMMARY_TYPE_out(SUMMARY_TYPE) RETURNS cstring
    AS 'MODULE_PATHNAME', 'cm_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_out(SUMMARY_TYPE) IS
'Writes the text form of a summary: its version, its scale if it has one, and each sum in exact decimals. It depends on no setting.';

CREATE FUNCTION SUMMARY_TYPE_recv(internal) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_SUMMARY_TYPE_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_recv(internal) IS
'Reads the binary form of a summary, checking all of it. Error 22P03 for bytes that are none.';

CREATE FUNCTION SUMMARY_TYPE_send(SUMMARY_TYPE) RETURNS bytea
    AS 'MODULE_PATHNAME', 'cm_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_send(SUMMARY_TYPE) IS
'Writes the binary form of a summary, which begins with its version. Equal summaries have equal bytes.';

CREATE TYPE SUMMARY_TYPE (
    INPUT = SUMMARY_TYPE_in,
    OUTPUT = SUMMARY_TYPE_out,
    RECEIVE = SUMMARY_TYPE_recv,
    SEND = SUMMARY_TYPE_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = plain,
    CATEGORY = 'N'
);
COMMENT ON TYPE SUMMARY_TYPE IS
'MEANING Summaries add, and a part of one subtracts.';

-- Merging, and taking a part out.

CREATE FUNCTION SUMMARY_TYPE_add(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_summary_add' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_add(SUMMARY_TYPE, SUMMARY_TYPE) IS
'The RESPONSES of both summaries: exact, in any order. NULL if either is NULL; empty adds nothing. ADD_ERRORS';

CREATE FUNCTION SUMMARY_TYPE_subtract(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_summary_subtract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_subtract(SUMMARY_TYPE, SUMMARY_TYPE) IS
'The RESPONSES of the first summary without those of the second, which must be a part of it: a + b - b = a. NULL if either is NULL. SUBTRACT_ERRORS';

CREATE OPERATOR + (
    FUNCTION = SUMMARY_TYPE_add, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE, COMMUTATOR = +
);
COMMENT ON OPERATOR + (SUMMARY_TYPE, SUMMARY_TYPE) IS 'merge two summaries';

CREATE OPERATOR - (
    FUNCTION = SUMMARY_TYPE_subtract, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE
);
COMMENT ON OPERATOR - (SUMMARY_TYPE, SUMMARY_TYPE) IS 'take a part out of a summary';

-- Comparison, for GROUP BY, DISTINCT, ORDER BY and joins.

CREATE FUNCTION SUMMARY_TYPE_eq(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_eq(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if both summaries hold the same RESPONSES. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_ne(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_ne(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if the summaries differ. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_lt(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_lt(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if the first summary sorts before the second, in an arbitrary but fixed order that says nothing about metrics. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_le(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_le(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if the first summary sorts before the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_gt(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_gt(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if the first summary sorts after the second, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_ge(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS boolean
    AS 'MODULE_PATHNAME', 'cm_summary_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_ge(SUMMARY_TYPE, SUMMARY_TYPE) IS
'True if the first summary sorts after the second or equals it, in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_cmp(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_cmp(SUMMARY_TYPE, SUMMARY_TYPE) IS
'-1, 0 or 1: the place of the first summary beside the second in an arbitrary but fixed order. NULL if either is NULL.';

CREATE FUNCTION SUMMARY_TYPE_hash(SUMMARY_TYPE) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_summary_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_hash(SUMMARY_TYPE) IS
'A hash of the summary, for hash joins, hash aggregation and hash indexes. NULL for NULL.';

CREATE FUNCTION SUMMARY_TYPE_hash_extended(SUMMARY_TYPE, bigint) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_summary_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_hash_extended(SUMMARY_TYPE, bigint) IS
'A hash of the summary with a seed, for hash partitioning. NULL if either is NULL.';

CREATE OPERATOR = (
    FUNCTION = SUMMARY_TYPE_eq, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (SUMMARY_TYPE, SUMMARY_TYPE) IS 'the same RESPONSES';

CREATE OPERATOR <> (
    FUNCTION = SUMMARY_TYPE_ne, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (SUMMARY_TYPE, SUMMARY_TYPE) IS 'not the same RESPONSES';

CREATE OPERATOR < (
    FUNCTION = SUMMARY_TYPE_lt, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (SUMMARY_TYPE, SUMMARY_TYPE) IS 'before, in an arbitrary fixed order';

CREATE OPERATOR <= (
    FUNCTION = SUMMARY_TYPE_le, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (SUMMARY_TYPE, SUMMARY_TYPE) IS 'before or equal, in an arbitrary fixed order';

CREATE OPERATOR > (
    FUNCTION = SUMMARY_TYPE_gt, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (SUMMARY_TYPE, SUMMARY_TYPE) IS 'after, in an arbitrary fixed order';

CREATE OPERATOR >= (
    FUNCTION = SUMMARY_TYPE_ge, LEFTARG = SUMMARY_TYPE, RIGHTARG = SUMMARY_TYPE,
    COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (SUMMARY_TYPE, SUMMARY_TYPE) IS 'after or equal, in an arbitrary fixed order';

CREATE OPERATOR CLASS SUMMARY_TYPE_btree_ops DEFAULT FOR TYPE SUMMARY_TYPE USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
    FUNCTION 1 SUMMARY_TYPE_cmp(SUMMARY_TYPE, SUMMARY_TYPE);
COMMENT ON OPERATOR CLASS SUMMARY_TYPE_btree_ops USING btree IS
'an arbitrary fixed order of summaries, for DISTINCT, ORDER BY and unique indexes';

CREATE OPERATOR CLASS SUMMARY_TYPE_hash_ops DEFAULT FOR TYPE SUMMARY_TYPE USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 SUMMARY_TYPE_hash(SUMMARY_TYPE),
    FUNCTION 2 SUMMARY_TYPE_hash_extended(SUMMARY_TYPE, bigint);
COMMENT ON OPERATOR CLASS SUMMARY_TYPE_hash_ops USING hash IS
'equality of summaries, for hash joins, hash aggregation and hash partitioning';

-- For programs.

CREATE FUNCTION SUMMARY_TYPE_to_json(SUMMARY_TYPE) RETURNS json
    AS 'MODULE_PATHNAME', 'cm_summary_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_to_json(SUMMARY_TYPE) IS
'The summary for programs: its kind, lo and hi if it has a scale, and an array for each sum, with an element for each point of the scale. {"kind": "empty"} for the empty summary, NULL for NULL.';

CREATE FUNCTION SUMMARY_TYPE_to_jsonb(SUMMARY_TYPE) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'cm_summary_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION SUMMARY_TYPE_to_jsonb(SUMMARY_TYPE) IS
'The summary for programs: its kind, lo and hi if it has a scale, and an array for each sum, with an element for each point of the scale. {"kind": "empty"} for the empty summary, NULL for NULL.';

CREATE CAST (SUMMARY_TYPE AS json) WITH FUNCTION SUMMARY_TYPE_to_json(SUMMARY_TYPE);
COMMENT ON CAST (SUMMARY_TYPE AS json) IS 'the summary for programs; to_json() and its kin use it, too';

CREATE CAST (SUMMARY_TYPE AS jsonb) WITH FUNCTION SUMMARY_TYPE_to_jsonb(SUMMARY_TYPE);
COMMENT ON CAST (SUMMARY_TYPE AS jsonb) IS 'the summary for programs';

CREATE CAST (json AS SUMMARY_TYPE) WITH INOUT;
COMMENT ON CAST (json AS SUMMARY_TYPE) IS 'a summary that a program gives back';

CREATE CAST (jsonb AS SUMMARY_TYPE) WITH INOUT;
COMMENT ON CAST (jsonb AS SUMMARY_TYPE) IS 'a summary that a program gives back';

-- Merging many. Tools that write queries write sum().

CREATE AGGREGATE rollup(SUMMARY_TYPE) (
    SFUNC = SUMMARY_TYPE_add, STYPE = SUMMARY_TYPE, INITCOND = 'empty', SSPACE = USUAL_BYTES,
    COMBINEFUNC = SUMMARY_TYPE_add,
    MSFUNC = SUMMARY_TYPE_add, MINVFUNC = SUMMARY_TYPE_subtract,
    MSTYPE = SUMMARY_TYPE, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(SUMMARY_TYPE) IS
'Merges summaries: the same, to the last bit, as one summary of all their RESPONSES. NULL summaries are left out; empty if there are none. Works as a sliding window. ADD_ERRORS';

CREATE AGGREGATE sum(SUMMARY_TYPE) (
    SFUNC = SUMMARY_TYPE_add, STYPE = SUMMARY_TYPE, INITCOND = 'empty', SSPACE = USUAL_BYTES,
    COMBINEFUNC = SUMMARY_TYPE_add,
    MSFUNC = SUMMARY_TYPE_add, MINVFUNC = SUMMARY_TYPE_subtract,
    MSTYPE = SUMMARY_TYPE, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sum(SUMMARY_TYPE) IS
'The same as rollup(SUMMARY_TYPE), by the name that tools write: empty, and not NULL, if there are no summaries.';

