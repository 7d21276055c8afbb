-- An outcome and its drivers, as the sums that a regression needs.

CREATE FUNCTION accumulate_driver_summary(driver_products_summary, double precision, double precision[]) RETURNS driver_products_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_driver_summary' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_driver_summary(driver_products_summary, double precision, double precision[]) IS
'Takes an outcome and its drivers into a summary, for driver_summary().';

CREATE FUNCTION accumulate_driver_summary_inverse(driver_products_summary, double precision, double precision[]) RETURNS driver_products_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_driver_summary_inverse' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_driver_summary_inverse(driver_products_summary, double precision, double precision[]) IS
'Takes an outcome and its drivers out of a summary again, for driver_summary().';

CREATE AGGREGATE driver_summary(outcome double precision, VARIADIC drivers double precision[]) (
    SFUNC = accumulate_driver_summary, STYPE = driver_products_summary, INITCOND = 'empty', SSPACE = 888,
    COMBINEFUNC = driver_products_summary_add,
    MSFUNC = accumulate_driver_summary, MINVFUNC = accumulate_driver_summary_inverse,
    MSTYPE = driver_products_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE driver_summary(double precision, double precision[]) IS
'The summary of an outcome, such as nps_value(score), and of 1 to 20 drivers of it, for storing, merging and asking driver_importance() of: exact sums of values from -1000000 to 1000000, kept to 6 decimals. A row with a NULL among its values counts as incomplete and adds nothing else; empty where there are no rows. Errors: 22003 for a value outside the range, 22023 for another number of drivers, 42804 for numbers of drivers that differ within a group, 22004 for an array of drivers that is NULL, 2202E for one of several dimensions.';

CREATE FUNCTION responses(driver_products_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_complete_responses' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(driver_products_summary) IS
'Number of responses with an outcome and all drivers; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION incomplete(driver_products_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_incomplete_responses' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION incomplete(driver_products_summary) IS
'Number of responses that lack the outcome or a driver, and so are left out; 0 for the empty summary, NULL for NULL.';
