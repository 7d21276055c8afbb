-- How far some of the responses move the TITLE of all.

CREATE FUNCTION METRIC_impact(part score_summary, total score_summary) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN METRIC(total) - METRIC(total - part);
COMMENT ON FUNCTION METRIC_impact(score_summary, score_summary) IS
'How far some of the responses move the TITLE of all: the metric of all minus that of all the others, in points of the metric, exact. Negative: without them it would be higher. 0 for an empty part; NULL if either is NULL, where no others are left, and where all weights are 0. Errors: 22023 for a part that is none of the totalSCALE_ERROR';
