-- Names that hurt nobody: what PostgreSQL's own functions and operators do with arguments of any type, of none, and with
-- parameters is the same with the extension as without it, and common names of tables are free.
\ir include/start.sql

-- ---- Every call that could meet one of ours ----

-- Untyped arguments: what is known of them at first is only where they stand.
CREATE TABLE untyped (argument text);
INSERT INTO untyped VALUES ('NULL'), ('''3'''), ('''x'''), ('$');

-- Lists of n arguments: all untyped, or one of them and the others of the function's types. A $ is the next parameter.
CREATE FUNCTION arguments_for(types text[]) RETURNS SETOF text[] AS $$
    WITH RECURSIVE lists AS (
        SELECT '{}'::text[] AS list
        UNION ALL
        SELECT list || argument
        FROM lists, LATERAL (SELECT argument FROM untyped UNION ALL SELECT 'NULL::' || types[cardinality(list) + 1]) choice
        WHERE cardinality(list) < cardinality(types))
    SELECT list FROM lists WHERE cardinality(list) = cardinality(types)
$$ LANGUAGE sql;

CREATE FUNCTION numbered(call text) RETURNS text AS $$
DECLARE
    n int := 0;
BEGIN
    WHILE call ~ '\$(?!\d)' LOOP
        n := n + 1;
        call := regexp_replace(call, '\$(?!\d)', '$' || n);
    END LOOP;
    RETURN call;
END
$$ LANGUAGE plpgsql;

CREATE TABLE call AS
    SELECT DISTINCT numbered(format('%I(%s)', proname, array_to_string(list, ', '))) AS call, 'function' AS kind
    FROM pg_proc p CROSS JOIN LATERAL (SELECT array_agg(format_type(t, NULL)) AS types FROM unnest(proargtypes) t) a
         CROSS JOIN LATERAL arguments_for(types) list
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN (SELECT proname FROM member_functions) AND cardinality(types) BETWEEN 1 AND 3
    UNION ALL
    SELECT DISTINCT numbered(format('%s %s %s', list[1], oprname, list[2])), 'operator'
    FROM pg_operator o CROSS JOIN LATERAL arguments_for(ARRAY[format_type(oprleft, NULL), format_type(oprright, NULL)]) list
    WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprleft <> 0
      AND oprname IN (SELECT oprname FROM pg_operator JOIN members ON classid = 'pg_operator'::regclass AND objid = pg_operator.oid)
    UNION ALL
    SELECT numbered(format(form, a, b)), 'union'
    FROM (SELECT argument FROM untyped UNION ALL
          SELECT 'NULL::' || t FROM unnest('{smallint,integer,bigint,real,double precision,numeric,money,text,date,interval,boolean,jsonb,oid,regclass}'::text[]) t) a(a),
         (SELECT argument FROM untyped UNION ALL
          SELECT 'NULL::' || t FROM unnest('{smallint,integer,bigint,real,double precision,numeric,money,text,date,interval,boolean,jsonb,oid,regclass}'::text[]) t) b(b),
         (VALUES ('CASE WHEN true THEN %s ELSE %s END'), ('(SELECT %s UNION ALL SELECT %s LIMIT 1)'), ('COALESCE(%s, %s)'), ('ARRAY[%s, %s]'),
                 ('%s IN (%s, NULL)'), ('(VALUES (%s), (%s) LIMIT 1)')) forms(form);
ALTER TABLE call ADD id int GENERATED ALWAYS AS IDENTITY;

-- What becomes of a call: the types of its parameters and result and its value, or its error.
CREATE FUNCTION outcome(call text) RETURNS text AS $$
DECLARE
    parameters text;
    arguments text;
    value text;
    message text;
BEGIN
    EXECUTE format('PREPARE call AS SELECT pg_typeof(v) || '': '' || coalesce(v::text, ''NULL'') FROM (SELECT %s AS v) result', call);
    SELECT parameter_types::text, (SELECT '(' || string_agg('NULL', ', ') || ')' FROM unnest(parameter_types)) INTO parameters, arguments
    FROM pg_prepared_statements WHERE name = 'call';
    BEGIN
        EXECUTE 'EXECUTE call' || coalesce(arguments, '') INTO value;
    EXCEPTION WHEN OTHERS THEN
        value := SQLSTATE || ': ' || SQLERRM;
    END;
    DEALLOCATE call;
    RETURN parameters || ' ' || coalesce(value, 'no row');
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END
$$ LANGUAGE plpgsql;

