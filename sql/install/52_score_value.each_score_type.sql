CREATE FUNCTION nps_value(score SCORE_TYPE) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_nps_value_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_value(SCORE_TYPE) IS
'What a score counts in the NPS, which is the mean of it: 100 for 9 and 10, 0 for 7 and 8, -100 for 0 to 6; as the outcome of driver_summary(), coefficients are points of NPS. NULL for NULL. Errors: 22003 for a score outside 0..10, 22023 for a fractional one. Source: Reichheld (2003), The One Number You Need to Grow.';

CREATE FUNCTION csat_value(score SCORE_TYPE) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_csat_value_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_value(SCORE_TYPE) IS
'What a score counts in the CSAT, which is the mean of it: 100 for 4 and 5, 0 for 1 to 3; as the outcome of driver_summary(), coefficients are points of CSAT. NULL for NULL. Errors: 22003 for a score outside 1..5, 22023 for a fractional one. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

