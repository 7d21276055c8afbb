-- Raked weights: against test/mathematics/raking.tsv, which R's survey::rake() made (raking.R beside it), and what must
-- hold of every one.
\ir include/start.sql

SELECT no_plan();

-- ---- Reference numbers ------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE cell (sample int, most float8, targets jsonb, groups jsonb, respondents int, weight numeric);
\copy cell FROM 'test/mathematics/raking.tsv' WITH (FORMAT text, NULL '-')

CREATE TEMPORARY TABLE raked AS
SELECT *, raked_weight(groups, targets, coalesce(most, 'Infinity')) OVER (PARTITION BY sample ORDER BY random()) AS found
FROM cell, generate_series(1, respondents);

SELECT is(count(*)::int, (SELECT sum(respondents)::int FROM cell), 'every respondent has a weight') FROM raked WHERE found IS NOT NULL;
SELECT cmp_ok(max(abs(found - weight)), '<=', 1e-9,
              format('weights of survey::rake() in %s dimensions, %s respondents%s', max((SELECT count(*) FROM jsonb_object_keys(targets))), count(*), ', at most ' || max(most)))
FROM raked GROUP BY sample ORDER BY sample;
SELECT ok(bool_and(found <= most) AND bool_or(found = most), 'no weight is above the cap, and some are at it') FROM raked WHERE most IS NOT NULL;

-- ---- Laws ---------------------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE person AS
SELECT n, n % 3 AS part, jsonb_build_object('age', (ARRAY['young', 'middle', 'old'])[1 + floor(3 * random() ^ 1.5)::int],
                                            'region', 'region ' || floor(8 * random() ^ 1.2)::int, 'not looked at', n) AS groups
FROM generate_series(1, 6000) AS n;
\set targets '{"age": {"young": 2, "middle": 3.5, "old": 1}, "region": {"region 0": 5, "region 1": 9, "region 2": 3, "region 3": 8, "region 4": 4, "region 5": 7, "region 6": 5, "region 7": 6}}'

CREATE TEMPORARY TABLE weighed AS SELECT *, raked_weight(groups, :'targets') OVER (PARTITION BY part) AS weight FROM person;

SELECT is(count(*)::int, 33, 'each group of each dimension in each partition') FROM (
    SELECT part, d.key, g.key FROM weighed, jsonb_each(:'targets') AS d, jsonb_each(d.value) AS g GROUP BY 1, 2, 3) AS margin;
SELECT cmp_ok(max(abs(m.weight / (w.weight * m.target / m.targets) - 1)), '<', 1e-9, 'every margin has the share of its target')
FROM (SELECT part, d.key, g.key, (g.value)::numeric AS target, (SELECT sum(v::numeric) FROM jsonb_each(d.value) AS t (k, v)) AS targets,
             sum(p.weight) FILTER (WHERE p.groups->>d.key = g.key) AS weight
      FROM weighed AS p, jsonb_each(:'targets') AS d, jsonb_each(d.value) AS g GROUP BY part, d.key, d.value, g.key, g.value) AS m
     JOIN (SELECT part, sum(weight) AS weight FROM weighed GROUP BY part) AS w USING (part);
SELECT cmp_ok(max(abs(mean - 1)), '<', 1e-9, 'the mean is 1') FROM (SELECT avg(weight) AS mean FROM weighed GROUP BY part) AS x;
SELECT is(max(scale(weight)), 9, 'with 9 decimals') FROM weighed;

CREATE FUNCTION same_as_weighed(query text, description text) RETURNS text LANGUAGE sql AS $$
  SELECT set_eq(query, 'SELECT n, weight FROM weighed', description)
$$;
SELECT same_as_weighed(format('SELECT n, raked_weight(groups, %L) OVER (PARTITION BY part ORDER BY hashint4(n + %s)) FROM person', :'targets', i),
                       'the order of rows means nothing') FROM generate_series(1, 3) AS i;
SELECT same_as_weighed(format('SELECT n, raked_weight(groups, %L) OVER (PARTITION BY part ORDER BY n ROWS 2 PRECEDING) FROM person', :'targets'),
                       'nor does the frame');
SELECT same_as_weighed(format('SELECT n, raked_weight(groups - ''not looked at'', %L) OVER (PARTITION BY part) FROM person', :'targets'),
                       'nor do dimensions without targets');
SELECT same_as_weighed(format('SELECT n, raked_weight(groups, jsonb_set(%L, ''{age}'', ''{"young": 200, "middle": 350, "old": 1e2}'')) OVER (PARTITION BY part) FROM person', :'targets'),
                       'nor does the unit of targets');
SELECT same_as_weighed(format('SELECT n, raked_weight(groups, %L, 1e300) OVER (PARTITION BY part) FROM person', :'targets'),
                       'nor a cap that no weight comes to');
SELECT same_as_weighed(format('SELECT n, w FROM (SELECT n, raked_weight(groups, %L) OVER (PARTITION BY part) AS w FROM
                                 (SELECT * FROM person UNION ALL SELECT 0, part, NULL FROM person) AS p) AS x WHERE n > 0', :'targets'),
                       'nor rows without groups');
