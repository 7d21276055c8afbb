-- A million respondents in three dimensions of 20 groups, against reading their groups.
CREATE UNLOGGED TABLE respondents AS
SELECT jsonb_build_object('a', 'group ' || (h & 255) % 20, 'b', 'group ' || (h >> 8 & 255) % 20, 'c', 'group ' || (h >> 16 & 255) % 20) AS groups
FROM generate_series(1, 1000000) AS i, hashint4(i) AS h;
VACUUM ANALYZE respondents;
SELECT quote_literal(jsonb_build_object('a', t, 'b', t, 'c', t)) AS targets
FROM (SELECT jsonb_object_agg('group ' || i, 10 + i) AS t FROM generate_series(0, 19) AS i) AS x \gset

\echo Raking: a million respondents, 3 dimensions of 20 groups
CALL compare('raked_weight(groups, targets) : 3 × count(groups->>dimension)', 8, :rounds,
    'SELECT count(w) FROM (SELECT raked_weight(groups, ' || :'targets' || ') OVER () AS w FROM respondents OFFSET 0) AS x',
    'SELECT count(groups->>''a''), count(groups->>''b''), count(groups->>''c'') FROM respondents');
