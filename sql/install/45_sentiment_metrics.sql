-- Metrics in which comments count, and comments without a score.

CREATE FUNCTION sentiment_weighted_nps(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_sentiment_weighted_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_weighted_nps(score_summary) IS
'The Net Promoter Score in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment (no comment: weight 1); φ is -1, 0, 1 for detractor, passive, promoter. From -100 to 100, rounded to 16 decimals. NULL for NULL, for no responses and where all weights are 0. Error 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION sentiment_weighted_csat(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_sentiment_weighted_csat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_weighted_csat(score_summary) IS
'The customer satisfaction in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment (no comment: weight 1); φ is 1 for satisfied and -1 for other responses. From 0 to 100, rounded to 16 decimals. NULL for NULL, for no responses and where all weights are 0. Error 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION sentiment_weighted_ces(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_sentiment_weighted_ces' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_weighted_ces(score_summary) IS
'The Customer Effort Score 2.0 in which each response counts by how far its comment bears it out: its weight is 1 + φs, with s the sentiment of the comment (no comment: weight 1); φ runs from -1 at the hard end of the scale to 1 at the easy end. Within the scale, rounded to 16 decimals. NULL for NULL, for no responses and where all weights are 0. Error 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION blended_nps(score_summary, share double precision DEFAULT 0.5) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_blended_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION blended_nps(score_summary, double precision) IS
'(1 − share) × Net Promoter Score + share × mean sentiment of the comments, laid from -1..1 on the range of the metric; to 12 decimals. NULL if either is NULL, for no responses, and for no comments unless the share is 0: show commented(s) beside it. Errors: 22003 for a share outside 0..1, 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION blended_csat(score_summary, share double precision DEFAULT 0.5) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_blended_csat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION blended_csat(score_summary, double precision) IS
'(1 − share) × customer satisfaction + share × mean sentiment of the comments, laid from -1..1 on the range of the metric; to 12 decimals. NULL if either is NULL, for no responses, and for no comments unless the share is 0: show commented(s) beside it. Errors: 22003 for a share outside 0..1, 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION blended_ces(score_summary, share double precision DEFAULT 0.5) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_blended_ces' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION blended_ces(score_summary, double precision) IS
'(1 − share) × Customer Effort Score 2.0 + share × mean sentiment of the comments, laid from -1..1 on the range of the metric; to 12 decimals. NULL if either is NULL, for no responses, and for no comments unless the share is 0: show commented(s) beside it. Errors: 22003 for a share outside 0..1, 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION weigh_by_sentiment(score_summary, metric text) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_weigh_by_sentiment_of_metric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weigh_by_sentiment(score_summary, text) IS
'The weighted summary behind the sentiment-weighted metric (nps, csat or ces), for its intervals and tests: nps(weigh_by_sentiment(s, ''nps'')) is sentiment_weighted_nps(s). For ces, weights are multiplied by points − 1, so that they stay exact; no metric changes by that. NULL if either is NULL; empty for empty. Errors: 22023 for another metric, 42804 for a summary without sentiment or on another scale.';

CREATE FUNCTION commented(score_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_commented' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION commented(score_summary) IS
'Number of responses with a comment, which is a sentiment that is not NULL; 0 for the empty summary and for one without sentiment, NULL for NULL.';

CREATE FUNCTION sentiment_summary(score_summary) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_comments_of_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sentiment_summary(score_summary) IS
'The comments of a summary with sentiment, of whatever score. empty for empty, NULL for NULL. Errors: 42804 for a summary without sentiment, 22003 beyond a sum of sentiment of 90000000000.';

CREATE FUNCTION responses(comment_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_responses' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(comment_summary) IS
'Number of comments; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION net_sentiment(comment_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_sentiment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_sentiment(comment_summary) IS
'Percent of comments that are positive (sentiment of 0.05 and more) minus percent that are negative (-0.05 and less), from -100 to 100, rounded to 16 decimals. NULL for NULL and for no comments.';

CREATE FUNCTION mean(comment_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_sentiment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(comment_summary) IS
'Mean sentiment, from -1 to 1, rounded to 16 decimals. NULL for NULL and for no comments.';

CREATE FUNCTION stddev(comment_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_stddev_of_sentiment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev(comment_summary) IS
'Sample standard deviation of the sentiment (n − 1 in the denominator), to 12 decimals. NULL for NULL and for fewer than two comments.';

CREATE FUNCTION stddev_pop(comment_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_stddev_pop_of_sentiment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev_pop(comment_summary) IS
'Population standard deviation of the sentiment, to 12 decimals. NULL for NULL and for no comments.';

CREATE FUNCTION accumulate_sentiment_summary(comment_summary, double precision) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_summary(comment_summary, double precision) IS
'Takes the sentiment of a comment into a summary, for net_sentiment and sentiment_summary.';

CREATE FUNCTION accumulate_sentiment_summary_inverse(comment_summary, double precision) RETURNS comment_summary
    AS 'MODULE_PATHNAME', 'cm_accumulate_sentiment_summary_inverse' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION accumulate_sentiment_summary_inverse(comment_summary, double precision) IS
'Takes the sentiment of a comment out of a summary again, for net_sentiment and sentiment_summary.';

CREATE AGGREGATE net_sentiment(sentiment double precision) (
    SFUNC = accumulate_sentiment_summary, STYPE = comment_summary, INITCOND = 'empty', SSPACE = 64,
    FINALFUNC = net_sentiment,
    COMBINEFUNC = comment_summary_add,
    MSFUNC = accumulate_sentiment_summary, MINVFUNC = accumulate_sentiment_summary_inverse,
    MSTYPE = comment_summary, MINITCOND = 'empty', MFINALFUNC = net_sentiment,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE net_sentiment(double precision) IS
'Percent of comments that are positive (sentiment of 0.05 and more, after rounding to 6 decimals) minus percent that are negative (-0.05 and less), from -100 to 100, rounded to 16 decimals; NULL where there is none. A NULL sentiment is no comment. Error 22003 for a sentiment outside -1..1 or NaN.';

CREATE AGGREGATE sentiment_summary(sentiment double precision) (
    SFUNC = accumulate_sentiment_summary, STYPE = comment_summary, INITCOND = 'empty', SSPACE = 64,
    COMBINEFUNC = comment_summary_add,
    MSFUNC = accumulate_sentiment_summary, MINVFUNC = accumulate_sentiment_summary_inverse,
    MSTYPE = comment_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE sentiment_summary(double precision) IS
'The summary of the sentiment of comments, for storing, merging and asking net_sentiment, mean and stddev of; empty where there is none. A NULL sentiment is no comment. Error 22003 for a sentiment outside -1..1 or NaN.';