CREATE TABLE with_extension AS SELECT id, outcome(call) FROM call;

SELECT plan(43);

-- ---- What is ours, with arguments without a type ----

SELECT is(outcome(call), expected, call)
FROM (VALUES ('nps(NULL)', '{} numeric: NULL'), ('nps(''9'')', '{} numeric: 100.0000000000000000'), ('nps($1)', '{"double precision"} numeric: NULL'),
             ('csat(''5'')', '{} numeric: 100.0000000000000000'), ('ces(''7'')', '{} numeric: 7.0000000000000000'),
             ('mean(''9'')', '{} numeric: 9.0000000000000000'), ('nps_summary(''1'')', '{} score_summary: v1 0..10 counts 0,1,0,0,0,0,0,0,0,0,0'),
             ('nps(''v1 0..10 counts 0,0,0,0,0,0,0,0,0,0,1'')', '22P02: invalid input syntax for type double precision: "v1 0..10 counts 0,0,0,0,0,0,0,0,0,0,1"'),
             ('nps(''v1 0..10 counts 0,0,0,0,0,0,0,0,0,0,1''::score_summary)', '{} numeric: 100.0000000000000000'),
             ('nps($1::score_summary)', '{score_summary} numeric: NULL'), ('promoters(''empty'')', '{} bigint: 0'),
             ('sum($1::score_summary)', '{score_summary} score_summary: empty'),
             ('NULL + ''empty''::score_summary', '{} score_summary: NULL'), ('''empty''::comment_summary = $1', '{comment_summary} boolean: NULL')) v(call, expected);

-- Each type of column that has scores.
SELECT is(outcome(format('nps(''9''::%s)', type)), '{} numeric: 100.0000000000000000', 'nps of a column of type ' || type)
FROM unnest('{smallint,integer,bigint,real,double precision,numeric,score_0_to_10}'::text[]) type;
SELECT is(nps(nullif(score, '')::int), 100.0000000000000000, 'nps of a column of text') FROM (VALUES ('9'), (''), (NULL)) v(score);

-- ---- Names that people have ----

SELECT lives_ok(format('CREATE TABLE %I (id int)', name), 'there may be a table ' || name)
FROM unnest('{nps_score,csat_score,ces_score,sentiment_score,nps,csat,ces,sentiment,rollup,mean,responses,promoters,distribution}'::text[]) name;

SELECT is((SELECT array_agg(DISTINCT proname) FROM member_functions
           WHERE proname !~ '^accumulate_|_(add|subtract)$|^sentiment_lexicon_combine$'
             AND oid IN (SELECT unnest(ARRAY[aggtransfn, aggmtransfn, aggminvtransfn, aggcombinefn]) FROM pg_aggregate)), NULL,
          'what only the server calls does not begin with the name of a metric');

-- ---- PostgreSQL's own calls without the extension ----

DROP EXTENSION customer_metrics CASCADE;
CREATE TABLE without_extension AS SELECT id, outcome(call) FROM call;
SELECT cmp_ok(count(*), '>', CASE kind WHEN 'function' THEN 30 WHEN 'operator' THEN 3000 ELSE 1000 END::bigint, 'there are calls: ' || kind)
FROM call GROUP BY kind ORDER BY kind;
SELECT cmp_ok(count(*), '>', 1000::bigint, 'many of them work') FROM without_extension WHERE outcome !~ '^[0-9A-Z]{5}: ';
SELECT is((SELECT array_agg(format('%s: %s, and not %s', call, w.outcome, o.outcome)) FROM call JOIN with_extension w USING (id) JOIN without_extension o USING (id)
           WHERE call.kind = k.kind AND w.outcome IS DISTINCT FROM o.outcome), NULL, 'they are the same beside us: ' || kind)
FROM (SELECT DISTINCT kind FROM call ORDER BY kind) k;
SELECT * FROM finish();
ROLLBACK;
