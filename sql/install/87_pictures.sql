-- Pictures in text, for psql, CSV, e-mail and any tool that shows a table.

CREATE FUNCTION spark(s score_summary) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_spark' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION spark(score_summary) IS
'The distribution as a picture: a column for each point of the scale, lowest first, in eighths of the most frequent one and rounded up, so that only points that nobody chose are blank. Weighted where the summary is. In ASCII where the database is not UTF-8. NULL for no responses.';

CREATE FUNCTION nps_bar(s score_summary, width integer DEFAULT 20) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_nps_bar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_bar(score_summary, integer) IS
'The shares of promoters (█), passives (▒) and detractors (░) as a bar of width characters, 1 to 200; in ASCII (#, =, .) where the database is not UTF-8. Weighted where the summary is. NULL for no responses, for weights that are all 0 and if any is NULL. Errors: 42804 on another scale than 0..10, 22023 for another width.';

CREATE FUNCTION bar(value double precision, lowest double precision, highest double precision, width integer DEFAULT 20)
    RETURNS text
    AS 'MODULE_PATHNAME', 'cm_bar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bar(double precision, double precision, double precision, integer) IS
'A bar from lowest to value, as long as width characters (1 to 200) at highest, in eighths of a character; of whole # where the database is not UTF-8. Values beyond the ends are drawn at the ends; where both ends and the value are equal, half of it. Nothing is appended behind the bar. NULL if any is NULL or NaN. Error 22023 for another width, or if lowest is above highest.';

CREATE FUNCTION interval_bar(low double precision, value double precision, high double precision,
    lowest double precision, highest double precision, width integer DEFAULT 40) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_interval_bar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION interval_bar(double precision, double precision, double precision, double precision, double precision, integer) IS
'An interval (├───●──┤) on a line of width characters (1 to 200) from lowest to highest, with a point at 0 if that lies between; [--o-] where the database is not UTF-8. An end beyond the line is an arrow (◂, ▸) at its edge; a value beyond it is not drawn. Always width characters long. NULL if any is NULL or NaN. Error 22023 for another width, if low is above high, or lowest above highest.';

CREATE FUNCTION finish_sparkline("values" double precision[]) RETURNS text
    AS 'MODULE_PATHNAME', 'cm_sparkline' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION finish_sparkline(double precision[]) IS
'Draws what sparkline(value) collected. NULL for NULL and for no values.';

CREATE AGGREGATE sparkline(value double precision) (
    SFUNC = array_append, STYPE = double precision[], FINALFUNC = finish_sparkline, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sparkline(double precision) IS
'The values of a group as a picture, in the order that the call gives, sparkline(value ORDER BY month): a column for each value, from the lowest (an eighth) to the highest (full); all at half height where they are equal, a blank for NULL and NaN. In ASCII where the database is not UTF-8. NULL for no rows.';
