-- Sliding windows: each frame's answer is that of an aggregate over just its rows, though rows that leave the frame
-- are taken out of the state instead of starting again.
\ir include/start.sql
\ir include/responses.sql

-- A few groups are enough here: one partition each.
DELETE FROM response WHERE "group" NOT IN
    (SELECT id FROM response_group WHERE all_shapes AND (lo, points) IN ((0, 11), (1, 5), (1, 7), (0, 101)));
DELETE FROM stored WHERE "group" NOT IN (SELECT "group" FROM response);
ANALYZE response, stored;

-- Frames, and the condition by which a row (other) belongs to the frame of a row (own).
CREATE TABLE frame (clause text, condition text);
INSERT INTO frame VALUES
    ('ROWS BETWEEN CURRENT ROW AND CURRENT ROW',           'other.place = own.place'),
    ('ROWS BETWEEN 3 PRECEDING AND CURRENT ROW',           'other.place BETWEEN own.place - 3 AND own.place'),
    ('ROWS BETWEEN 9 PRECEDING AND 2 FOLLOWING',           'other.place BETWEEN own.place - 9 AND own.place + 2'),
    ('ROWS BETWEEN 4 PRECEDING AND 2 PRECEDING',           'other.place BETWEEN own.place - 4 AND own.place - 2'),
    ('ROWS BETWEEN 1 FOLLOWING AND 5 FOLLOWING',           'other.place BETWEEN own.place + 1 AND own.place + 5'),
    ('ROWS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING',   'other.place >= own.place - 2'),
    ('ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',   'other.place <= own.place'),
    ('RANGE BETWEEN 5 PRECEDING AND 1 PRECEDING',          'other.place BETWEEN own.place - 5 AND own.place - 1'),
    ('ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW',
     'other.place BETWEEN own.place - 5 AND own.place + 5 AND other.place <> own.place');

-- The frames whose answer over the window differs from that over just their rows.
CREATE FUNCTION window_differences(a aggregate, f frame) RETURNS text AS $$
DECLARE
    answer text := bytes('%s', a.answer_type);
    differences text;
BEGIN
    EXECUTE format(
        'WITH sliding AS (
             SELECT "group", place, %3$s AS answer FROM %1$I WHERE %2$s
             WINDOW frame AS (PARTITION BY "group" ORDER BY place %5$s)),
         separate AS (
             SELECT own."group", own.place, %4$s AS answer
             FROM (SELECT "group", place FROM %1$I WHERE %2$s) own
             LEFT JOIN (SELECT * FROM %1$I WHERE counted) other ON other."group" = own."group" AND %6$s
             GROUP BY own."group", own.place)
         SELECT min(format(''%%s rows, one is %%s of group %%s'', differing, place, "group"))
         FROM (SELECT *, count(*) OVER () AS differing FROM sliding FULL JOIN separate USING ("group", place)
               WHERE sliding.answer IS DISTINCT FROM separate.answer) d',
        a.source, a.accepts,
        format(answer, a.call || ' FILTER (WHERE counted) OVER frame'), format(answer, qualified(a.call) || ' FILTER (WHERE other.counted)'),
        f.clause, f.condition)
    INTO differences;
    RETURN differences;
END
$$ LANGUAGE plpgsql;

-- The call over the columns of the rows in the frame.
CREATE FUNCTION qualified(call text) RETURNS text AS $$
    SELECT regexp_replace(call, '([(,] ?(VARIADIC )?)(\w+)', '\1other.\3', 'g')
$$ LANGUAGE sql;

-- How often the arguments are looked at tells whether the inverse is used: once when the row enters the frame, once
-- when it leaves. Starting again at each row would look at every row of each frame.
CREATE FUNCTION counted_look(value anyelement) RETURNS anyelement AS $$
BEGIN
    PERFORM set_config('testing.looks', (current_setting('testing.looks')::int + 1)::text, true);
    RETURN value;
END
$$ LANGUAGE plpgsql IMMUTABLE;

CREATE FUNCTION looks(a aggregate) RETURNS int AS $$
BEGIN
    PERFORM set_config('testing.looks', '0', true);
    EXECUTE format('SELECT %s OVER (ORDER BY place ROWS BETWEEN 9 PRECEDING AND CURRENT ROW)
                    FROM (SELECT n AS place, lo + n %% points AS score, 1 AS weight, (n %% 2)::float8 AS sentiment, lo, points,
                                 lo + points - 1 AS hi, make_score_summary(0, ARRAY[n, 1]) AS score_summary,
                                 format(''v1 comments %%s positive 0 negative 0 sentiment 0 squared_sentiment 0'', n)::comment_summary AS comment_summary,
                                 n::float8 AS outcome, ARRAY[n / 2.0, n %% 7]::float8[] AS drivers,
                                 format(''v1 drivers 1 responses %%s incomplete 0 sums 0,0 products 0,0,0'', n)::driver_products_summary AS driver_products_summary,
                                 n AS before, n %% 7 AS after, n %% 2 = 0 AS earned, format(''v1 customers_before %%s customers_kept 0 customers_new 0 customers_earned 0 revenue_before %%1$s revenue_kept 0 revenue_of_kept 0 revenue_new 0 revenue_earned 0'', n)::retention_flow_summary AS retention_flow_summary
                          FROM generate_series(1, 100) n,
                               (SELECT lo, points FROM response WHERE %s LIMIT 1) scale) rows',
                   regexp_replace(a.call, '(score|\w+_summary|sentiment|outcome|before)(::|\))', 'counted_look(\1)\2'), a.accepts);
    RETURN current_setting('testing.looks');
END
$$ LANGUAGE plpgsql;

SELECT plan((SELECT count(*)::int FROM aggregate) * (1 + (SELECT count(*)::int FROM frame)) + 3);

SELECT is(looks(a), 100 + 90, a.aggregate || ' takes rows that leave the frame out of its state') FROM aggregate a;
SELECT is(window_differences(a, f), NULL, format('%s OVER (%s)', a.aggregate, f.clause)) FROM aggregate a, frame f;

-- The scale may change from one frame to the next, just not within one.
SELECT is(array_agg(s::text),
          '{"v1 1..2 counts 1,0","v1 1..2 counts 1,0","v1 1..3 counts 1,0,0","v1 1..3 counts 1,0,0","v1 1..4 counts 1,0,0,0"}',
          'a state that was emptied takes another scale')
FROM (SELECT csat_summary(score, points) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s
      FROM (VALUES (1, 1, 2), (2, NULL, 9), (3, 1, 3), (4, NULL, NULL), (5, 1, 4)) v(n, score, points)) w;
SELECT is_refused($$SELECT csat(1, n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM generate_series(2, 5) n$$,
                  '42804', 'summaries on the scales 1..2 and 1..3 do not merge');

-- After a sum near the limit has left the frame, no trace is left of it.
SELECT is(array_agg(s::text ORDER BY n), '{"v1 0..1 counts 89999999999999999,0","v1 0..1 counts 90000000000000000,1","v1 0..1 counts 1,1"}',
          'rollup near the limit')
FROM (SELECT n, rollup(s) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s
      FROM (VALUES (1, 'v1 0..1 counts 89999999999999999,0'::score_summary), (2, 'v1 0..1 counts 1,1'), (3, 'empty')) v(n, s)) w;
SELECT * FROM finish();
ROLLBACK;
