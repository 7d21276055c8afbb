-- Deltas of a live rollup, merged into their groups.

CREATE FUNCTION live_rollup_total(stored SUMMARY_TYPE, added SUMMARY_TYPE, removed SUMMARY_TYPE) RETURNS SUMMARY_TYPE
    AS 'MODULE_PATHNAME', 'cm_live_rollup_total' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION live_rollup_total(SUMMARY_TYPE, SUMMARY_TYPE, SUMMARY_TYPE) IS
'A summary of a live rollup with deltas added and removed. Error 22023 where more was removed than is there.';
