-- Why a metric moved: what each segment contributes by its share of all responses and by its own score.

CREATE FUNCTION nps_change_from_share(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_change_from_share' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_change_from_share(score_summary, score_summary, score_summary, score_summary) IS
'How much the share of a segment changed the Net Promoter Score, in points of the metric, to 12 decimals: (share after − share before) × (its score before − overall score before). A segment that is new (before is NULL or empty) counts by its score after; one that is gone (after is NULL or empty) by its share alone. Over all segments, changes from share and from score add up to the change of the metric. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION nps_change_from_score(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_nps_change_from_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_change_from_score(score_summary, score_summary, score_summary, score_summary) IS
'How much the score of a segment itself changed the Net Promoter Score, in points of the metric, to 12 decimals: share after × (its score after − its score before); 0 for a segment that is new or gone. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION nps_change_by_segment(segments text[], before score_summary[], after score_summary[],
    OUT segment text, OUT from_share numeric, OUT from_score numeric, OUT change numeric)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT parts.segment, effect.from_share, effect.from_score, effect.from_share + effect.from_score
    FROM unnest(segments, before, after) AS parts (segment, before, after),
         (SELECT rollup(every.before), rollup(every.after)
          FROM unnest(before, after) AS every (before, after)) AS total (before, after),
         LATERAL (SELECT nps_change_from_share(parts.before, parts.after, total.before, total.after),
                         nps_change_from_score(parts.before, parts.after, total.before, total.after))
             AS effect (from_share, from_score);
END;
COMMENT ON FUNCTION nps_change_by_segment(text[], score_summary[], score_summary[]) IS
'Why the Net Promoter Score moved: a row per segment with the change that comes from its share of all responses, the change that comes from its own score, and both together; over all rows they add up to the change of the metric. The arrays hold, in the same order, the segments and their summaries before and after; NULL or empty for a segment that is new or gone. See nps_change_from_share and nps_change_from_score.';

CREATE FUNCTION csat_change_from_share(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_change_from_share' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_change_from_share(score_summary, score_summary, score_summary, score_summary) IS
'How much the share of a segment changed the customer satisfaction: as nps_change_from_share. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION csat_change_from_score(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_csat_change_from_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_change_from_score(score_summary, score_summary, score_summary, score_summary) IS
'How much the score of a segment itself changed the customer satisfaction: as nps_change_from_score. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION csat_change_by_segment(segments text[], before score_summary[], after score_summary[],
    OUT segment text, OUT from_share numeric, OUT from_score numeric, OUT change numeric)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT parts.segment, effect.from_share, effect.from_score, effect.from_share + effect.from_score
    FROM unnest(segments, before, after) AS parts (segment, before, after),
         (SELECT rollup(every.before), rollup(every.after)
          FROM unnest(before, after) AS every (before, after)) AS total (before, after),
         LATERAL (SELECT csat_change_from_share(parts.before, parts.after, total.before, total.after),
                         csat_change_from_score(parts.before, parts.after, total.before, total.after))
             AS effect (from_share, from_score);
END;
COMMENT ON FUNCTION csat_change_by_segment(text[], score_summary[], score_summary[]) IS
'Why the customer satisfaction moved, by segment: as nps_change_by_segment.';

CREATE FUNCTION ces_change_from_share(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_change_from_share' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_change_from_share(score_summary, score_summary, score_summary, score_summary) IS
'How much the share of a segment changed the Customer Effort Score 2.0: as nps_change_from_share. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION ces_change_from_score(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_ces_change_from_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_change_from_score(score_summary, score_summary, score_summary, score_summary) IS
'How much the score of a segment itself changed the Customer Effort Score 2.0: as nps_change_from_score. NULL where there are no responses at all before or after. Errors: 22023 for a segment with more responses than all; 42804 for scales that the metric has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION ces_change_by_segment(segments text[], before score_summary[], after score_summary[],
    OUT segment text, OUT from_share numeric, OUT from_score numeric, OUT change numeric)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT parts.segment, effect.from_share, effect.from_score, effect.from_share + effect.from_score
    FROM unnest(segments, before, after) AS parts (segment, before, after),
         (SELECT rollup(every.before), rollup(every.after)
          FROM unnest(before, after) AS every (before, after)) AS total (before, after),
         LATERAL (SELECT ces_change_from_share(parts.before, parts.after, total.before, total.after),
                         ces_change_from_score(parts.before, parts.after, total.before, total.after))
             AS effect (from_share, from_score);
