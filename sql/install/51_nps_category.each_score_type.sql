CREATE FUNCTION nps_category(score SCORE_TYPE) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_nps_category_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_category(SCORE_TYPE) IS
'''promoter'' for 9 and 10, ''passive'' for 7 and 8, ''detractor'' for 0 to 6. NULL for NULL. Errors: 22003 for a score outside 0..10, 22023 for a fractional one. Source: Reichheld (2003), The One Number You Need to Grow.';

