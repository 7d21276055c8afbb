-- The transition functions of the aggregates of scores, two for each of accumulation.records. The state of all is the summary itself.

CREATE FUNCTION accumulate_ACCUMULATION(ARGUMENTS) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ROW_IN_C_SCORE_NAME' LANGUAGE C STRICTNESS PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ACCUMULATION(ARGUMENTS) IS
'Takes A_SCORE into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_ACCUMULATION_inverse(ARGUMENTS) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ROW_IN_C_inverse_SCORE_NAME' LANGUAGE C STRICTNESS PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ACCUMULATION_inverse(ARGUMENTS) IS
'Takes A_SCORE out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