END;
COMMENT ON FUNCTION ces_change_by_segment(text[], score_summary[], score_summary[]) IS
'Why the Customer Effort Score 2.0 moved, by segment: as nps_change_by_segment.';

CREATE FUNCTION mean_change_from_share(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_change_from_share' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_change_from_share(score_summary, score_summary, score_summary, score_summary) IS
'How much the share of a segment changed the mean score: as nps_change_from_share. NULL where there are no responses at all before or after. Error 22023 for a segment with more responses than all. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION mean_change_from_score(before score_summary, after score_summary, all_before score_summary, all_after score_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_mean_change_from_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_change_from_score(score_summary, score_summary, score_summary, score_summary) IS
'How much the score of a segment itself changed the mean score: as nps_change_from_score. NULL where there are no responses at all before or after. Error 22023 for a segment with more responses than all. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION mean_change_by_segment(segments text[], before score_summary[], after score_summary[],
    OUT segment text, OUT from_share numeric, OUT from_score numeric, OUT change numeric)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT parts.segment, effect.from_share, effect.from_score, effect.from_share + effect.from_score
    FROM unnest(segments, before, after) AS parts (segment, before, after),
         (SELECT rollup(every.before), rollup(every.after)
          FROM unnest(before, after) AS every (before, after)) AS total (before, after),
         LATERAL (SELECT mean_change_from_share(parts.before, parts.after, total.before, total.after),
                         mean_change_from_score(parts.before, parts.after, total.before, total.after))
             AS effect (from_share, from_score);
END;
COMMENT ON FUNCTION mean_change_by_segment(text[], score_summary[], score_summary[]) IS
'Why the mean score moved, by segment: as nps_change_by_segment.';

CREATE FUNCTION top_box_change_from_share(before score_summary, after score_summary, all_before score_summary, all_after score_summary, boxes integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_change_from_share' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_change_from_share(score_summary, score_summary, score_summary, score_summary, integer) IS
'How much the share of a segment changed the percent in the highest boxes: as nps_change_from_share. NULL where there are no responses at all before or after, and where boxes is NULL. Error 22023 for a segment with more responses than all, and boxes that the scale has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION top_box_change_from_score(before score_summary, after score_summary, all_before score_summary, all_after score_summary, boxes integer) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_top_box_change_from_score' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_change_from_score(score_summary, score_summary, score_summary, score_summary, integer) IS
'How much the score of a segment itself changed the percent in the highest boxes: as nps_change_from_score. NULL where there are no responses at all before or after, and where boxes is NULL. Error 22023 for a segment with more responses than all, and boxes that the scale has not. Source: Kitagawa (1955), Components of a Difference Between Two Rates.';

CREATE FUNCTION top_box_change_by_segment(segments text[], before score_summary[], after score_summary[], boxes integer,
    OUT segment text, OUT from_share numeric, OUT from_score numeric, OUT change numeric)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT parts.segment, effect.from_share, effect.from_score, effect.from_share + effect.from_score
    FROM unnest(segments, before, after) AS parts (segment, before, after),
         (SELECT rollup(every.before), rollup(every.after)
          FROM unnest(before, after) AS every (before, after)) AS total (before, after),
         LATERAL (SELECT top_box_change_from_share(parts.before, parts.after, total.before, total.after, boxes),
                         top_box_change_from_score(parts.before, parts.after, total.before, total.after, boxes))
             AS effect (from_share, from_score);
END;
COMMENT ON FUNCTION top_box_change_by_segment(text[], score_summary[], score_summary[], integer) IS
'Why the percent in the highest boxes moved, by segment: as nps_change_by_segment.';
