-- Is a difference real: tests of two summaries, a minus b. Both samples must be independent of one another.

CREATE FUNCTION nps_test(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald',
    OUT difference numeric, OUT ci_low numeric, OUT ci_high numeric,
    OUT statistic double precision, OUT df double precision, OUT p_value double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'cm_nps_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_test(score_summary, score_summary, double precision, text) IS
'Test of the difference of two Net Promoter Scores, a − b: the difference, its confidence interval (in points of NPS, -200 to 200), the test''s statistic, its degrees of freedom (NULL for a normal statistic) and the two-sided p-value. Methods: adjusted_wald (adds ¾, 1½ and ¾ responses to detractors, passives and promoters of each; the difference shown stays unadjusted), wald, welch (Student''s t with unequal sample variances), always_valid (holds at every look at two growing samples at once: with the pseudo-responses of adjusted_wald, n the responses of both, δ the difference of their means and V / n = V(a) / n(a) + V(b) / n(b), the interval of nps_ci_low''s method always_valid, statistic δ / √(V / n), no degrees of freedom, p = min(1, √(nρ² + 1) · exp(−ρ²n²δ² / (2V(nρ² + 1)))) with ρ² = 0.008; weighted summaries count by their effective number of responses). NULL if any argument is NULL and where a or b has no responses or no weight; columns that one response leaves undefined are NULL (welch). Errors: 22023 for a confidence that is not between 0 and 1 and another method; 42804 for another scale than 0..10. Source: Rocks (2016), Interval Estimation for the “Net Promoter Score”; Welch (1947), The Generalization of “Student''s” Problem When Several Different Population Variances Are Involved; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION nps_difference(a score_summary, b score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_difference' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_difference(score_summary, score_summary) IS
'nps(a) − nps(b), to 16 decimals. NULL if either metric is. Error 42804 for another scale than 0..10.';

CREATE FUNCTION nps_difference_ci_low(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_difference_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_difference_ci_low(score_summary, score_summary, double precision, text) IS
'The column ci_low of nps_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION nps_difference_ci_high(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_difference_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_difference_ci_high(score_summary, score_summary, double precision, text) IS
'The column ci_high of nps_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION nps_statistic(a score_summary, b score_summary, method text DEFAULT 'adjusted_wald') RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_nps_statistic' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_statistic(score_summary, score_summary, text) IS
'The column statistic of nps_test, with the same NULLs and errors.';

CREATE FUNCTION nps_df(a score_summary, b score_summary, method text DEFAULT 'adjusted_wald') RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_nps_df' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_df(score_summary, score_summary, text) IS
'The column df of nps_test, with the same NULLs and errors.';

CREATE FUNCTION nps_p_value(a score_summary, b score_summary, method text DEFAULT 'adjusted_wald') RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_nps_p_value' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_p_value(score_summary, score_summary, text) IS
'The column p_value of nps_test, with the same NULLs and errors.';

CREATE FUNCTION csat_test(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'newcombe',
    OUT difference numeric, OUT ci_low numeric, OUT ci_high numeric,
    OUT statistic double precision, OUT df double precision, OUT p_value double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'cm_csat_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_test(score_summary, score_summary, double precision, text) IS
'Test of the difference of two customer satisfactions, a − b: the difference and its interval (in percent, -100 to 100), the test''s statistic, no degrees of freedom, and the two-sided p-value. Methods: newcombe (his hybrid score interval, and the N − 1 two-proportion z test), always_valid (holds at every look at two growing samples at once: as in nps_test, with four responses added to each, two of them satisfied; the difference shown stays unadjusted). Weighted summaries count by their effective number of responses. NULL if any argument is NULL and where a or b has no responses or no weight. Errors: 22023 for a confidence that is not between 0 and 1 and another method; 42804 for other scales than 1..2 to 1..10. Source: Newcombe (1998), Interval Estimation for the Difference Between Independent Proportions; Campbell (2007), Chi-Squared and Fisher-Irwin Tests of Two-by-Two Tables with Small Sample Recommendations; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION csat_difference(a score_summary, b score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_difference' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_difference(score_summary, score_summary) IS
'csat(a) − csat(b), to 16 decimals. NULL if either metric is. Error 42804 for other scales than 1..2 to 1..10.';

CREATE FUNCTION csat_difference_ci_low(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'newcombe') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_difference_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_difference_ci_low(score_summary, score_summary, double precision, text) IS
'The column ci_low of csat_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION csat_difference_ci_high(a score_summary, b score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'newcombe') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_difference_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_difference_ci_high(score_summary, score_summary, double precision, text) IS
'The column ci_high of csat_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION csat_statistic(a score_summary, b score_summary, method text DEFAULT 'newcombe') RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_csat_statistic' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_statistic(score_summary, score_summary, text) IS
'The column statistic of csat_test, with the same NULLs and errors.';

CREATE FUNCTION csat_p_value(a score_summary, b score_summary, method text DEFAULT 'newcombe') RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_csat_p_value' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_p_value(score_summary, score_summary, text) IS
'The column p_value of csat_test, with the same NULLs and errors.';

CREATE FUNCTION ces_test(a score_summary, b score_summary, confidence double precision DEFAULT 0.95,
    OUT difference numeric, OUT ci_low numeric, OUT ci_high numeric,
    OUT statistic double precision, OUT df double precision, OUT p_value double precision) RETURNS record
    AS 'MODULE_PATHNAME', 'cm_ces_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_test(score_summary, score_summary, double precision) IS
'Test of the difference of two Customer Effort Scores 2.0, a − b: the difference and its confidence interval (in points of the scale), Welch''s t statistic with its degrees of freedom, and the two-sided p-value. NULL if any argument is NULL and where a or b has no responses or no weight; columns that one response leaves undefined are NULL. Errors: 22023 for a confidence that is not between 0 and 1; 42804 for a scale that does not start at 1. Source: Welch (1947), The Generalization of “Student''s” Problem When Several Different Population Variances Are Involved.';

CREATE FUNCTION ces_difference(a score_summary, b score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_difference' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_difference(score_summary, score_summary) IS
'ces(a) − ces(b), to 16 decimals. NULL if either metric is. Error 42804 for a scale that does not start at 1.';

CREATE FUNCTION ces_difference_ci_low(a score_summary, b score_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_difference_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_difference_ci_low(score_summary, score_summary, double precision) IS
'The column ci_low of ces_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION ces_difference_ci_high(a score_summary, b score_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_difference_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_difference_ci_high(score_summary, score_summary, double precision) IS
'The column ci_high of ces_test, with the same arguments, NULLs and errors.';

CREATE FUNCTION ces_statistic(a score_summary, b score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_ces_statistic' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_statistic(score_summary, score_summary) IS
'The column statistic of ces_test, with the same NULLs and errors.';

CREATE FUNCTION ces_df(a score_summary, b score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_ces_df' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_df(score_summary, score_summary) IS
'The column df of ces_test, with the same NULLs and errors.';

CREATE FUNCTION ces_p_value(a score_summary, b score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_ces_p_value' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_p_value(score_summary, score_summary) IS
'The column p_value of ces_test, with the same NULLs and errors.';

CREATE FUNCTION nps_probability_above(a score_summary, b score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_nps_probability_above' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_probability_above(score_summary, score_summary) IS
'The posterior probability, 0 to 1, that the Net Promoter Score of a is above that of b, with the prior of nps_ci_low''s method bayes: one response of each kind. By numerical integration, right to 1e-9. Weighted summaries count by their effective number of responses. NULL if either is NULL or has no responses. Error 42804 for another scale than 0..10.';

CREATE FUNCTION csat_probability_above(a score_summary, b score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_csat_probability_above' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_probability_above(score_summary, score_summary) IS
'The posterior probability, 0 to 1, that the customer satisfaction of a is above that of b, with the prior of csat_ci_low''s method jeffreys: half a response of each kind. By numerical integration, right to 1e-9. Weighted summaries count by their effective number of responses. NULL if either is NULL or has no responses. Error 42804 for other scales than 1..2 to 1..10.';

CREATE FUNCTION adjust_p_values(p_values double precision[], method text DEFAULT 'holm') RETURNS double precision[]
    AS 'MODULE_PATHNAME', 'cm_adjust_p_values' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION adjust_p_values(double precision[], text) IS
'The p-values of several tests, in the same places, adjusted for their number. Methods: holm (bounds the probability of any wrong finding) and benjamini-hochberg (bounds the share of wrong ones among the findings). Elements that are NULL stay NULL and are not counted. NULL if either is NULL. Error 22023 for another method and for a p-value outside 0..1. Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure; Benjamini, Hochberg (1995), Controlling the False Discovery Rate.';
