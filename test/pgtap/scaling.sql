-- What doc/scaling.md says of our own functions: that an aggregate can be computed in parts by somebody else, as Citus
-- does it, which knows no more of it than the catalogue. (What is in the catalogue is looked at by catalogue.sql: state
-- types, combine functions, IMMUTABLE, no polymorphic arguments, EXECUTE for everybody, operator classes, binary forms.)
\ir include/start.sql
\ir include/responses.sql

-- Each state is made by calls from a function of plpgsql: no aggregate's context, no types of arguments and nothing
-- kept from one call to the next. Then it travels as text or in binary, and is combined and finished by hand.
CREATE FUNCTION create_worker(a aggregate) RETURNS void AS $$
DECLARE
    types oidvector := (SELECT proargtypes FROM pg_proc WHERE oid = a.aggtransfn);
    parameters text := (SELECT string_agg(format('a%s %s', n, type::regtype), ', ' ORDER BY n) FROM unnest(types) WITH ORDINALITY t(type, n));
    names text := (SELECT string_agg('a' || n, ', ' ORDER BY n) FROM unnest(types) WITH ORDINALITY t(type, n));
    strictness text := (SELECT CASE WHEN proisstrict THEN 'STRICT' ELSE '' END FROM pg_proc WHERE oid = a.aggtransfn);
BEGIN
    EXECUTE format('CREATE FUNCTION worker_function_%s(%s) RETURNS %s LANGUAGE plpgsql %s AS %L',
                   a.aggfnoid::oid, parameters, a.aggtranstype::regtype, strictness, format('BEGIN RETURN %s(%s); END', a.aggtransfn, names));
    EXECUTE format('CREATE AGGREGATE worker_%1$s(%2$s) (SFUNC = worker_function_%1$s, STYPE = %3$s, INITCOND = %4$L)',
                   a.aggfnoid::oid, pg_get_function_identity_arguments(a.aggfnoid), a.aggtranstype::regtype, a.agginitval);
END
$$ LANGUAGE plpgsql;
SELECT create_worker(a) FROM aggregate a \g /dev/null

-- The coordinator's part of it. A worker without rows sends an initial state.
CREATE FUNCTION combined(states text[], a aggregate) RETURNS bytea AS $$
DECLARE
    state text := a.agginitval;
    answer bytea;
BEGIN
    FOR i IN 1 .. cardinality(states) LOOP
        EXECUTE format('SELECT %s($1::%s, $2::%2$s)::text', a.aggcombinefn, a.aggtranstype::regtype) INTO state USING state, states[i];
    END LOOP;
    EXECUTE format('SELECT %s', bytes(format(a.final, format('%L::%s', state, a.aggtranstype::regtype)), a.answer_type)) INTO answer;
    RETURN answer;
END
$$ LANGUAGE plpgsql;

CREATE TABLE some_group AS SELECT id FROM response_group WHERE all_shapes AND id % 3 = 0 OR id % 40 = 0;

CREATE FUNCTION by_workers(a aggregate) RETURNS TABLE ("group" int, answer bytea) AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT "group", combined(array_agg(state ORDER BY part), $1)
         FROM (SELECT "group", part, %s FILTER (WHERE counted)::text AS state FROM %I WHERE (%s) AND "group" IN (SELECT id FROM some_group)
               GROUP BY "group", part) worker GROUP BY "group"',
        replace(a.state, 'twin_', 'worker_'), a.source, a.accepts) USING a;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION by_one_server(a aggregate) RETURNS TABLE ("group" int, answer bytea) AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT "group", %s FROM %I WHERE (%s) AND "group" IN (SELECT id FROM some_group) GROUP BY "group"',
                                bytes(format('%s FILTER (WHERE counted)', a.call), a.answer_type), a.source, a.accepts);
END
$$ LANGUAGE plpgsql;

SELECT plan(1 + 2 * count(*)::int) FROM aggregate;
SELECT cmp_ok(count(*), '>', 40::bigint, 'there are groups') FROM some_group;
SELECT cmp_ok((SELECT count(*) FROM by_one_server(a)), '>', 0::bigint, format('%s has groups to compute', aggregate)) FROM aggregate a;
SELECT is((SELECT count(*) FROM by_one_server(a) o FULL JOIN by_workers(a) w USING ("group") WHERE o.answer IS DISTINCT FROM w.answer), 0::bigint,
          format('%s gives the same bytes when Citus computes it', aggregate)) FROM aggregate a;
SELECT * FROM finish();
ROLLBACK;
