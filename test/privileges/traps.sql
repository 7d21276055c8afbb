-- Run by a database's owner before the extension is there: the schema trap gets functions and operators that would be
-- called instead of PostgreSQL's own wherever the extension's scripts and functions left the choice to the search
-- path: of the same signature, or of one that fits better. All they do is to say so, by an error.
-- The variable "words" has the words of the extension's script.
CREATE SCHEMA trap;

CREATE TABLE trap.type AS
    SELECT unnest('{smallint,integer,bigint,numeric,real,double precision,text,name,jsonb,boolean,timestamptz,oid,regclass}'::regtype[]) AS type;

CREATE TABLE trap.statement AS
    -- Functions of the names that the script uses.
    SELECT DISTINCT format('CREATE FUNCTION trap.%I(%s) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE ''the trap %I was sprung''; END$$',
                           name, arguments, name) AS statement
    FROM (SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname = ANY (string_to_array(:'words', ' ')) AND proname NOT IN ('int4', 'text', 'float8')) names,
         LATERAL (SELECT oidvectortypes(proargtypes) FROM pg_proc
                  WHERE proname = name AND pronamespace = 'pg_catalog'::regnamespace AND prokind <> 'p' AND provariadic = 0
                    AND NOT EXISTS (SELECT FROM unnest(proargtypes) a JOIN pg_type t ON t.oid = a WHERE typtype = 'p')
                  UNION SELECT type::text FROM trap.type
                  UNION SELECT a.type || ', ' || b.type FROM trap.type a, trap.type b WHERE b.type IN ('text'::regtype, 'integer'::regtype)) s(arguments)
    UNION ALL
    SELECT format('CREATE FUNCTION trap.sprung_operator(%s, %s) RETURNS %s LANGUAGE plpgsql AS $$BEGIN RAISE ''the trap of an operator was sprung''; END$$',
                  a.type, b.type, 'boolean')
    FROM trap.type a, trap.type b
    UNION ALL
    SELECT format('CREATE OPERATOR trap.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap.sprung_operator)', operator, a.type, b.type)
    FROM trap.type a, trap.type b, unnest('{+,-,*,/,=,<>,<,<=,>,>=,||,->>,->}'::text[]) AS operator;

DO $$
DECLARE
    to_run text;
BEGIN
    FOR to_run IN SELECT statement FROM trap.statement ORDER BY statement LIKE 'CREATE OPERATOR%' LOOP
        EXECUTE to_run;
    END LOOP;
END
$$;
