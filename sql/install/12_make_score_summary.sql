-- From counts that somebody already has.

CREATE FUNCTION make_score_summary(lo integer, counts bigint[]) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_make_score_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION make_score_summary(integer, bigint[]) IS
'The summary of responses that somebody already counted: the first count is that of the score lo, the next that of lo + 1. NULL if either is NULL; empty if all counts are 0. Errors: 22023 for other than 2 to 101 counts or bounds beyond -32768..32767, 22004 for a NULL in the array, 2202E for more than one dimension, 22003 for a count below 0 or above 90000000000000000.';

