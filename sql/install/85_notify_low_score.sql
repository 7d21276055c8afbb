CREATE FUNCTION notify_low_score() RETURNS trigger
    AS 'MODULE_PATHNAME', 'cm_notify_low_score' LANGUAGE C;
COMMENT ON FUNCTION notify_low_score() IS
'For a trigger AFTER INSERT or UPDATE … REFERENCING NEW TABLE AS … FOR EACH STATEMENT, with the arguments channel, score column, threshold and any columns to include: sends a JSON message by NOTIFY for each row at or under the threshold, with table, primary key, score and these columns. After 100 messages of a statement, one tells how many more there are; one too long for NOTIFY has the key alone. Errors: 39P01 for another kind of trigger, 42703 for a column that does not exist, 42804 for a score that is no number.';
