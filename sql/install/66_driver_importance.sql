-- What moves an outcome.

CREATE FUNCTION driver_importance(
        driver_products_summary, names text[] DEFAULT NULL, method text DEFAULT 'shapley',
        OUT driver text, OUT importance numeric, OUT correlation numeric, OUT coefficient numeric, OUT stderr numeric,
        OUT p_value double precision, OUT mean numeric)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'cm_driver_importance' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 8;
COMMENT ON FUNCTION driver_importance(driver_products_summary, text[], text) IS
'A row for each driver, the most important first: its importance in percent of R² (shapley: what it adds to R², averaged over all orders of the drivers, exact; johnson: relative weights, faster and nearly the same), its correlation with the outcome, its coefficient in the regression on all drivers with standard error and two-sided p-value (t distribution, responses − rank degrees of freedom), and its mean. Importance adds up to 100; percent and regression are rounded to 12 decimals, means to 16. A constant driver has importance 0 and neither correlation nor coefficient; every driver of a collinear set has no coefficient; without degrees of freedom there are no standard errors, and without those or for a perfect fit no p-values; of a constant outcome there is no importance and no correlation. names are those of the drivers, else driver 1 and so on. No rows for NULL, for a NULL method and without complete responses. Errors: 22023 for another number of names than drivers or another method, 22004 for a NULL among the names, 2202E for names in several dimensions. Sources: Lindeman, Merenda, Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2006), Relative Importance for Linear Regression in R: The Package relaimpo; Johnson (2000), A Heuristic Method for Estimating the Relative Weight of Predictor Variables in Multiple Regression.';

CREATE FUNCTION r_squared(driver_products_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_r_squared' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION r_squared(driver_products_summary) IS
'How much of the variance of the outcome all drivers together explain, by ordinary least squares: from 0 to 1, rounded to 12 decimals. NULL for NULL, without complete responses and for an outcome that is constant.';

CREATE FUNCTION adjusted_r_squared(driver_products_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_adjusted_r_squared' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION adjusted_r_squared(driver_products_summary) IS
'R² less what as many drivers explain by chance: 1 − (1 − R²)(n − 1) / (n − rank); at most 1, and below 0 for drivers that explain less than chance; rounded to 12 decimals. NULL for NULL, without degrees of freedom and for an outcome that is constant. Source: Ezekiel (1930), Methods of Correlation Analysis.';
