-- How many responses to ask for.

CREATE FUNCTION nps_sample_size(margin double precision, confidence double precision DEFAULT 0.95, variance double precision DEFAULT 1.0, population bigint DEFAULT NULL) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_nps_sample_size' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_sample_size(double precision, double precision, double precision, bigint) IS
'Responses that give a Net Promoter Score the wanted margin of error, in points of NPS: ⌈z²V/d² − 3⌉ with d = margin / 100, at least 1; the 3 are what the interval adjusted_wald adds by itself. V, above 0 and at most 1, is the variance of the values -1, 0 and 1: 1 is the worst case. With a population of N, n / (1 + (n − 1) / N). NULL if margin, confidence or variance is. Errors: 22023 for a confidence or power that is not between 0 and 1, or another number out of its range; 22003 for more responses than a bigint counts. Source: Rocks (2016), Interval Estimation for the “Net Promoter Score”; Cochran (1977), Sampling Techniques.';

CREATE FUNCTION csat_sample_size(margin double precision, confidence double precision DEFAULT 0.95, expected double precision DEFAULT 50, population bigint DEFAULT NULL) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_csat_sample_size' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_sample_size(double precision, double precision, double precision, bigint) IS
'Responses that give a customer satisfaction the wanted margin of error, in percent: ⌈z²p(1−p)/d²⌉ with d = margin / 100 and p = expected / 100, at least 1; 50 is the worst case. With a population of N, n / (1 + (n − 1) / N). NULL if margin, confidence or expected is. Errors: 22023 for a confidence or power that is not between 0 and 1, or another number out of its range; 22003 for more responses than a bigint counts. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION nps_comparison_sample_size(difference double precision, confidence double precision DEFAULT 0.95, power double precision DEFAULT 0.8, variance double precision DEFAULT 1.0) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_nps_comparison_sample_size' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_comparison_sample_size(double precision, double precision, double precision, double precision) IS
'Responses in each of two groups so that a test at this confidence finds a true difference of Net Promoter Scores, in points, with the probability power: ⌈2V(z + z of power)²/d²⌉ with d = difference / 100; V as in nps_sample_size. NULL if any is NULL. Errors: 22023 for a confidence or power that is not between 0 and 1, or another number out of its range; 22003 for more responses than a bigint counts. Source: Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions.';

CREATE FUNCTION csat_comparison_sample_size(expected_a double precision, expected_b double precision, confidence double precision DEFAULT 0.95, power double precision DEFAULT 0.8) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_csat_comparison_sample_size' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_comparison_sample_size(double precision, double precision, double precision, double precision) IS
'Responses in each of two groups so that a test at this confidence tells apart two true customer satisfactions, in percent, with the probability power; as R''s power.prop.test. NULL if any is NULL. Errors: 22023 for a confidence or power that is not between 0 and 1, or another number out of its range; 22003 for more responses than a bigint counts. Source: Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions.';