SELECT is(raked_weight(NULL, '{"a": {"b": 1}}') OVER (), NULL, 'whose own weight is NULL');
SELECT is(array_agg(w), '{0.500000000,0.500000000,2.000000000}', 'names that are numbers and truth values')
FROM (SELECT raked_weight(g, '{"a": {"1": 1, "true": 2}}') OVER () AS w FROM (VALUES ('{"a": 1}'::jsonb), ('{"a": 1}'), ('{"a": true}')) AS v (g)) AS x;
SELECT is(w, 1.000000000, 'where all fits, weights are 1')
FROM (SELECT DISTINCT raked_weight(g, '{"a": {"x": 50, "y": 50}, "b": {"x": 1, "y": 1}}') OVER () AS w
      FROM (SELECT jsonb_build_object('a', a, 'b', b) AS g FROM unnest('{x,y}'::text[]) AS a, unnest('{x,y}'::text[]) AS b) AS four) AS x;
SELECT is(raked_weight('{"a": "ä ''\"\\ 好"}', '{"a": {"ä ''\"\\ 好": 3}}') OVER (), 1.000000000, 'names of any characters');
SELECT is(nps, 0.0, 'the weights go into weighted_nps()')
FROM (SELECT weighted_nps(score, w) AS nps FROM (SELECT score, raked_weight(g, '{"a": {"x": 1, "y": 1}}') OVER () AS w
      FROM (VALUES (10, '{"a": "x"}'::jsonb), (9, '{"a": "x"}'), (0, '{"a": "y"}')) AS v (score, g)) AS x) AS y;

-- ---- Errors -------------------------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE people AS SELECT n, jsonb_build_object('a', (ARRAY['x', 'y'])[1 + n % 2], 'b', (ARRAY['u', 'v'])[1 + n % 2]) AS g FROM generate_series(1, 10) AS n;

CREATE FUNCTION refuses(arguments text, message text) RETURNS text LANGUAGE sql AS $$
  SELECT is_refused(format('SELECT raked_weight(%s) OVER () FROM people', arguments), '22023', message)
$$;
SELECT refuses($$g, '{"a": {"x": 1}}'$$, 'the group "y" of "a" has no target');
SELECT refuses($$g, '{"a": {"x": 1, "y": 1, "z": 1}}'$$, 'nobody is in the group "z" of "a", which has a target');
SELECT refuses($$g, '{"c": {"x": 1, "y": 1}}'$$, 'a respondent has no group in "c"');
SELECT refuses($$g || '{"a": null}', '{"a": {"x": 1, "y": 1}}'$$, 'a respondent has no group in "a"');
SELECT refuses($$g || '{"a": ["x"]}', '{"a": {"x": 1, "y": 1}}'$$, 'a respondent has no group in "a"');
SELECT refuses($$'["a"]', '{"a": {"x": 1, "y": 1}}'$$, 'the groups of a respondent are no object');
SELECT refuses($$'"a"', '{"a": {"x": 1, "y": 1}}'$$, 'the groups of a respondent are no object');
SELECT refuses($$'null', '{"a": {"x": 1, "y": 1}}'$$, 'the groups of a respondent are no object');
SELECT refuses(format($$g, '{"a": {"x": 1, "y": %s}}'$$, bad), 'the target of "y" in "a" is not a positive number')
FROM unnest('{0,-1,"\"NaN\"","\"1\"","null",true,[1],"{}",1e400,1e-400}'::text[]) AS bad;
SELECT refuses($$g, '{"a": 1}'$$, 'the targets of "a" are no object');
SELECT refuses($$g, '{"a": [1]}'$$, 'the targets of "a" are no object');
SELECT refuses($$g, '{"a": {}}'$$, 'the targets of "a" are empty');
SELECT refuses($$g, '{}'$$, 'the targets are empty');
SELECT refuses($$g, '[]'$$, 'the targets are no object');
SELECT refuses($$g, '1'$$, 'the targets are no object');
SELECT refuses($$g, NULL$$, 'targets is NULL');
SELECT refuses($$g, CASE WHEN n < 9 THEN '{"a": {"x": 1, "y": 1}}'::jsonb END$$, 'targets is not the same in all rows of a partition');
SELECT refuses($$g, jsonb_build_object('a', jsonb_build_object('x', n, 'y', 1))$$, 'targets is not the same in all rows of a partition');
SELECT refuses($$g, '{"a": {"x": 1, "y": 1}}', 1 + n$$, 'most is not the same in all rows of a partition');
SELECT refuses($$g, '{"a": {"x": 1, "y": 1}}', NULL$$, 'most is NULL');
SELECT refuses(format($$g, '{"a": {"x": 1, "y": 1}}', '%s'$$, bad), format('most is %s, but weights have a mean of 1', bad))
FROM unnest('{0,0.99,-1,NaN,-Infinity}'::text[]) AS bad;
-- Nobody is x and v, so the shares of x and u are one number.
SELECT refuses($$g, '{"a": {"x": 1, "y": 1}, "b": {"u": 1, "v": 2}}'$$, 'the margins can''t be met: after 10000 cycles the group "x" of "a" is still off');
SELECT refuses($$g, '{"a": {"x": 1, "y": 9}}', 1.5$$, 'the margins can''t be met: after 10000 cycles the group "y" of "a" is still off');
-- Weights that shrink in every cycle until they are 0.
SELECT is_refused($$SELECT raked_weight(g, '{"a": {"x": 1, "y": 9}, "b": {"u": 9, "v": 1}}') OVER ()
                    FROM (VALUES ('{"a": "x", "b": "u"}'::jsonb), ('{"a": "y", "b": "v"}'), ('{"a": "x", "b": "v"}')) AS v (g)$$,
                  '22023', 'the margins can''t be met: after 10000 cycles the group "x" of "a" is still off');
SELECT * FROM finish();
ROLLBACK;
