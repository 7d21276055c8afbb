-- Live rollups: the language of the functions that follow new rows.

CREATE FUNCTION live_rollup_call_handler() RETURNS language_handler
    AS 'MODULE_PATHNAME', 'cm_live_rollup_call_handler' LANGUAGE C;
COMMENT ON FUNCTION live_rollup_call_handler() IS 'Runs the functions in the language live_rollup.';

CREATE FUNCTION live_rollup_validator(function oid) RETURNS void
    AS 'MODULE_PATHNAME', 'cm_live_rollup_validator' LANGUAGE C STRICT;
COMMENT ON FUNCTION live_rollup_validator(oid) IS
'Checks a new function in the language live_rollup. Error 42P13 for what is not a trigger function of one or two INSERT statements.';

-- Trusted: a function in it can do what one in SQL can.
CREATE TRUSTED LANGUAGE live_rollup HANDLER live_rollup_call_handler VALIDATOR live_rollup_validator;
COMMENT ON LANGUAGE live_rollup IS
'Trigger functions of live rollups: an INSERT over new_rows for a single new row, and one for several.';
