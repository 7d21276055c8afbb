-- Aggregates of scores. This file is written once and expanded for each type of score.
--
-- The state of all is the summary itself, and the final function is the accessor; so aggregates over
-- the same arguments share one pass. SSPACE is the size of a state: the usual one where it depends
-- on arguments.

CREATE FUNCTION accumulate_nps(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_nps_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_nps(score_summary, SCORE_TYPE) IS
'Takes a score of 0..10 into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_nps_inverse(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_nps_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_nps_inverse(score_summary, SCORE_TYPE) IS
'Takes a score of 0..10 out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE nps(score SCORE_TYPE) (
    SFUNC = accumulate_nps, STYPE = score_summary, INITCOND = 'empty', SSPACE = 96,
    FINALFUNC = nps,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_nps, MINVFUNC = accumulate_nps_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = nps,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE nps(SCORE_TYPE) IS
'Net Promoter Score: 100 × (promoters − detractors) / responses, from -100 to 100, rounded to 16 decimals; promoters score 9 or 10, detractors 0 to 6. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one. Source: Reichheld (2003), The One Number You Need to Grow.';

CREATE AGGREGATE nps_summary(score SCORE_TYPE) (
    SFUNC = accumulate_nps, STYPE = score_summary, INITCOND = 'empty', SSPACE = 96,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_nps, MINVFUNC = accumulate_nps_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE nps_summary(SCORE_TYPE) IS
'The summary of scores on 0..10, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one.';

CREATE FUNCTION accumulate_csat(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_csat_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_csat(score_summary, SCORE_TYPE) IS
'Takes a score of 1..5 into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_csat_inverse(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_csat_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_csat_inverse(score_summary, SCORE_TYPE) IS
'Takes a score of 1..5 out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE csat(score SCORE_TYPE) (
    SFUNC = accumulate_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 48,
    FINALFUNC = csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_csat, MINVFUNC = accumulate_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE csat(SCORE_TYPE) IS
'Customer satisfaction: percent of responses that are satisfied, from 0 to 100, rounded to 16 decimals: 4 or 5 on 1..5. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE AGGREGATE csat_summary(score SCORE_TYPE) (
    SFUNC = accumulate_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 48,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_csat, MINVFUNC = accumulate_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE csat_summary(SCORE_TYPE) IS
'The summary of scores on 1..5, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one.';

CREATE FUNCTION accumulate_csat(score_summary, SCORE_TYPE, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_csat_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_csat(score_summary, SCORE_TYPE, integer) IS
'Takes a score of 1..points into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_csat_inverse(score_summary, SCORE_TYPE, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_csat_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_csat_inverse(score_summary, SCORE_TYPE, integer) IS
'Takes a score of 1..points out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE csat(score SCORE_TYPE, points integer) (
    SFUNC = accumulate_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 88,
    FINALFUNC = csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_csat, MINVFUNC = accumulate_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE csat(SCORE_TYPE, integer) IS
'Customer satisfaction: percent of responses that are satisfied, from 0 to 100, rounded to 16 decimals: the top point of 2 or 3, the top two of 4 to 10, on 1..points. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22023 for points outside 2..10, 22004 for NULL ones, 42804 for points that differ within a group. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE AGGREGATE csat_summary(score SCORE_TYPE, points integer) (
    SFUNC = accumulate_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 88,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_csat, MINVFUNC = accumulate_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE csat_summary(SCORE_TYPE, integer) IS
'The summary of scores on 1..points, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22023 for points outside 2..10, 22004 for NULL ones, 42804 for points that differ within a group.';

CREATE FUNCTION accumulate_ces(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ces_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ces(score_summary, SCORE_TYPE) IS
'Takes a score of 1..7 into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_ces_inverse(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ces_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ces_inverse(score_summary, SCORE_TYPE) IS
'Takes a score of 1..7 out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE ces(score SCORE_TYPE) (
    SFUNC = accumulate_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 64,
    FINALFUNC = ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_ces, MINVFUNC = accumulate_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE ces(SCORE_TYPE) IS
'Customer Effort Score 2.0: the mean score on 1..7, high = easy, rounded to 16 decimals. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one. Source: Dixon, Toman, DeLisi (2013), The Effortless Experience.';

CREATE AGGREGATE ces_summary(score SCORE_TYPE) (
    SFUNC = accumulate_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 64,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_ces, MINVFUNC = accumulate_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE ces_summary(SCORE_TYPE) IS
'The summary of scores on 1..7, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one.';

CREATE FUNCTION accumulate_ces(score_summary, SCORE_TYPE, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ces_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ces(score_summary, SCORE_TYPE, integer) IS
'Takes a score of 1..points into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_ces_inverse(score_summary, SCORE_TYPE, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_ces_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_ces_inverse(score_summary, SCORE_TYPE, integer) IS
'Takes a score of 1..points out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE ces(score SCORE_TYPE, points integer) (
    SFUNC = accumulate_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 88,
    FINALFUNC = ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_ces, MINVFUNC = accumulate_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE ces(SCORE_TYPE, integer) IS
'Customer Effort Score 2.0: the mean score on 1..points (2 to 101), high = easy, rounded to 16 decimals. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22023 for points outside 2..101, 22004 for NULL ones, 42804 for points that differ within a group. Source: Dixon, Toman, DeLisi (2013), The Effortless Experience.';

CREATE AGGREGATE ces_summary(score SCORE_TYPE, points integer) (
    SFUNC = accumulate_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 88,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_ces, MINVFUNC = accumulate_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE ces_summary(SCORE_TYPE, integer) IS
'The summary of scores on 1..points, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22023 for points outside 2..101, 22004 for NULL ones, 42804 for points that differ within a group.';

CREATE FUNCTION accumulate_mean(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_mean_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_mean(score_summary, SCORE_TYPE) IS
'Takes a score of 0..100 into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_mean_inverse(score_summary, SCORE_TYPE) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_mean_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_mean_inverse(score_summary, SCORE_TYPE) IS
'Takes a score of 0..100 out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE mean(score SCORE_TYPE) (
    SFUNC = accumulate_mean, STYPE = score_summary, INITCOND = 'empty', SSPACE = 816,
    FINALFUNC = mean,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_mean, MINVFUNC = accumulate_mean_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = mean,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE mean(SCORE_TYPE) IS
'The mean of scores on 0..100, the widest scale, and so of scores on every scale within it, rounded to 16 decimals. It can''t tell a wrong score on a narrower scale: mean(nps_summary(score)) does, and mean(score_summary(score, lo, hi)) takes any scale. A NULL score is no response; NULL where there is none. Errors: 22003 for a score off 0..100, 22023 for a fractional one.';

CREATE FUNCTION accumulate_score_summary(score_summary, SCORE_TYPE, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_score_summary_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_score_summary(score_summary, SCORE_TYPE, integer, integer) IS
'Takes a score of lo..hi into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_score_summary_inverse(score_summary, SCORE_TYPE, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_score_summary_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_score_summary_inverse(score_summary, SCORE_TYPE, integer, integer) IS
'Takes a score of lo..hi out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE score_summary(score SCORE_TYPE, lo integer, hi integer) (
    SFUNC = accumulate_score_summary, STYPE = score_summary, INITCOND = 'empty', SSPACE = 96,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_score_summary, MINVFUNC = accumulate_score_summary_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE score_summary(SCORE_TYPE, integer, integer) IS
'The summary of scores on the scale lo..hi, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22023 for bounds that are no scale of 2 to 101 points within -32768..32767, 22004 for NULL ones, 42804 for bounds that differ within a group.';

CREATE FUNCTION accumulate_weighted_nps(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_nps_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_nps(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 0..10 into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_nps_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_nps_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_nps_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 0..10 out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_nps(score SCORE_TYPE, weight double precision) (
    SFUNC = accumulate_weighted_nps, STYPE = score_summary, INITCOND = 'empty', SSPACE = 448,
    FINALFUNC = nps,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_nps, MINVFUNC = accumulate_weighted_nps_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = nps,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_nps(SCORE_TYPE, double precision) IS
'Net Promoter Score: 100 × (promoters − detractors) / responses, from -100 to 100, rounded to 16 decimals; promoters score 9 or 10, detractors 0 to 6, each response counting by its weight. A NULL score is no response; NULL where there is none or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals. Source: Reichheld (2003), The One Number You Need to Grow.';

CREATE FUNCTION accumulate_weighted_csat(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_csat_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_csat(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..5 into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_csat_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_csat_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_csat_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..5 out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_csat(score SCORE_TYPE, weight double precision) (
    SFUNC = accumulate_weighted_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 208,
    FINALFUNC = csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_csat, MINVFUNC = accumulate_weighted_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_csat(SCORE_TYPE, double precision) IS
'Customer satisfaction: percent of responses that are satisfied, from 0 to 100, rounded to 16 decimals: 4 or 5 on 1..5, each response counting by its weight. A NULL score is no response; NULL where there is none or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION accumulate_weighted_csat(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_csat_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_csat(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_csat_inverse(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_csat_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_csat_inverse(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_csat(score SCORE_TYPE, weight double precision, points integer) (
    SFUNC = accumulate_weighted_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 408,
    FINALFUNC = csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_csat, MINVFUNC = accumulate_weighted_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_csat(SCORE_TYPE, double precision, integer) IS
'Customer satisfaction: percent of responses that are satisfied, from 0 to 100, rounded to 16 decimals: the top point of 2 or 3, the top two of 4 to 10, on 1..points, each response counting by its weight. A NULL score is no response; NULL where there is none or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals, 22023 for points outside 2..10, 22004 for NULL ones, 42804 for points that differ within a group. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION accumulate_weighted_ces(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_ces_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_ces(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..7 into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_ces_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_ces_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_ces_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..7 out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_ces(score SCORE_TYPE, weight double precision) (
    SFUNC = accumulate_weighted_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 288,
    FINALFUNC = ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_ces, MINVFUNC = accumulate_weighted_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_ces(SCORE_TYPE, double precision) IS
'Customer Effort Score 2.0: the mean score on 1..7, high = easy, rounded to 16 decimals, each response counting by its weight. A NULL score is no response; NULL where there is none or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals. Source: Dixon, Toman, DeLisi (2013), The Effortless Experience.';

CREATE FUNCTION accumulate_weighted_ces(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_ces_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_ces(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_ces_inverse(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_ces_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_ces_inverse(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_ces(score SCORE_TYPE, weight double precision, points integer) (
    SFUNC = accumulate_weighted_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 408,
    FINALFUNC = ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_ces, MINVFUNC = accumulate_weighted_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_ces(SCORE_TYPE, double precision, integer) IS
'Customer Effort Score 2.0: the mean score on 1..points (2 to 101), high = easy, rounded to 16 decimals, each response counting by its weight. A NULL score is no response; NULL where there is none or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals, 22023 for points outside 2..101, 22004 for NULL ones, 42804 for points that differ within a group. Source: Dixon, Toman, DeLisi (2013), The Effortless Experience.';

CREATE FUNCTION accumulate_weighted_score_summary(score_summary, SCORE_TYPE, double precision, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_score_summary_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_score_summary(score_summary, SCORE_TYPE, double precision, integer, integer) IS
'Takes a score of lo..hi into a summary with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_weighted_score_summary_inverse(score_summary, SCORE_TYPE, double precision, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_weighted_score_summary_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_weighted_score_summary_inverse(score_summary, SCORE_TYPE, double precision, integer, integer) IS
'Takes a score of lo..hi out of a summary again with its weight, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE weighted_score_summary(score SCORE_TYPE, weight double precision, lo integer, hi integer) (
    SFUNC = accumulate_weighted_score_summary, STYPE = score_summary, INITCOND = 'empty', SSPACE = 448,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_weighted_score_summary, MINVFUNC = accumulate_weighted_score_summary_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_score_summary(SCORE_TYPE, double precision, integer, integer) IS
'The weighted summary of scores and their survey weights (0 to 1000000, kept to 9 decimals) on the scale lo..hi, for storing, merging and asking any metric of. A NULL score is no response; empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22004 for a NULL weight, 22003 for one outside 0..1000000 or above 0 that rounds to 0 at 9 decimals, 22023 for bounds that are no scale of 2 to 101 points within -32768..32767, 22004 for NULL ones, 42804 for bounds that differ within a group.';

