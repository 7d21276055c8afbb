-- Old rows of a live rollup, out of its groups.

CREATE FUNCTION live_rollup_take_out(SUMMARY_TYPE, SUMMARY_TYPE) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_live_rollup_take_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION live_rollup_take_out(SUMMARY_TYPE, SUMMARY_TYPE) IS
'The operator -, whose error tells what to do about a live rollup.';
