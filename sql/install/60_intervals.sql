-- How sure a metric is: intervals, margins and standard errors. All are questions to a summary, and assume that its
-- responses are independent.

CREATE FUNCTION nps_ci_low(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci_low(score_summary, double precision, text) IS
'Lower bound of the confidence interval of the Net Promoter Score, in points of NPS, -100 to 100, to 12 decimals and never beyond the metric''s range. Methods: adjusted_wald (¾, 1½ and ¾ responses added to detractors, passives and promoters), wald, score (Tango''s), t (Student''s), bayes (a flat prior), always_valid (holds at every look at a growing sample at once: m ± √V · √(2(nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / (1 − confidence))), ρ² = 0.008, with n, mean m and variance V of the responses and the pseudo-responses of adjusted_wald). Weighted summaries: wald, adjusted_wald and t use the linearised standard error, the other methods the effective number of responses. NULL if any argument is NULL, for no responses and where all weights are 0; t also for one response. Errors: 22023 for a confidence that is not between 0 and 1, another method; 42804 for another scale than 0..10. Source: Rocks (2016), Interval Estimation for the “Net Promoter Score”; Tango (1998), Equivalence Test and Confidence Interval for the Difference in Proportions for the Paired-Sample Design; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION nps_ci_high(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci_high(score_summary, double precision, text) IS
'Upper bound of the confidence interval of the Net Promoter Score: see nps_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION nps_margin(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_margin(score_summary, double precision, text, bigint) IS
'Margin of error of the Net Promoter Score: half its confidence interval, before that is cut to the metric''s range, in points of NPS, to 12 decimals. The interval need not be centred on the metric. With a population, of which the responses are a sample without replacement, multiplied by √((population − responses) / (population − 1)). Methods as in nps_ci_low. NULL if any other argument is NULL, for no responses and where all weights are 0; t also for one response. Errors: 22023 for a confidence that is not between 0 and 1, another method, a population below the number of responses or with always_valid; 42804 for another scale than 0..10. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION nps_stderr(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_stderr(score_summary) IS
'Standard error of the Net Promoter Score, in points of NPS, to 12 decimals: √(V / n) with V the population variance of the values -1, 0 and 1; weighted: √(Σw²(f−m)²) / Σw, which is R''s package survey without its factor √(n / (n − 1)). NULL for NULL, for no responses and where all weights are 0. Error 42804 for another scale than 0..10.';

CREATE FUNCTION csat_ci_low(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci_low(score_summary, double precision, text) IS
'Lower bound of the confidence interval of the customer satisfaction, in percent, 0 to 100, to 12 decimals and never beyond the metric''s range. Methods: wilson, adjusted_wald (Agresti and Coull''s), exact (Clopper and Pearson''s), jeffreys, wald, always_valid (holds at every look at a growing sample at once: m ± √V · √(2(nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / (1 − confidence))), ρ² = 0.008, with n, mean m and variance V of the responses and four more, two of them satisfied). Weighted summaries: wald uses the linearised standard error, the other methods the effective number of responses. NULL if any argument is NULL, for no responses and where all weights are 0. Errors: 22023 for a confidence that is not between 0 and 1, another method; 42804 for another scale than 1..2 to 1..10. Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference; Brown, Cai, DasGupta (2001), Interval Estimation for a Binomial Proportion; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION csat_ci_high(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci_high(score_summary, double precision, text) IS
'Upper bound of the confidence interval of the customer satisfaction: see csat_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION csat_margin(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_margin(score_summary, double precision, text, bigint) IS
'Margin of error of the customer satisfaction: half its confidence interval, before that is cut to the metric''s range, in percent, to 12 decimals. The interval need not be centred on the metric. With a population, of which the responses are a sample without replacement, multiplied by √((population − responses) / (population − 1)). Methods as in csat_ci_low. NULL if any other argument is NULL, for no responses and where all weights are 0. Errors: 22023 for a confidence that is not between 0 and 1, another method, a population below the number of responses or with always_valid; 42804 for another scale than 1..2 to 1..10. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION csat_stderr(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_stderr(score_summary) IS
'Standard error of the customer satisfaction, in percent, to 12 decimals: √(V / n) with V the population variance of the values; weighted: √(Σw²(f−m)²) / Σw, which is R''s package survey without its factor √(n / (n − 1)). NULL for NULL, for no responses and where all weights are 0. Error 42804 for another scale than 1..2 to 1..10.';

CREATE FUNCTION ces_ci_low(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci_low(score_summary, double precision, text) IS
'Lower bound of the confidence interval of the Customer Effort Score 2.0, in points of the scale, to 12 decimals and never beyond the metric''s range. Methods: t (Student''s, with the sample variance) and wald (with the population variance). Weighted summaries: the linearised standard error. NULL if any argument is NULL, for no responses and where all weights are 0; t also for one response. Errors: 22023 for a confidence that is not between 0 and 1, another method; 42804 for a scale that does not start at 1. Source: Student (1908), The Probable Error of a Mean.';

CREATE FUNCTION ces_ci_high(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci_high(score_summary, double precision, text) IS
'Upper bound of the confidence interval of the Customer Effort Score 2.0: see ces_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION ces_margin(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_margin(score_summary, double precision, text, bigint) IS
'Margin of error of the Customer Effort Score 2.0: half its confidence interval, before that is cut to the metric''s range, in points of the scale, to 12 decimals. The interval need not be centred on the metric. With a population, of which the responses are a sample without replacement, multiplied by √((population − responses) / (population − 1)). Methods as in ces_ci_low. NULL if any other argument is NULL, for no responses and where all weights are 0; t also for one response. Errors: 22023 for a confidence that is not between 0 and 1, another method, a population below the number of responses; 42804 for a scale that does not start at 1. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION ces_stderr(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_stderr(score_summary) IS
'Standard error of the Customer Effort Score 2.0, in points of the scale, to 12 decimals: √(s² / n) with s² the sample variance (n − 1); weighted: √(n / (n − 1) · Σw²(x−m)²) / Σw, as R''s package survey. NULL for NULL, for fewer than two responses and where all weights are 0. Error 42804 for a scale that does not start at 1.';

CREATE FUNCTION mean_ci_low(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_ci_low(score_summary, double precision, text) IS
'Lower bound of the confidence interval of the mean score, in points of the scale, to 12 decimals and never beyond the metric''s range. Methods: t (Student''s, with the sample variance) and wald (with the population variance). Weighted summaries: the linearised standard error. NULL if any argument is NULL, for no responses and where all weights are 0; t also for one response. Error 22023 for a confidence that is not between 0 and 1, another method. Source: Student (1908), The Probable Error of a Mean.';

CREATE FUNCTION mean_ci_high(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_ci_high(score_summary, double precision, text) IS
'Upper bound of the confidence interval of the mean score: see mean_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION mean_margin(score_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 't', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_margin(score_summary, double precision, text, bigint) IS
'Margin of error of the mean score: half its confidence interval, before that is cut to the metric''s range, in points of the scale, to 12 decimals. The interval need not be centred on the metric. With a population, of which the responses are a sample without replacement, multiplied by √((population − responses) / (population − 1)). Methods as in mean_ci_low. NULL if any other argument is NULL, for no responses and where all weights are 0; t also for one response. Error 22023 for a confidence that is not between 0 and 1, another method, a population below the number of responses. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION mean_stderr(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_stderr(score_summary) IS
'Standard error of the mean score, in points of the scale, to 12 decimals: √(s² / n) with s² the sample variance (n − 1); weighted: √(n / (n − 1) · Σw²(x−m)²) / Σw, as R''s package survey. NULL for NULL, for fewer than two responses and where all weights are 0.';

CREATE FUNCTION top_box_ci_low(score_summary, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box_ci_low(score_summary, integer, double precision, text) IS
'Lower bound of the confidence interval of the percent in the highest boxes, in percent, 0 to 100, to 12 decimals and never beyond the metric''s range. Methods: wilson, adjusted_wald (Agresti and Coull''s), exact (Clopper and Pearson''s), jeffreys, wald, always_valid (holds at every look at a growing sample at once: m ± √V · √(2(nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / (1 − confidence))), ρ² = 0.008, with n, mean m and variance V of the responses and four more, two of them in the boxes). Weighted summaries: wald uses the linearised standard error, the other methods the effective number of responses. NULL if any argument is NULL, for no responses and where all weights are 0. Error 22023 for a confidence that is not between 0 and 1, another method, boxes that the scale has not. Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference; Brown, Cai, DasGupta (2001), Interval Estimation for a Binomial Proportion; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION top_box_ci_high(score_summary, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box_ci_high(score_summary, integer, double precision, text) IS
'Upper bound of the confidence interval of the percent in the highest boxes: see top_box_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION top_box_margin(score_summary, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_margin(score_summary, integer, double precision, text, bigint) IS
'Margin of error of the percent in the highest boxes: half its confidence interval, before that is cut to the metric''s range, in percent, to 12 decimals. The interval need not be centred on the metric. With a population, of which the responses are a sample without replacement, multiplied by √((population − responses) / (population − 1)). Methods as in top_box_ci_low. NULL if any other argument is NULL, for no responses and where all weights are 0. Error 22023 for a confidence that is not between 0 and 1, another method, a population below the number of responses or with always_valid, boxes that the scale has not. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION top_box_stderr(score_summary, boxes integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box_stderr(score_summary, integer) IS
'Standard error of the percent in the highest boxes, in percent, to 12 decimals: √(V / n) with V the population variance of the values; weighted: √(Σw²(f−m)²) / Σw, which is R''s package survey without its factor √(n / (n − 1)). NULL if either is NULL, for no responses and where all weights are 0. Error 22023 for boxes that the scale has not.';

-- The same for comments: their net share of positive ones has the methods of the NPS.

CREATE FUNCTION net_sentiment_ci_low(comment_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_sentiment_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_sentiment_ci_low(comment_summary, double precision, text) IS
'Lower bound of the confidence interval of the net sentiment, in points, -100 to 100, to 12 decimals and never beyond the metric''s range. Methods: adjusted_wald (¾, 1½ and ¾ comments added to the negative, neutral and positive ones), wald, score (Tango''s), t (Student''s), bayes (a flat prior), always_valid (holds at every look at a growing sample at once: m ± √V · √(2(nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / (1 − confidence))), ρ² = 0.008, with n, mean m and variance V of the comments and the pseudo-comments of adjusted_wald). NULL if any argument is NULL and for no comments; t also for one comment. Errors: 22023 for a confidence that is not between 0 and 1, another method. Source: Rocks (2016), Interval Estimation for the “Net Promoter Score”; Tango (1998), Equivalence Test and Confidence Interval for the Difference in Proportions for the Paired-Sample Design; Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences (always_valid).';

CREATE FUNCTION net_sentiment_ci_high(comment_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald') RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_sentiment_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_sentiment_ci_high(comment_summary, double precision, text) IS
'Upper bound of the confidence interval of the net sentiment: see net_sentiment_ci_low, with the same arguments, methods, NULLs and errors.';

CREATE FUNCTION net_sentiment_margin(comment_summary, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted_wald', population bigint DEFAULT NULL) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_sentiment_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION net_sentiment_margin(comment_summary, double precision, text, bigint) IS
'Margin of error of the net sentiment: half its confidence interval, before that is cut to the metric''s range, in points, to 12 decimals. The interval need not be centred on the metric. With a population, of which the comments are a sample without replacement, multiplied by √((population − comments) / (population − 1)). Methods as in net_sentiment_ci_low. NULL if any other argument is NULL, and for no comments; t also for one comment. Errors: 22023 for a confidence that is not between 0 and 1, another method, a population below the number of comments or with always_valid. Source: Cochran (1977), Sampling Techniques.';

CREATE FUNCTION net_sentiment_stderr(comment_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_sentiment_stderr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_sentiment_stderr(comment_summary) IS
'Standard error of the net sentiment, in points, to 12 decimals: √(V / n) with V the population variance of the values -1, 0 and 1. NULL for NULL and for no comments.';
