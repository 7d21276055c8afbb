-- The TITLE over time: window functions over a series of summaries, a row a period.

CREATE FUNCTION METRIC_expected(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected(score_summary) IS
'What the periods before this one lead to expect of the TITLE, in its own points, to 12 decimals. The level is taken for a random walk that is seen with sampling error; how much it wanders is what maximises the restricted likelihood (REML) of the periods before. The error of a period has the variance S² / n, with n its responses (Kish''s effective number where they are weighted) and S² = Σ nV / Σ (n − 1) pooled over the periods before. NULL and empty summaries are periods without responses; those at the end get the forecast. NULL for the first period with responses and what is before it, and as long as no period has two responses, which tell S²; where no two responses of a period differed, the last metric. The frame does not matter; rows equal in ORDER BY come in any order. Errors: 22023 for several scales in a partitionSCALE_ERROR Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter; de Jong (1991), The Diffuse Kalman Filter.';

CREATE FUNCTION METRIC_expected(score_summary, season integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected(score_summary, integer) IS
'The same with a season of so many periods: an effect for each of its places, which stays the same and of which nothing is known beforehand; together they sum to 0. NULL also where no period before with responses has the same place in the season. Error 22023 for a season that is not from 2 to 400, NULL or not the same in the whole partition.';

CREATE FUNCTION METRIC_expected_low(score_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_low' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_low(score_summary, double precision) IS
'Lower bound of the interval in which the TITLE of this period should lie by the periods before, within the range of the metric, to 12 decimals: METRIC_expected minus the normal quantile × √(variance of that expectation + S² / n); for a period without responses, of its level: without S² / n. NULL where METRIC_expected is. Errors: as that, and 22023 for a confidence that is not between 0 and 1, NULL or not the same in the whole partition.';

CREATE FUNCTION METRIC_expected_low(score_summary, confidence double precision, season integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_low' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_low(score_summary, double precision, integer) IS
'The same with a season of so many periods: see METRIC_expected.';

CREATE FUNCTION METRIC_expected_high(score_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_high' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_high(score_summary, double precision) IS
'Upper bound of the interval in which the TITLE of this period should lie: see METRIC_expected_low, with the same arguments, NULLs and errors.';

CREATE FUNCTION METRIC_expected_high(score_summary, confidence double precision, season integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_high' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_high(score_summary, double precision, integer) IS
'The same with a season of so many periods: see METRIC_expected.';

CREATE FUNCTION METRIC_expected_p_value(score_summary) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_p_value' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_p_value(score_summary) IS
'The early warning: how probable it is that the TITLE of a period is as far from METRIC_expected as this one, or further, when nothing but its usual wandering and sampling error is at work; 0 to 1, two-sided, by the normal distribution. With 12 periods or fewer before, too small: p < 0.05 is then met in up to 10% of ordinary periods. NULL without responses and where METRIC_expected is; 1 or 0 where no two responses of a period before differed. Errors: as METRIC_expected.';

CREATE FUNCTION METRIC_expected_p_value(score_summary, season integer) RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_METRIC_expected_p_value' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_expected_p_value(score_summary, integer) IS
'The same with a season of so many periods: see METRIC_expected.';

CREATE FUNCTION METRIC_smoothed(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_smoothed' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_smoothed(score_summary) IS
'The trend: the level of the TITLE in this period given all periods of the partition, those after it too, in points of the metric, to 12 decimals. The model is that of METRIC_expected, with the most likely wandering and S² of the whole partition. NULL where no period has two responses, which tell S²; where no two responses of a period differ, the metric itself, and a straight line where it is missing. Errors: as METRIC_expected. Source: Rauch, Tung and Striebel (1965), Maximum Likelihood Estimates of Linear Dynamic Systems.';

CREATE FUNCTION METRIC_smoothed(score_summary, season integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_METRIC_smoothed' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_smoothed(score_summary, integer) IS
'The same with a season of so many periods, whose effects are taken out: see METRIC_expected. NULL, too, as long as a place of the season has no period with responses.';

CREATE FUNCTION METRIC_regime(score_summary, shortest integer DEFAULT 2) RETURNS integer
    AS 'MODULE_PATHNAME', 'cm_METRIC_regime' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION METRIC_regime(score_summary, integer) IS
'When the TITLE changed: numbers, from 1, the stretches of periods in which it is constant but for chance. Of all partitions of the series into stretches of at least so many periods with responses the one of the least cost, exactly: a stretch costs Σ n(m − m̄)² / (S²φ), each further stretch 3 ln T, with n the responses (Kish''s effective number where they are weighted) and m the metric of each of the T periods with responses, S² = Σ nV / Σ (n − 1) their pooled variance, and φ, at least 1, how much more than by chance neighbouring periods differ: the median of their squared differences, each divided by its variance, / 0.4549. Where costs differ by less than 1e-9: the fewest stretches, then the earliest changes. Fewer periods than twice the shortest: all 1. NULL and empty summaries are periods without responses, which carry on the regime before them. Where no two responses of a period differ: each change of the metric is one. The frame does not matter; rows equal in ORDER BY come in any order. Errors: 22023 for a shortest that is below 1, NULL or not the same in the whole partition, and for several scales in oneSCALE_ERROR Source: Jackson and others (2005), An Algorithm for Optimal Partitioning of Data on an Interval.';
