-- Questions to a summary. All are exact until the last rounding; where the summary is weighted, so is
-- the answer, except for counts of responses.

-- Metrics

CREATE FUNCTION nps(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps(score_summary) IS
'Net Promoter Score: 100 × (promoters − detractors) / responses, from -100 to 100, rounded to 16 decimals; promoters score 9 or 10, detractors 0 to 6. Weighted where the summary is. NULL for NULL, for no responses and where all weights are 0. Error 42804 for another scale than 0..10. Source: Reichheld (2003), The One Number You Need to Grow.';

CREATE FUNCTION csat(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat(score_summary) IS
'Customer satisfaction: percent of responses that are satisfied, from 0 to 100, rounded to 16 decimals: the top point of 2 or 3, the top two of 4 to 10. Weighted where the summary is. NULL for NULL, for no responses and where all weights are 0. Error 42804 for another scale than 1..2 to 1..10; there use top_box. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION ces(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces(score_summary) IS
'Customer Effort Score 2.0: the mean score on 1..7 or another scale from 1, high = easy, rounded to 16 decimals. Weighted where the summary is. NULL for NULL, for no responses and where all weights are 0. Error 42804 for a scale that does not start at 1; there use mean. Source: Dixon, Toman, DeLisi (2013), The Effortless Experience.';

CREATE FUNCTION mean(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(score_summary) IS
'Mean score on any scale, within the scale, rounded to 16 decimals. Weighted where the summary is: Σwx / Σw. NULL for NULL, for no responses and where all weights are 0.';

CREATE FUNCTION top_box(score_summary, boxes integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box(score_summary, integer) IS
'Percent of responses in the highest boxes (points) of the scale, from 0 to 100, rounded to 16 decimals. Weighted where the summary is. NULL if either is NULL, for no responses and where all weights are 0. Error 22023 for fewer boxes than 1 or more than the scale has points.';

CREATE FUNCTION bottom_box(score_summary, boxes integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_bottom_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box(score_summary, integer) IS
'Percent of responses in the lowest boxes (points) of the scale, from 0 to 100, rounded to 16 decimals. Weighted where the summary is. NULL if either is NULL, for no responses and where all weights are 0. Error 22023 for fewer boxes than 1 or more than the scale has points.';

CREATE FUNCTION net_box(score_summary, top integer, bottom integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_box(score_summary, integer, integer) IS
'Percent of responses in the highest boxes of the scale minus percent in the lowest, from -100 to 100, rounded to 16 decimals; on 0..10, net_box(s, 2, 7) is the NPS. Weighted where the summary is. NULL if any is NULL, for no responses and where all weights are 0. Error 22023 for boxes beyond the scale or overlapping.';

-- Counts

CREATE FUNCTION responses(score_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_responses' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(score_summary) IS
'Number of responses, whatever their weights; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION promoters(score_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_promoters' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION promoters(score_summary) IS
'Number of responses of 9 or 10, whatever their weights; 0 for the empty summary, NULL for NULL. Error 42804 for another scale than 0..10.';

CREATE FUNCTION passives(score_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_passives' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION passives(score_summary) IS
'Number of responses of 7 or 8, whatever their weights; 0 for the empty summary, NULL for NULL. Error 42804 for another scale than 0..10.';

CREATE FUNCTION detractors(score_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_detractors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION detractors(score_summary) IS
'Number of responses of 0 to 6, whatever their weights; 0 for the empty summary, NULL for NULL. Error 42804 for another scale than 0..10.';

CREATE FUNCTION sum_of_weights(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_sum_of_weights_of_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sum_of_weights(score_summary) IS
'Sum of the weights of all responses, exact to 9 decimals; without weights, each response weighs 1. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION effective_responses(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_effective_responses_of_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_responses(score_summary) IS
'Effective number of responses: (Σw)² / Σw², how many equally weighted responses would be as precise, to 12 decimals; the number of responses where all weigh the same. 0 for the empty summary and where all weights are 0, NULL for NULL. Source: Kish (1965), Survey Sampling.';

-- Spread and place

CREATE FUNCTION stddev(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev(score_summary) IS
'Sample standard deviation of the score (n − 1 in the denominator), in points of the scale, to 12 decimals; weighted: √(Σw(x−m)² / (Σw − Σw²/Σw)), which equal weights make the same number (R: cov.wt). NULL for NULL, for fewer than two responses, and where all weights but one are 0.';

CREATE FUNCTION stddev_pop(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_stddev_pop' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev_pop(score_summary) IS
'Population standard deviation of the score, in points of the scale, to 12 decimals; weighted: √(Σw(x−m)² / Σw). NULL for NULL, for no responses and where all weights are 0.';

CREATE FUNCTION median(score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_median' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION median(score_summary) IS
'The middle score, or the mean of the two in the middle, as percentile_cont(0.5); weighted where the summary is. NULL for NULL, for no responses and where all weights are 0.';

CREATE FUNCTION percentile(score_summary, fraction double precision) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_percentile_of_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percentile(score_summary, double precision) IS
'The score at or below which the fraction of responses lies, interpolated between two scores as percentile_cont does; weighted: the lowest score whose cumulative weight reaches the fraction of all, averaged with the next on equality. The fraction, 0 to 1, is kept to 12 decimals, and so is the result. NULL if either is NULL, for no responses and where all weights are 0. Error 22003 for a fraction outside 0..1. Source: Hyndman, Fan (1996), Sample Quantiles in Statistical Packages, definitions 7 and 2.';

CREATE FUNCTION distribution(score_summary, OUT score integer, OUT responses bigint, OUT percent numeric)
    RETURNS SETOF record ROWS 11
    AS 'MODULE_PATHNAME', 'cm_distribution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION distribution(score_summary) IS
'A row per point of the scale, chosen or not: the score, its number of responses, and its percent of all, weighted where the summary is (NULL where all weights are 0). No rows for NULL and for the empty summary.';

-- The whole summary

CREATE FUNCTION reverse(score_summary) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_reverse' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION reverse(score_summary) IS
'The summary with its scale turned round: a score x becomes lo + hi − x, so on 1..5 a 1 becomes 5. For questions where a low score is the good one. NULL for NULL.';

CREATE FUNCTION at_least(score_summary, responses bigint) RETURNS score_summary
    AS 'MODULE_PATHNAME', 'cm_at_least' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION at_least(score_summary, bigint) IS
'The summary itself, or NULL if it has fewer responses: small-sample suppression, for anonymity and against noise. NULL if either is NULL. Error 22023 for a number below 0.';

