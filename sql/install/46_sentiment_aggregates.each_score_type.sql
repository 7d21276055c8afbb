-- Aggregates of scores with the sentiment of their comments. This file is written once and expanded
-- for each type of score.

CREATE FUNCTION accumulate_sentiment_nps(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_nps_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_nps(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 0..10 with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_nps_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_nps_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_nps_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 0..10 with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_weighted_nps(score SCORE_TYPE, sentiment double precision) (
    SFUNC = accumulate_sentiment_nps, STYPE = score_summary, INITCOND = 'empty', SSPACE = 630,
    FINALFUNC = sentiment_weighted_nps,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_nps, MINVFUNC = accumulate_sentiment_nps_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = sentiment_weighted_nps,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_weighted_nps(SCORE_TYPE, double precision) IS
'The Net Promoter Score on 0..10 in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment; φ is -1, 0, 1 for detractor, passive, promoter. From -100 to 100, rounded to 16 decimals. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. NULL where there is no response or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN.';

CREATE FUNCTION accumulate_sentiment_csat(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_csat_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_csat(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..5 with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_csat_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_csat_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_csat_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..5 with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_weighted_csat(score SCORE_TYPE, sentiment double precision) (
    SFUNC = accumulate_sentiment_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 288,
    FINALFUNC = sentiment_weighted_csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_csat, MINVFUNC = accumulate_sentiment_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = sentiment_weighted_csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_weighted_csat(SCORE_TYPE, double precision) IS
'The customer satisfaction on 1..5 in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment; φ is 1 for satisfied and -1 for other responses. From 0 to 100, rounded to 16 decimals. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. NULL where there is no response or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN.';

CREATE FUNCTION accumulate_sentiment_csat(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_csat_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_csat(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_csat_inverse(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_csat_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_csat_inverse(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_weighted_csat(score SCORE_TYPE, sentiment double precision, points integer) (
    SFUNC = accumulate_sentiment_csat, STYPE = score_summary, INITCOND = 'empty', SSPACE = 568,
    FINALFUNC = sentiment_weighted_csat,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_csat, MINVFUNC = accumulate_sentiment_csat_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = sentiment_weighted_csat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_weighted_csat(SCORE_TYPE, double precision, integer) IS
'The customer satisfaction on 1..points in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment; φ is 1 for satisfied and -1 for other responses. From 0 to 100, rounded to 16 decimals. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. NULL where there is no response or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN, 22023 for points outside 2..10, 22004 for NULL ones, 42804 for points that differ within a group.';

CREATE FUNCTION accumulate_sentiment_ces(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_ces_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_ces(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..7 with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_ces_inverse(score_summary, SCORE_TYPE, double precision) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_ces_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_ces_inverse(score_summary, SCORE_TYPE, double precision) IS
'Takes a score of 1..7 with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_weighted_ces(score SCORE_TYPE, sentiment double precision) (
    SFUNC = accumulate_sentiment_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 400,
    FINALFUNC = sentiment_weighted_ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_ces, MINVFUNC = accumulate_sentiment_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = sentiment_weighted_ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_weighted_ces(SCORE_TYPE, double precision) IS
'The Customer Effort Score 2.0 on 1..7 in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment; φ runs from -1 at the hard end of the scale to 1 at the easy end. Within the scale, rounded to 16 decimals. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. NULL where there is no response or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN.';

CREATE FUNCTION accumulate_sentiment_ces(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_ces_points_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_ces(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_ces_inverse(score_summary, SCORE_TYPE, double precision, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_ces_points_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_ces_inverse(score_summary, SCORE_TYPE, double precision, integer) IS
'Takes a score of 1..points with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_weighted_ces(score SCORE_TYPE, sentiment double precision, points integer) (
    SFUNC = accumulate_sentiment_ces, STYPE = score_summary, INITCOND = 'empty', SSPACE = 568,
    FINALFUNC = sentiment_weighted_ces,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_ces, MINVFUNC = accumulate_sentiment_ces_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty', MFINALFUNC = sentiment_weighted_ces,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_weighted_ces(SCORE_TYPE, double precision, integer) IS
'The Customer Effort Score 2.0 on 1..points in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment; φ runs from -1 at the hard end of the scale to 1 at the easy end. Within the scale, rounded to 16 decimals. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. NULL where there is no response or all weights are 0. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN, 22023 for points outside 2..101, 22004 for NULL ones, 42804 for points that differ within a group.';

CREATE FUNCTION accumulate_sentiment_score_summary(score_summary, SCORE_TYPE, double precision, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_score_summary_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_score_summary(score_summary, SCORE_TYPE, double precision, integer, integer) IS
'Takes a score of lo..hi with the sentiment of its comment into a summary, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE FUNCTION accumulate_sentiment_score_summary_inverse(score_summary, SCORE_TYPE, double precision, integer, integer) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_score_summary_inverse_SCORE_NAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_score_summary_inverse(score_summary, SCORE_TYPE, double precision, integer, integer) IS
'Takes a score of lo..hi with the sentiment of its comment out of a summary again, for the aggregates of these arguments. A NULL score leaves it alone.';

CREATE AGGREGATE sentiment_score_summary(score SCORE_TYPE, sentiment double precision, lo integer, hi integer) (
    SFUNC = accumulate_sentiment_score_summary, STYPE = score_summary, INITCOND = 'empty', SSPACE = 630,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_sentiment_score_summary, MINVFUNC = accumulate_sentiment_score_summary_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_score_summary(SCORE_TYPE, double precision, integer, integer) IS
'The summary of scores on the scale lo..hi with the sentiment of their comments, for storing, merging and asking any metric of. A NULL score is no response; a NULL sentiment is no comment, and the response counts once. empty where there is none. Errors: 22003 for a score off the scale, 22023 for a fractional one, 22003 for a sentiment outside -1..1 or NaN, 22023 for bounds that are no scale of 2 to 101 points within -32768..32767, 22004 for NULL ones, 42804 for bounds that differ within a group.';

