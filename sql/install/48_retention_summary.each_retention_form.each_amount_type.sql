-- What customers paid in two periods, as the sums that retention needs.

CREATE FUNCTION accumulate_retention_summary(STATE_TYPES) RETURNS retention_flow_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_retention_AMOUNT_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_retention_summary(STATE_TYPES) IS
'Takes a customer into a summary, for retention_summary().';

CREATE FUNCTION accumulate_retention_summary_inverse(STATE_TYPES) RETURNS retention_flow_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_retention_inverse_AMOUNT_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_retention_summary_inverse(STATE_TYPES) IS
'Takes a customer out of a summary again, for retention_summary().';

CREATE AGGREGATE retention_summary(ARGUMENTS) (
    SFUNC = accumulate_retention_summary, STYPE = retention_flow_summary, INITCOND = 'empty', SSPACE = 120,
    COMBINEFUNC = retention_flow_summary_add,
    MSFUNC = accumulate_retention_summary, MINVFUNC = accumulate_retention_summary_inverse,
    MSTYPE = retention_flow_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_summary(ARGUMENT_TYPES) IS
'The summary of what customers paid in a period and in the one after it, a row a customer, for storing, merging and asking for retention and growth: exact sums, amounts kept to 4 decimals. Who paid NULL or 0 was no customer then, and a row with neither counts for nothing; empty where there are no customers. EARNED Error 22003 for an amount outside 0..10000000000000.';
