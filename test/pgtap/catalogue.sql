-- What must be true of everything that the extension installs.
\ir include/start.sql

-- What may differ from the rules, and why.
CREATE TABLE exception (rule text, object text, why text);
INSERT INTO exception
SELECT 'strict', oid::regprocedure::text, 'NULL stands for a segment that is new or gone'
FROM pg_proc WHERE proname ~ '_change_from_(share|score)$';
INSERT INTO exception
SELECT 'inverse', oid::regprocedure::text, 'a lexicon is no measure over a sliding window'
FROM pg_proc WHERE proname = 'sentiment_lexicon' AND prokind = 'a';

INSERT INTO exception
SELECT rule, oid::regprocedure::text, 'it reads the catalogue or what was written, changes tables or sends messages'
FROM pg_proc, unnest(ARRAY['immutable', 'parallel']) AS rule
WHERE proname ~ '_live_rollup$' OR proname IN ('notify_low_score', 'live_rollup_status');
INSERT INTO exception
SELECT rule, oid::regprocedure::text, why
FROM pg_proc, (VALUES ('live_rollup_total', 'strict', 'there may be no group yet, and nothing added or removed'),
                      ('live_rollup_is_whole', 'parallel', 'deltas are too few to be shared out')) AS v (name, rule, why)
WHERE proname = name;
INSERT INTO exception
SELECT rule, 'sparkline(double precision)', 'a picture of values in their order, with gaps for NULL: its parts are no pictures'
FROM unnest(ARRAY['combine', 'inverse', 'transition']) AS rule;
INSERT INTO exception VALUES ('strict', 'notify_low_score()', 'a trigger function has no arguments'),
                             ('strict', 'follow_live_rollup()', 'a trigger function has no arguments'),
                             ('strict', 'live_rollup_is_whole(boolean)', 'NULL is what it looks for');

-- Names of the members that match a condition and have no exception from the rule.
CREATE FUNCTION offenders(rule text, condition text) RETURNS text[] AS $$
DECLARE
    offenders text[];
BEGIN
    EXECUTE format('SELECT array_agg(oid::regprocedure::text ORDER BY oid::regprocedure::text) FROM member_functions p
                    WHERE (%s) AND oid::regprocedure::text NOT IN (SELECT object FROM exception WHERE rule = %L)', condition, rule)
    INTO offenders;
    RETURN offenders;
END
$$ LANGUAGE plpgsql;

CREATE VIEW member_aggregates AS
    SELECT p.oid::regprocedure::text AS name, p.prorettype, a.* FROM member_functions p JOIN pg_aggregate a ON aggfnoid = p.oid;
CREATE VIEW member_base_types AS SELECT * FROM member_types WHERE typtype <> 'd' AND typname !~ '^_';

SELECT plan(38);
SELECT cmp_ok(count(*), '>', 150::bigint, 'there are functions') FROM member_functions;
SELECT cmp_ok(count(*), '>', 70::bigint, 'there are aggregates') FROM member_aggregates;
SELECT cmp_ok(count(*), '>=', 2::bigint, 'there are types') FROM member_base_types;
SELECT cmp_ok(count(*), '>=', 4::bigint, 'there are domains') FROM member_types WHERE typtype = 'd';

-- Everything is documented: functions, aggregates, types, domains, operators, casts, operator classes.
SELECT is((SELECT array_agg(pg_describe_object(classid, objid, 0) ORDER BY 1) FROM members
           WHERE obj_description(objid, classid::regclass::name) IS NULL
             AND classid NOT IN ('pg_opfamily'::regclass)
             AND NOT (classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = objid AND (typcategory = 'A' OR typtype IN ('c', 'm'))))),
          NULL, 'everything has a COMMENT');
SELECT is((SELECT array_agg(DISTINCT classid::regclass::text ORDER BY classid::regclass::text) FROM members
           WHERE classid NOT IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass, 'pg_cast'::regclass, 'pg_opclass'::regclass,
                                 'pg_opfamily'::regclass, 'pg_class'::regclass)),
          NULL, 'there is nothing of a sort that these tests don''t know');
SELECT is((SELECT array_agg(object) FROM exception WHERE object NOT IN (SELECT oid::regprocedure::text FROM member_functions)), NULL,
          'every exception is one of something that there is');
