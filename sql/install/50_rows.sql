-- For single rows: types of score columns, and weights by age.

CREATE DOMAIN score_0_to_10 AS smallint CHECK (VALUE BETWEEN 0 AND 10);
COMMENT ON DOMAIN score_0_to_10 IS 'an answer to "how likely are you to recommend us?", 0..10';

CREATE DOMAIN score_1_to_5 AS smallint CHECK (VALUE BETWEEN 1 AND 5);
COMMENT ON DOMAIN score_1_to_5 IS 'a satisfaction rating, 1..5';

CREATE DOMAIN score_1_to_7 AS smallint CHECK (VALUE BETWEEN 1 AND 7);
COMMENT ON DOMAIN score_1_to_7 IS 'an effort score, 1..7, high = easy';

CREATE DOMAIN sentiment_value AS double precision CHECK (VALUE BETWEEN -1 AND 1);
COMMENT ON DOMAIN sentiment_value IS 'how positive a comment is, -1..1';

CREATE FUNCTION decay_weight(at timestamptz, as_of timestamptz, half_life interval)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_decay_weight_timestamp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decay_weight(timestamptz, timestamptz, interval) IS
'The weight of a response by its age: 2^(-(as_of - at) / half_life), to 9 decimals: 1 now, 0.5 after the half-life, more than 1 after as_of. A month of the half-life is 30 days and a year 365.25, as EXTRACT(epoch) has it. NULL if any is NULL. Errors: 22023 for a half-life that is not positive, 22008 for infinite times, 22003 for a weight above 1000000.';

CREATE FUNCTION decay_weight(at timestamp, as_of timestamp, half_life interval)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_decay_weight_timestamp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decay_weight(timestamp, timestamp, interval) IS
'The weight of a response by its age, for timestamp without time zone: see decay_weight(timestamptz, timestamptz, interval).';

CREATE FUNCTION decay_weight(at date, as_of date, half_life interval)
    RETURNS double precision
    AS 'MODULE_PATHNAME', 'cm_decay_weight_date' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decay_weight(date, date, interval) IS
'The weight of a response by its age in days: see decay_weight(timestamptz, timestamptz, interval).';