SELECT is(offenders('comment', 'length(obj_description(oid, ''pg_proc'')) < 20'), NULL, 'comments say something');

-- Functions.
SELECT is(offenders('parallel', 'proparallel <> ''s'''), NULL, 'every function is PARALLEL SAFE');
SELECT is(offenders('immutable', 'provolatile <> ''i'''), NULL, 'every function is IMMUTABLE');
SELECT is(offenders('privilege', 'proacl IS NOT NULL OR prosecdef'), NULL, 'everybody may call every function, and each runs as its caller');
SELECT is(offenders('setting', 'proconfig IS NOT NULL'), NULL, 'no function changes settings');
SELECT is(offenders('search path', 'prolang = (SELECT oid FROM pg_language WHERE lanname = ''sql'') AND prosqlbody IS NULL'), NULL,
          'no function in SQL depends on the search path');
SELECT is(offenders('polymorphic', 'EXISTS (SELECT FROM unnest(proargtypes || prorettype) t JOIN pg_type ON pg_type.oid = t WHERE typname ~ ''^any'')'),
          NULL, 'no function is polymorphic');
SELECT is(offenders('internal', '''internal''::regtype = ANY (proargtypes || prorettype) AND proname !~ ''_recv$'''), NULL,
          'no function takes or gives an internal value, but for the receive functions');
SELECT is(offenders('strict', 'NOT proisstrict AND prokind = ''f'' AND pronargdefaults = 0 AND oid NOT IN (
              SELECT unnest(ARRAY[aggtransfn, aggmtransfn, aggminvtransfn]) FROM member_aggregates)'),
          NULL, 'a function that does without all its arguments says so by defaults, or is a transition function');

-- Types.
SELECT is((SELECT array_agg(typname) FROM member_base_types WHERE typtype = 'b' AND (typreceive = 0 OR typsend = 0)), NULL,
          'every type has a binary form');
SELECT is((SELECT array_agg(typname) FROM member_base_types t WHERE typname ~ '_summary$' AND (typalign <> 'd' OR typstorage <> 'p')), NULL,
          'summaries are aligned, and stored plain');
SELECT is((SELECT array_agg(typname) FROM member_base_types t WHERE typname ~ '_summary$' AND 2 <>
           (SELECT count(DISTINCT amname) FROM pg_opclass o JOIN pg_am ON pg_am.oid = opcmethod WHERE opcintype = t.oid AND opcdefault)), NULL,
          'summaries have a default btree and hash operator class');
SELECT is((SELECT array_agg(typname) FROM member_base_types t WHERE typname ~ '_summary$' AND (typcategory <> 'N' OR typispreferred)), NULL,
          'summaries are of the numbers'' category, so that PostgreSQL''s own functions of numbers are found by untyped arguments');
SELECT is((SELECT array_agg(format('%s %s', t.type, other)) FROM summary_types t, unnest('{json,jsonb}'::regtype[]) other
           WHERE 2 <> (SELECT count(*) FROM pg_cast WHERE (castsource, casttarget) IN ((t.oid, other), (other, t.oid)) AND castcontext = 'e')), NULL,
          'summaries are cast to json and jsonb and back, when asked');
SELECT is((SELECT array_agg(t.type) FROM summary_types t
           WHERE 2 <> (SELECT count(*) FROM member_functions p JOIN pg_aggregate ON aggfnoid = p.oid WHERE proname IN ('rollup', 'sum') AND p.proargtypes[0] = t.oid)
              OR 1 <> (SELECT count(DISTINCT (aggtransfn, aggminvtransfn, aggcombinefn, aggfinalfn, agginitval, aggtransspace))
                       FROM member_functions p JOIN pg_aggregate ON aggfnoid = p.oid WHERE proname IN ('rollup', 'sum') AND p.proargtypes[0] = t.oid)), NULL,
          'every type has a rollup(), and sum() is the same');
SELECT is((SELECT array_agg(c.conname) FROM member_types t JOIN pg_constraint c ON contypid = t.oid WHERE convalidated IS FALSE), NULL,
          'domains are checked');

-- Aggregates.
SELECT is((SELECT array_agg(name) FROM member_aggregates WHERE aggcombinefn = 0 AND name NOT IN (SELECT object FROM exception WHERE rule = 'combine')), NULL,
          'every aggregate has a combine function');
SELECT is((SELECT array_agg(name) FROM member_aggregates WHERE aggminvtransfn = 0 AND name NOT IN (SELECT object FROM exception WHERE rule = 'inverse')), NULL,
          'every aggregate has an inverse transition function');
SELECT is((SELECT array_agg(name) FROM member_aggregates a JOIN pg_type t ON t.oid = aggtranstype
           WHERE (typtype = 'p' OR aggserialfn <> 0 OR aggdeserialfn <> 0) AND name NOT IN (SELECT object FROM exception WHERE rule = 'state')), NULL, 'every state is of a type that a table could store');
SELECT is((SELECT array_agg(name) FROM member_aggregates WHERE (aggmtransfn, aggmtranstype, aggmfinalfn) IS DISTINCT FROM (aggtransfn, aggtranstype, aggfinalfn)
             AND aggmtransfn <> 0), NULL, 'a sliding window uses the same functions and the same state');
SELECT is((SELECT array_agg(name) FROM member_aggregates a JOIN pg_type t ON t.oid = aggtranstype
           WHERE typname ~ '_summary$' AND (agginitval, aggminitval) IS DISTINCT FROM ('empty', 'empty')), NULL,
          'every summary begins empty, in sliding windows too');
SELECT is((SELECT array_agg(name) FROM member_aggregates WHERE aggfinalextra OR aggmfinalextra OR aggfinalmodify <> 'r' OR aggmfinalmodify <> 'r'), NULL,
          'final functions only read the state');
SELECT is((SELECT array_agg(name) FROM member_aggregates WHERE aggkind <> 'n' OR aggsortop <> 0), NULL, 'aggregates are ordinary ones');
SELECT is((SELECT array_agg(name) FROM member_aggregates a JOIN pg_proc f ON f.oid = aggtransfn LEFT JOIN pg_proc i ON i.oid = aggminvtransfn
           WHERE f.proisstrict <> i.proisstrict), NULL, 'forward and inverse functions have the same strictness');
SELECT is((SELECT array_agg(name) FROM member_aggregates a JOIN pg_proc f ON f.oid = aggtransfn
           WHERE f.proisstrict <> (pronargs = 2) AND name NOT IN (SELECT object FROM exception WHERE rule = 'transition')), NULL, 'transition functions of one argument are strict, the others look at the score first');
SELECT is((SELECT array_agg(name) FROM member_aggregates a JOIN pg_proc f ON f.oid = aggcombinefn WHERE NOT f.proisstrict AND aggtranstype <> 'internal'::regtype), NULL,
          'combine functions are strict');
SELECT is((SELECT array_agg(name) FROM member_aggregates a, pg_type t, pg_proc p
           WHERE t.oid = aggtranstype AND t.typname = 'score_summary' AND p.oid = aggfnoid AND 'weight' = ANY (proargnames) AND aggtransspace = 0), NULL,
          'large states say how large they are');

-- Aggregates of a score come for each type of score, and of the score's name.
SELECT is((SELECT array_agg(f) FROM (
               SELECT proname || '(' || array_to_string(proargtypes[1:], ',') || ')' AS f FROM member_functions
               WHERE prokind = 'a' AND proargnames[1] = 'score'
               GROUP BY 1 HAVING array_agg(proargtypes[0]::regtype::text ORDER BY proargtypes[0]::regtype::text) <> '{"double precision",integer,smallint}') s), NULL,
          'aggregates of a score come for each type of score');

-- Operators.
SELECT is((SELECT array_agg(o.oid::regoperator::text) FROM pg_operator o JOIN members m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
           WHERE oprname IN ('=', '<>', '<', '<=', '>', '>=') AND (oprcom = 0 OR oprnegate = 0 OR oprrest = 0 OR oprjoin = 0)), NULL,
          'comparisons have a commutator, a negator and estimates');
SELECT is((SELECT array_agg(o.oid::regoperator::text) FROM pg_operator o JOIN members m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid
           WHERE oprname = '=' AND NOT (oprcanhash AND oprcanmerge)), NULL, 'equality can hash and merge');
SELECT is((SELECT array_agg(amname || ' ' || opcname) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
           JOIN members m ON m.classid = 'pg_opclass'::regclass AND m.objid = o.oid WHERE NOT amvalidate(o.oid)), NULL,
          'operator classes are valid');
SELECT * FROM finish();
ROLLBACK;
