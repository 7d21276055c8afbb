#!/usr/bin/perl
# Which queries a live rollup takes and which it refuses, what it is made of, and what it does at the edges.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_queries');
ask(<<'SQL');
CREATE TABLE customers (customer_id integer PRIMARY KEY, region text);
INSERT INTO customers VALUES (1, 'north'), (2, 'south'), (3, NULL);
CREATE TABLE responses (id serial PRIMARY KEY, customer_id integer, segment text, at timestamptz, score integer, rating smallint,
                        effort real, price numeric, payload json, tags text[]);
INSERT INTO responses (customer_id, segment, at, score, rating, price)
SELECT 1 + n % 3, CASE n % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END, '2024-01-01 23:30+00'::timestamptz + n * interval '6 hours', n % 11, 1 + n % 5, n
FROM generate_series(1, 60) AS n;
CREATE VIEW recent AS SELECT * FROM customers WHERE now() IS NOT NULL;
CREATE VIEW responders AS SELECT DISTINCT customer_id FROM responses;
CREATE TABLE secret (segment text);
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION dice(integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT $1';
CREATE FUNCTION lookup(integer) RETURNS text LANGUAGE sql STABLE AS 'SELECT region FROM public.customers WHERE customer_id = $1';
CREATE FUNCTION fiscal(timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT to_char($1, 'YYYY') $$;
CREATE AGGREGATE own_sum(integer) (SFUNC = int4pl, STYPE = integer);
CREATE MATERIALIZED VIEW stale AS SELECT * FROM responses;
CREATE TABLE parts (id integer, score integer) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts DEFAULT;
SQL

# ---- Refused, each with its reason ----------------------------------------------------------------------------------

my $n = 0;
for my $case (
    ['SELECT DISTINCT segment, count(*) FROM responses GROUP BY segment', "can't have DISTINCT"],
    ['SELECT segment, count(DISTINCT score) FROM responses GROUP BY segment', "can't have DISTINCT in an aggregate"],
    ['SELECT segment, avg(score) FROM responses GROUP BY segment', "can't have the aggregate avg"],
    ['SELECT segment, min(score) FROM responses GROUP BY segment', "can't have the aggregate min"],
    ['SELECT segment, max(score) FROM responses GROUP BY segment', "can't have the aggregate max"],
    ['SELECT segment, own_sum(score) FROM responses GROUP BY segment', "can't have the aggregate own_sum"],
    ['SELECT segment, string_agg(segment, segment) FROM responses GROUP BY segment', "can't have the aggregate string_agg"],
    ['SELECT segment, sum(effort) FROM responses GROUP BY segment', "can't have a sum of floating point"],
    ['SELECT segment, sum(score::double precision) FROM responses GROUP BY segment', "can't have a sum of floating point"],
    ['SELECT segment, nps(score) FROM responses GROUP BY segment', "can't have nps, since a row can't be taken out"],
    ['SELECT segment, nps(nps_summary(score)) FROM responses GROUP BY segment', 'neither in GROUP BY nor an aggregate'],
    ['SELECT segment, now() AS t, count(*) FROM responses GROUP BY 1, 2', "can't use the function now"],
    ['SELECT segment, count(*) FROM responses WHERE at > now() GROUP BY segment', "can't use the function now"],
    ['SELECT segment, count(*) FROM responses WHERE at > CURRENT_DATE GROUP BY segment', "can't use the current time or user"],
    ['SELECT segment, count(*) FROM responses WHERE at > LOCALTIMESTAMP GROUP BY segment', "can't use the current time or user"],
    ['SELECT segment, count(*) FROM responses WHERE segment = current_user GROUP BY segment', "can't use the current time or user"],
    ['SELECT segment, count(*) FROM responses WHERE at > transaction_timestamp() GROUP BY segment', "can't use the function transaction_timestamp"],
    ['SELECT age(at::timestamp) AS a, count(*) FROM responses GROUP BY 1', "can't use the function age"],
    ['SELECT segment, count(*) FROM responses WHERE random() < 0.5 GROUP BY segment', "can't use the volatile function random"],
    ['SELECT segment, nps_summary(dice(score)) AS s FROM responses GROUP BY segment', "can't use the volatile function dice"],
    ['SELECT segment, count(*) FILTER (WHERE clock_timestamp() > at) FROM responses GROUP BY segment', "can't use the volatile function clock_timestamp"],
    ['SELECT lookup(customer_id) AS region, count(*) FROM responses GROUP BY 1', "can't use the function lookup"],
    ["SELECT current_setting('a.b') AS c, count(*) FROM responses GROUP BY 1", "can't use the function current_setting"],
    ['SELECT segment, count(*) FROM responses JOIN recent USING (customer_id) GROUP BY segment', "can't use the function now"],
    ['SELECT segment, count(*) FROM responses JOIN responders USING (customer_id) GROUP BY segment', 'can\'t read "responses" twice'],
    ['SELECT r.segment, count(*) FROM responses AS r JOIN responses AS q USING (id) GROUP BY r.segment', 'can\'t read "responses" twice'],
    ['SELECT segment, count(*) FROM responses WHERE id IN (SELECT max(id) FROM responses) GROUP BY segment', 'can\'t read "responses" twice'],
    ['SELECT id, count(*) FROM parts WHERE id IN (SELECT id FROM parts_1) GROUP BY id', 'can\'t read "parts" twice'],
    ['SELECT tableoid AS t, count(*) FROM responses GROUP BY 1', "can't use system columns"],
    ["SELECT segment, count(*) FROM responses WHERE ctid > '(0,1)' GROUP BY segment", "can't use system columns"],
    ['SELECT segment, count(responses) FROM responses GROUP BY segment', "can't use a whole row"],
    ['SELECT segment, count(*) FROM responses JOIN secret USING (segment) GROUP BY segment', 'can\'t read "secret", which has row security'],
    ['SELECT segment, count(*) FROM secret GROUP BY segment', 'can\'t read "secret", which has row security'],
    ['SELECT segment, count(*) FROM responses GROUP BY segment HAVING count(*) > 5', "can't have HAVING"],
    ['SELECT segment, count(*) FROM responses GROUP BY segment ORDER BY segment', "can't have ORDER BY"],
    ['SELECT segment, count(*) FROM responses GROUP BY segment LIMIT 1', "can't have LIMIT"],
    ['SELECT segment, count(*), sum(count(*)) OVER () FROM responses GROUP BY segment', "can't have window functions"],
    ['SELECT segment, count(*) FROM responses GROUP BY ROLLUP (segment)', "can't have GROUPING SETS"],
    ['SELECT segment, count(*) FROM responses GROUP BY segment UNION ALL SELECT segment, 1 FROM responses', "can't have UNION"],
    ['WITH x AS (SELECT 1) SELECT segment, count(*) FROM responses GROUP BY segment', "can't have WITH"],
    ['SELECT count(*) FROM responses', 'needs GROUP BY'],
    ['SELECT nps_summary(score) AS s FROM responses GROUP BY segment', 'must show all columns of its GROUP BY'],
    ['SELECT payload::text AS p, unnest(tags), count(*) FROM responses GROUP BY 1, 2', "can't have functions that return rows"],
    ['SELECT segment, count(*) FROM responses TABLESAMPLE BERNOULLI (50) GROUP BY segment', "can't have TABLESAMPLE"],
    ['SELECT segment, count(*) FROM ONLY responses GROUP BY segment', "can't follow ONLY"],
    ['SELECT segment, count(*) FROM (SELECT * FROM responses) AS r GROUP BY segment', 'must name the table of the responses first'],
    ['SELECT region, count(*) FROM recent GROUP BY region', 'can\'t follow "recent", which is no table'],
    ['SELECT segment, count(*) FROM stale GROUP BY segment', 'can\'t follow "stale", which is no table'],
    ['SELECT id, count(*) FROM parts_1 GROUP BY id', 'can\'t follow "parts_1", which is a part of another'],
    ['SELECT relkind, count(*) FROM pg_class GROUP BY relkind', "can't follow a system table"],
    ['SELECT region, nps_summary(score) AS s FROM customers JOIN responses USING (customer_id) GROUP BY region', 'nothing that is aggregated comes from "customers"'],
    ['SELECT region, count(*) FROM responses RIGHT JOIN customers USING (customer_id) GROUP BY region', "can't have a RIGHT or FULL JOIN"],
    ['SELECT region, count(*) FROM responses FULL JOIN customers USING (customer_id) GROUP BY region', "can't have a RIGHT or FULL JOIN"],
    ["SELECT point(score, score)::text::xid AS x, count(*) FROM responses GROUP BY 1", 'whose type has no order'],
) {
    my ($query, $message) = @$case;
    refused("SELECT create_live_rollup('no', \$q\$$query\$q\$)", '0A000', quotemeta $message, "refused: $query");
}
refused("SELECT create_live_rollup('no', 'SELECT segment AS _x, count(*) FROM responses GROUP BY 1')", '42611', 'begins with an underscore');
refused("SELECT create_live_rollup('no', 'SELECT 1; DROP TABLE customers')", '42601', 'must be a single SELECT');
refused("SELECT create_live_rollup('no', 'DELETE FROM customers')", '42601', 'must be a single SELECT');
refused("SELECT create_live_rollup('no', 'SELECT segment, count(*) FROM responses GROUP BY segment', $_)", '22023', "the limit of pending deltas must be at least 1, not $_") for 0, -5;
refused("SELECT create_live_rollup('" . 'n' x 50 . "', 'SELECT segment, count(*) FROM responses GROUP BY segment')", '42622', 'name of a live rollup is too long');
refused("BEGIN ISOLATION LEVEL $_; SELECT create_live_rollup('no', 'SELECT segment, count(*) FROM responses GROUP BY segment')", '0A000',
    "can't be filled or folded in a repeatable read or serializable", "refused: $_") for 'REPEATABLE READ', 'SERIALIZABLE';
like(ask("CREATE TEMPORARY TABLE t (segment text); SELECT create_live_rollup('no', 'SELECT segment, count(*) FROM t GROUP BY segment')"), qr/ERROR:  42P16: .*temporary/, 'refused: a temporary table');
refused("SELECT $_", '42809', '"customers" is not a live rollup')
    for map({ "${_}_live_rollup('customers')" } qw(refresh fold check drop)), "alter_live_rollup('customers', 5)";
answers("SELECT count(*) FROM pg_class WHERE relname ~ '^no'", '0', '... and nothing is left behind');

# ---- Taken ----------------------------------------------------------------------------------------------------------

for my $case (
    ['expressions and a filter', "SELECT date_trunc('month', at) AS month, upper(segment) || '!' AS \"Segment \"\"A\"\"\", nps_summary(score) AS s, csat_summary(rating, 5) AS c FROM public.responses AS r WHERE r.score + 1 > 2 OR r.segment ~ 'a%b' GROUP BY 1, 2"],
    ['several joins', 'SELECT c.region, d.region AS other, count(*) AS n, weighted_score_summary(r.score, c.customer_id, 0, 10) AS w FROM responses AS r JOIN customers AS c USING (customer_id) LEFT JOIN customers AS d ON d.customer_id = r.score GROUP BY c.region, d.region'],
    ['a list in FROM', 'SELECT c.region, sum(r.price) AS price FROM responses r, customers c WHERE c.customer_id = r.customer_id GROUP BY c.region'],
    ['a subquery of a dimension', 'SELECT segment, count(*) AS n FROM responses WHERE EXISTS (SELECT FROM customers AS c WHERE c.customer_id = responses.customer_id AND c.region IS NOT NULL) GROUP BY segment'],
    ['an array taken apart', 'SELECT tag, count(*) AS n FROM responses, unnest(tags) AS u (tag) GROUP BY tag'],
    ['a value of json', "SELECT payload ->> 'k' AS k, count(*) AS n, sum(rating) AS ratings, sum(id::bigint) AS ids FROM responses GROUP BY 1"],
    ['names like those that it uses', 'SELECT segment AS added, rating AS "new", score AS found, count(*) AS removed, sum(id) AS "old" FROM responses AS new_rows GROUP BY 1, 2, 3'],
    ['an immutable function of somebody', 'SELECT fiscal(at) AS year, count(*) AS n FROM responses GROUP BY 1'],
    ['a constant', "SELECT 'NPS' AS metric, segment, nps_summary(score) AS s FROM responses GROUP BY 1, 2;"],
) {
    my ($name, $query) = @$case;
    for my $limit (1, 1000) {
        $n++;
        my $same = "SELECT count(*) FROM ((TABLE r$n EXCEPT ALL TABLE r${n}_query) UNION ALL (TABLE r${n}_query EXCEPT ALL TABLE r$n)) AS d";
        answers("SELECT create_live_rollup('r$n', \$q\$$query\$q\$, $limit)", "r$n", "a limit of $limit: $name");
        ask(<<SQL);
INSERT INTO responses (customer_id, segment, at, score, rating, price, payload, tags)
SELECT n % 5, 'a%b', '2024-03-01', n % 11, 2, NULL, '{"k": "v"}', ARRAY['x', NULL, 'x', n::text] FROM generate_series(1, 7) AS n;
UPDATE responses SET segment = NULL, tags = tags || 'y'::text WHERE id % 5 = 0;
DELETE FROM responses WHERE segment = 'a%b' AND id % 2 = 0;
SQL
        answers("SELECT count(*) FROM check_live_rollup('r$n'); $same; SELECT fold_live_rollup('r$n') >= 0; $same; SELECT drop_live_rollup('r$n')",
            "0\n0\nt\n0\n", '... and follows');
    }
}

# ---- A single row without groups: the same result of every aggregate -------------------------------------------------

ask(<<'SQL');
CREATE TABLE arrivals (key integer, score integer, points integer DEFAULT 5, lo integer DEFAULT 0, hi integer DEFAULT 10,
                       weight double precision DEFAULT 1.5, sentiment double precision, summary score_summary, comments comment_summary);
CREATE FUNCTION arrive(n integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO arrivals (key, score, sentiment, summary, comments)
  SELECT i % 2, nullif(1 + i % 6, 6), nullif(i % 5, 4) / 4.0, CASE WHEN i % 4 > 0 THEN (SELECT nps_summary(v) FROM (VALUES (i % 11)) AS s (v)) END,
         CASE WHEN i % 3 > 0 THEN (SELECT sentiment_summary(v) FROM (VALUES (0.5 - i % 2)) AS s (v)) END
  FROM generate_series(1, n) AS i $$;
SQL
my @aggregates = split /\n/, ask(<<'SQL');
SELECT format('%s(%s)', proname, string_agg(format('%s::%s', coalesce(name, substring(type::regtype::text FROM 'summary|comment') ||
                                                   CASE WHEN type = 'comment_summary'::regtype THEN 's' ELSE '' END), type::regtype), ', ' ORDER BY n))
FROM pg_proc AS p, unnest(proargtypes, proargnames) WITH ORDINALITY AS a (type, name, n)
WHERE prokind = 'a' AND prorettype IN ('score_summary'::regtype, 'comment_summary'::regtype) GROUP BY p.oid, proname ORDER BY 1
SQL
cmp_ok(@aggregates, '>', 20, 'all aggregates that give a summary: ' . @aggregates);
push @aggregates, 'count(*)', 'count(score)', map { "sum(score::$_)" } qw(smallint integer bigint numeric);
ask(join '', map { "SELECT create_live_rollup('a$_', \$q\$SELECT key, $aggregates[$_] AS plain, $aggregates[$_] FILTER (WHERE score > 2) AS filtered FROM arrivals GROUP BY key\$q\$);\n" } 0 .. $#aggregates);
answers('SELECT arrive(1); SELECT arrive(6); ' x 3 . "SELECT min(pending_deltas), max(pending_deltas) FROM live_rollups WHERE responses = 'arrivals'::regclass", "\n" x 6 . '9|9', 'single rows and several, in one session');
for (0 .. $#aggregates) {
    my $differences = "SELECT count(*) FROM ((TABLE a$_ EXCEPT ALL TABLE a${_}_query) UNION ALL (TABLE a${_}_query EXCEPT ALL TABLE a$_)) AS d; SELECT count(*) FROM check_live_rollup('a$_')";
    answers("$differences; SELECT fold_live_rollup('a$_'); $differences", "0\n0\n9\n0\n0", "... with the same result: $aggregates[$_]");
}
ask("SELECT drop_live_rollup(name) FROM live_rollups WHERE responses = 'arrivals'::regclass");
answers("CREATE TABLE odd (k numeric, score integer); SELECT create_live_rollup('odd_keys', 'SELECT k, count(*) AS n, nps_summary(11) FILTER (WHERE score > 100) AS s FROM odd GROUP BY k');
         INSERT INTO odd VALUES (2, 1); INSERT INTO odd VALUES (1.0, 2), (2.0, 3), (1.00, 4), (1, NULL); SELECT * FROM odd_keys ORDER BY k",
    "odd_keys\n1.0|3|empty\n2|2|empty", 'a constant off the scale that no row passes on is no error; of equal keys the first is shown');
ask("SELECT drop_live_rollup('odd_keys')");

# ---- Literals with a backslash ---------------------------------------------------------------------------------------

ask("CREATE TABLE spelled (id serial, segment text, score integer)");
for my $creator (ask('SET standard_conforming_strings = off') eq '' ? ('on', 'off') : ()) {    # from 19 on, it is always on
    ask("SET standard_conforming_strings = $creator; SELECT create_live_rollup('digits_$_', 'SELECT segment || ' || quote_literal(E'a\\\\b') || ' AS key, count(*) AS n FROM spelled WHERE segment ~ ' || quote_literal(E'^\\\\d+') || ' GROUP BY 1', $_)") for 1, 1000;
    answers("SET standard_conforming_strings = off; INSERT INTO spelled (segment, score) VALUES ('1', 1); INSERT INTO spelled (segment, score) VALUES ('2', 1), ('d', 3), ('2', 4);
             UPDATE spelled SET segment = '3' WHERE score = 4; DELETE FROM spelled WHERE score = 3; SELECT key, n FROM digits_1 ORDER BY 1; SELECT count(*) FROM check_live_rollup('digits_1'); SELECT count(*) FROM check_live_rollup('digits_1000')",
        join("\n", map({ "${_}a\\b|1" } 1 .. 3), 0, 0), "literals mean the same, whatever standard_conforming_strings: $creator");
    ask("SELECT drop_live_rollup(name) FROM live_rollups WHERE name::text ~ 'digits'; TRUNCATE spelled");
}

# ---- Keys of every type ---------------------------------------------------------------------------------------------

# Also of types without hash or with values that are equal and not the same, and of none that are all NULL.
ask(<<'SQL');
CREATE COLLATION either_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN small AS integer CHECK (VALUE < 100);
CREATE TABLE kinds (id serial PRIMARY KEY, boolean boolean, smallint smallint, bigint bigint, numeric numeric, real real, double double precision, money money, text text, either text COLLATE either_case,
  varchar varchar(5), bpchar char(5), name name, bytea bytea, date date, time time, timetz timetz, timestamp timestamp, timestamptz timestamptz, interval interval, uuid uuid, inet inet, cidr cidr,
  macaddr macaddr, bit bit(3), varbit bit varying, jsonb jsonb, colour colour, pair pair, small small, numbers numeric[], texts text[], range numrange, ranges int4multirange, oid oid, xid8 xid8, lsn pg_lsn, vector tsvector);
SQL
my %values = (
    boolean => 'true|false', smallint => '1|2', bigint => '1|-9000000000', numeric => '1.0|1.00|1|NaN|2.50|2.5', real => '0|-0|NaN|1.5', double => '0|-0|NaN|Infinity', money => '1|2.50', text => 'a|b|', either => 'a|A|B|b',
    varchar => 'a|a ', bpchar => 'a|a  |b', name => 'a|b', bytea => '\\x00|\\x01', date => 'infinity|2024-01-01', time => '12:00|24:00', timetz => '12:00+00|13:00+01|12:00+01', timestamp => '2024-01-01|-infinity', timestamptz => '2024-01-01 00:00+00|2024-01-01 01:00+01',
    interval => '1 day|24 hours|30 days|1 month', uuid => '00000000-0000-0000-0000-000000000000|00000000-0000-0000-0000-000000000001', inet => '10.0.0.1|10.0.0.1/32|10.0.0.1/8', cidr => '10.0.0.0/8|10.0.0.0/16', macaddr => '08:00:2b:01:02:03|08:00:2b:01:02:04',
    bit => '101|111', varbit => '1|11', jsonb => '{"a": 1.0}|{"a": 1.00}|null|[]', colour => 'red|green', pair => '(1,a)|(1,)|(,)', small => '1|2', numbers => '{1.0}|{1.00}|{NULL}|{}', texts => '{a}|{NULL}|{}', range => '[1.0,2)|[1,2.0)|empty', ranges => '{[1,3)}|{[1,2],[2,3)}|{}',
    oid => '1|2', xid8 => '1|2', lsn => '0/0|0/1', vector => 'a b|b a|a');
my @kinds = sort keys %values;
ask(join '', map({ "SELECT create_live_rollup('of_$_', 'SELECT $_, count(*) AS n, sum(id) AS ids FROM kinds GROUP BY $_', 1);\n" } @kinds), "SELECT create_live_rollup('of_all', 'SELECT " . join(', ', @kinds[0 .. 31]) . ", count(*) AS n FROM kinds GROUP BY " . join(', ', @kinds[0 .. 31]) . "', 1);\n");
answers("SELECT count(*) FROM live_rollups WHERE responses = 'kinds'::regclass", 1 + @kinds, 'rollups by keys of ' . @kinds . ' types, and by as many as an index has');
for my $round (0 .. 11) {
    my @row = map { my @some = ((split /\|/, $values{$_}, -1), undef); my $value = $some[$round % @some]; defined $value ? "'$value'" : 'NULL' } @kinds;
    ask('INSERT INTO kinds (' . join(', ', @kinds) . ') VALUES ' . join(', ', ('(' . join(', ', @row) . ')') x (1 + $round % 2)) . ";\n");
}
ask("UPDATE kinds SET smallint = 3, either = upper(either), numeric = numeric * 1.000, bpchar = bpchar || ' ' WHERE id % 3 = 0; DELETE FROM kinds WHERE id % 5 = 1; INSERT INTO kinds DEFAULT VALUES; INSERT INTO kinds DEFAULT VALUES; DELETE FROM kinds WHERE id = (SELECT max(id) FROM kinds);\n" x 2);
# As ORDER BY and = have it, not as GROUP BY of the view would.
my $differ = join ' UNION ALL ', map { "SELECT '$_' FROM of_$_ AS a FULL JOIN of_${_}_query AS b ON a.$_ IS NOT DISTINCT FROM b.$_ AND a.n = b.n AND a.ids = b.ids WHERE a.n IS NULL OR b.n IS NULL" } grep { $_ ne 'pair' } @kinds;
for my $folded ('pending and folded', 'folded') {
    answers($differ =~ s/FULL JOIN/LEFT JOIN/gr, '', "$folded: each group is a group of the query");
    answers(join('; ', map { "SELECT '$_', count(*) FROM check_live_rollup('of_$_') HAVING count(*) > 0 UNION ALL SELECT '$_ has groups twice', count(*) FROM of_$_ HAVING count(*) <> (SELECT count(*) FROM of_${_}_query)" } @kinds, 'all'), '', '... and there are no others');
    like(ask(join '; ', map { "SELECT fold_live_rollup('of_$_') >= 0" } @kinds, 'all'), qr/\A(t\n?)+\z/, '... they fold');
    answers(join('; ', map { "SELECT '$_' FROM of_${_}_deltas" } @kinds, 'all'), '', '... to the last');
}
ask("SELECT drop_live_rollup(name) FROM live_rollups WHERE responses = 'kinds'::regclass");

# ---- In a publication ------------------------------------------------------------------------------------------------

answers("SET client_min_messages = error; CREATE TABLE told (key text, score integer); ALTER TABLE told REPLICA IDENTITY FULL; SELECT create_live_rollup('retold', 'SELECT key, count(*) AS n FROM told GROUP BY key', 1); CREATE PUBLICATION everything FOR ALL TABLES; "
        . "INSERT INTO told VALUES ('a', 1); INSERT INTO told VALUES ('a', 2); UPDATE told SET key = 'b' WHERE score = 1; DELETE FROM told WHERE score = 2; " x 10 . "SELECT fold_live_rollup('retold') >= 0; SELECT count(*) FROM retold_deltas; SELECT n FROM retold; SELECT count(*) FROM check_live_rollup('retold'); DROP PUBLICATION everything; SELECT drop_live_rollup('retold')",
    "retold\nt\n0\n10\n0\n", 'groups and deltas can be published');

# ---- Tables that inherit ----------------------------------------------------------------------------------------------

ask("CREATE TABLE elder (key text, score integer); CREATE TABLE younger (more text) INHERITS (elder); SELECT create_live_rollup('family', 'SELECT key, count(*) AS n, sum(score) AS t FROM elder GROUP BY key', 1)");
answers("INSERT INTO elder VALUES ('p', 1), ('q', 2); INSERT INTO younger VALUES ('c', 3, 'x'), ('q', 4, 'y'); UPDATE elder SET score = score + 1; DELETE FROM elder WHERE key = 'q' AND score = 5; UPDATE younger SET key = 'z'; TABLE family ORDER BY 1; SELECT count(*) FROM check_live_rollup('family')", "p|1|2\nq|1|3\nz|1|4\n0", 'a child of the table is followed');
answers("ALTER TABLE younger NO INHERIT elder; SELECT keys ->> 'key' FROM check_live_rollup('family'); SELECT refresh_live_rollup('family'); INSERT INTO younger VALUES ('c', 3, 'x'); DELETE FROM younger WHERE key = 'z'; TRUNCATE younger; SELECT count(*) FROM check_live_rollup('family'); DROP TABLE younger; SELECT drop_live_rollup('family')", "z\n\n0\n", '... until it is none any more');

# ---- Where there are no triggers ------------------------------------------------------------------------------------

answers(<<'SQL', '1', 'a table that Citus distributes');
CREATE TABLE spread (segment text, score integer);
SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);
GRANT SELECT ON pg_catalog.pg_dist_partition TO PUBLIC;
INSERT INTO pg_catalog.pg_dist_partition VALUES ('spread');
SELECT count(*) FROM pg_catalog.pg_dist_partition
SQL
my $before = ask('SELECT count(*) FROM pg_class');
refused("SELECT create_live_rollup('no', 'SELECT segment, nps_summary(score) AS s FROM spread GROUP BY segment')", '0A000', 'can\'t follow "spread", which Citus', 'refused: a table that Citus distributes');
like(ask("SELECT create_live_rollup('no', 'SELECT segment, nps_summary(score) AS s FROM spread GROUP BY segment')"), qr/HINT: .*INSERT \.\.\. SELECT \.\.\. ON CONFLICT/, '... with what to do instead');
unlike(ask("SELECT create_live_rollup('no', 'SELECT segment, nps_summary(score) AS s FROM spread GROUP BY segment')"), qr/WARNING/, '... and nothing else');
answers('SELECT count(*) FROM pg_class', $before, '... before anything is created');
answers("SELECT create_live_rollup('local_table', 'SELECT segment, nps_summary(score) AS s FROM responses GROUP BY segment'); SELECT drop_live_rollup('local_table')", "local_table\n", 'a table beside it that it does not distribute is followed');
ask('DROP ROLE IF EXISTS live_citizen');
answers("CREATE ROLE live_citizen; GRANT CREATE ON SCHEMA public TO live_citizen; CREATE TABLE plain (segment text, score integer); GRANT SELECT, TRIGGER ON plain TO live_citizen; SET ROLE live_citizen; SELECT create_live_rollup('citizens', 'SELECT segment, count(*) FROM plain GROUP BY segment'); SELECT drop_live_rollup('citizens'); RESET ROLE; DROP OWNED BY live_citizen; DROP ROLE live_citizen",
    "citizens\n", '... by anybody');
ask('SET allow_system_table_mods = on; DROP TABLE pg_catalog.pg_dist_partition');
ask("CREATE FOREIGN DATA WRAPPER somewhere; CREATE SERVER somewhere FOREIGN DATA WRAPPER somewhere; CREATE FOREIGN TABLE abroad (segment text, score integer) SERVER somewhere;
     CREATE TABLE split (segment text, score integer) PARTITION BY LIST (segment); CREATE FOREIGN TABLE split_a PARTITION OF split FOR VALUES IN ('a') SERVER somewhere");
refused("SELECT create_live_rollup('no', 'SELECT segment, nps_summary(score) AS s FROM abroad GROUP BY segment')", '0A000', 'can\'t follow "abroad", which is no table', 'refused: a foreign table');
refused("SELECT create_live_rollup('no', 'SELECT segment, nps_summary(score) AS s FROM split GROUP BY segment')", '0A000', 'can\'t follow the partition "split_a", which is no table', '... also where it is a partition');
answers("SELECT count(*) FROM pg_class WHERE relname ~ '^no'", '0', '... and nothing is left behind');

# ---- What it is made of ---------------------------------------------------------------------------------------------

ask("SELECT create_live_rollup('daily', 'SELECT segment, (at)::date AS day, nps_summary(score) AS s, count(*) AS n, sum(price) AS price FROM responses GROUP BY 1, 2');
     SELECT create_live_rollup('later', 'SELECT segment, nps_summary(score) AS s, sum(score) AS total FROM responses GROUP BY segment', 100000)");
answers('SELECT indisunique, indnullsnotdistinct, indnkeyatts FROM pg_index WHERE indisunique AND indrelid = \'daily_groups\'::regclass', 't|t|2', 'a unique index on the keys, NULLs too');
ask("INSERT INTO responses (segment, score) SELECT 's' || n, 9 FROM generate_series(1, 3000) AS n; ANALYZE daily_groups");
like(ask("EXPLAIN SELECT s FROM daily WHERE segment = 's77' AND day = '2024-01-01'"), qr/Index Scan using daily_groups_segment_day_idx/, 'reading one group uses it');
answers("SELECT count(*) FROM pg_class AS c WHERE relname ~ '^(daily|later)' AND relkind IN ('r', 'v') AND obj_description(oid) IS NULL", '0', 'every table and view of a rollup has a comment');
answers("BEGIN; DELETE FROM responses WHERE segment = 's1'; SELECT count(*) FROM daily WHERE segment = 's1'; SELECT count(*) FROM later WHERE segment = 's1'; ROLLBACK; SELECT count(*) FROM daily WHERE segment = 's1'",
    "0\n0\n1", 'a group whose last response is gone disappears, until ROLLBACK');
answers("INSERT INTO responses (segment, score) VALUES ('only NULL', NULL); SELECT total IS NULL, s FROM later WHERE segment = 'only NULL'; UPDATE responses SET score = 5 WHERE segment = 'only NULL'; SELECT total FROM later WHERE segment = 'only NULL'; UPDATE responses SET score = NULL WHERE segment = 'only NULL'; SELECT total IS NULL, s, fold_live_rollup('later') > 0 FROM later WHERE segment = 'only NULL'; SELECT total IS NULL, s FROM later WHERE segment = 'only NULL'",
    "t|empty\n5\nt|empty|t\nt|empty", 'a sum is NULL again with its last value');
my $pending = ask("UPDATE responses SET rating = 3; UPDATE responses SET score = score; SELECT pending_deltas FROM live_rollups WHERE name = 'later'::regclass");
is($pending, '0', 'updates of other columns write no deltas');
like(ask("INSERT INTO responses (segment, price) VALUES ('x', 'NaN')"), qr/ERROR:  23514/, 'a sum of NaN could not be undone: refused when written');
like(ask("CREATE TABLE paid (segment text, price numeric); SELECT create_live_rollup('prices', 'SELECT segment, sum(price) AS price FROM paid WHERE segment <> ''x'' GROUP BY segment'); INSERT INTO paid VALUES ('a', 'NaN')"),
    qr/ERROR:  23514: .*\nDETAIL:  .*\nCONTEXT:  live rollup public\.prices\n/, '... and the rollup is named');
like(ask("INSERT INTO paid VALUES ('a', 'NaN'), ('b', 0)"), qr/ERROR:  23514: .*\nDETAIL:  .*\nCONTEXT:  live rollup public\.prices\n/, '... also where there are several rows');
ask("SELECT drop_live_rollup('prices')");
refused("BEGIN ISOLATION LEVEL SERIALIZABLE; TRUNCATE responses", '0A000', "can't TRUNCATE a table with a live rollup in a serializable");
answers("SELECT fold_live_rollup('daily') > 0; SELECT name, responses, owner, rows > 3000, pending_deltas, pending_limit, missed_changes FROM live_rollups ORDER BY name::text",
    "t\ndaily|responses|postgres|t|0|1000|f\nlater|responses|postgres|t|0|100000|f", 'live_rollups shows them');
answers("SELECT alter_live_rollup('later', 5000); SELECT pending_limit FROM live_rollups WHERE name = 'later'::regclass; SELECT count(*) FROM check_live_rollup('later')", "\n5000\n0", 'the limit is changed');
refused("SELECT alter_live_rollup('later', 0)", '22023', 'the limit of pending deltas must be at least 1, not 0');

# ---- Time zone, date style and path of the creator ------------------------------------------------------------------

ask("SET TimeZone = 'Pacific/Auckland'; SELECT create_live_rollup('local', 'SELECT at::date AS day, at::text AS text, count(*) FROM responses GROUP BY 1, 2')");
answers("SET TimeZone = 'America/Los_Angeles'; SET DateStyle = 'German'; INSERT INTO responses (at) VALUES ('2025-06-30 20:00+00'); SET DateStyle = 'ISO'; SELECT day, text FROM local WHERE day > '2025-01-01'; SELECT count(*) FROM check_live_rollup('local')",
    "2025-07-01|2025-07-01 08:00:00+12\n0", 'keys follow the time zone and date style of the creator');
answers("CREATE SCHEMA theirs; CREATE FUNCTION theirs.label() RETURNS text LANGUAGE sql IMMUTABLE AS \$\$ SELECT 'theirs' \$\$; CREATE FUNCTION public.label() RETURNS text LANGUAGE sql IMMUTABLE AS \$\$ SELECT 'public' \$\$;
     CREATE FUNCTION public.named(integer) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN label(); END';
     SET search_path = theirs, public; SELECT create_live_rollup('public.pathed', 'SELECT named(score) AS k, count(*) FROM responses GROUP BY 1')", 'pathed', 'a function that looks something up by search_path');
answers("SET search_path = public; INSERT INTO responses (score) VALUES (1); SELECT k FROM pathed; SELECT count(*) FROM check_live_rollup('pathed')", "theirs\n0", '... and his search_path');
answers("CREATE TEMPORARY TABLE daily_deltas (x integer); CREATE TEMPORARY TABLE responses (LIKE public.responses); INSERT INTO public.responses (segment, score) VALUES ('temp', 1); SELECT count(*) FROM public.daily WHERE segment = 'temp'",
    '1', 'temporary tables of the same names change nothing');
ask('SELECT drop_live_rollup(name) FROM live_rollups WHERE name::text IN (\'local\', \'pathed\')');

# ---- Drift: what can't be seen is found, and mended -----------------------------------------------------------------

ask(<<'SQL');
CREATE TABLE visits (id integer, shop text, score integer) PARTITION BY LIST (shop);
CREATE TABLE visits_a PARTITION OF visits FOR VALUES IN ('a');
CREATE TABLE visits_b (score integer, id integer, shop text);
INSERT INTO visits_b VALUES (9, 1, 'b'), (1, 2, 'b');
SELECT create_live_rollup('shops', 'SELECT shop, nps_summary(score) AS s FROM visits GROUP BY shop');
INSERT INTO visits VALUES (3, 'a', 10);
SQL
my $check = "SELECT keys ->> 'shop' FROM check_live_rollup('shops')";
my $mend = "SELECT refresh_live_rollup('shops'); SELECT count(*) FROM check_live_rollup('shops')";
answers("ALTER TABLE visits ATTACH PARTITION visits_b FOR VALUES IN ('b'); $check; $mend", "b\n\n0", 'ATTACH is found and mended');
answers("INSERT INTO visits_b VALUES (5, 7, 'b'); UPDATE visits SET score = 0 WHERE shop = 'b'; $check", '', '... and afterwards the partition is followed');
answers("CREATE TABLE visits_c PARTITION OF visits FOR VALUES IN ('c'); INSERT INTO visits VALUES (8, 'c', 4); $check; INSERT INTO visits_c VALUES (9, 'c', 4); $check; $mend", "c\n\n0",
    'a later partition is followed through its parent, and itself after refresh');
answers("ALTER TABLE visits DETACH PARTITION visits_b; DELETE FROM visits_b; $check; $mend", "b\n\n0", 'DETACH is found and mended, and what happens to the part is nobody\'s business');
answers("DROP TABLE visits_c; $check; $mend", "c\n\n0", 'DROP of a partition is found and mended');
answers("ALTER TABLE visits DISABLE TRIGGER ALL; INSERT INTO visits VALUES (5, 'a', 1); ALTER TABLE visits ENABLE TRIGGER ALL; $check; $mend", "a\n\n0", 'disabled triggers are found and mended');
ask("ALTER TABLE visits DISABLE TRIGGER ALL; INSERT INTO visits VALUES (77, 'a', 7); ALTER TABLE visits ENABLE TRIGGER ALL");
answers('DELETE FROM visits WHERE id = 77; SELECT shop FROM shops WHERE shop <> \'a\'', '', 'a response that is not in it is taken out: its writer does not notice, nor the readers of other groups');
refused("SELECT * FROM shops WHERE shop = 'a'", '22023', "can't take out of a .* responses that are not in it", '... but those of its group, by an error that says how to mend it');
answers("$check; $mend; $check", "a\n\n0", '... and so it is');
answers("ALTER TABLE visits RENAME COLUMN score TO points; ALTER TABLE visits RENAME COLUMN shop TO place; INSERT INTO visits VALUES (78, 'a', 7); SELECT shop, responses(s) FROM shops; $check; ALTER TABLE visits RENAME COLUMN place TO shop", 'a|3', 'renamed columns are followed');
answers("ALTER TABLE visits ADD COLUMN note text; ALTER TABLE visits DROP COLUMN id; INSERT INTO visits VALUES ('a', 8, 'hm'); $check", '', 'columns that it does not read may come and go');
like(ask('ALTER TABLE visits DROP COLUMN points'), qr/ERROR:  2BP01/, '... and those that it reads may not go');
answers("UPDATE customers SET region = 'moved' WHERE customer_id = 1; SELECT 1", '1', 'a changed dimension');

# ---- pg_dump and restore --------------------------------------------------------------------------------------------

ask("UPDATE responses SET score = 3 WHERE id % 4 = 0");
my $dumped = ask('SELECT segment, s, total FROM later ORDER BY 1; SELECT pending_deltas > 0 FROM live_rollups WHERE name = \'later\'::regclass');
system('pg_dump -Fc -f /tmp/live_dump.$PPID live_queries') == 0 or die;
my $dump = '/tmp/live_dump.' . $$;
create_database('live_restored');
ask('DROP EXTENSION customer_metrics');
is(system("pg_restore --exit-on-error -d live_restored $dump"), 0, 'pg_restore');
unlink $dump;
is(ask('SELECT segment, s, total FROM later ORDER BY 1; SELECT pending_deltas > 0 FROM live_rollups WHERE name = \'later\'::regclass'), $dumped, 'a restored rollup has its groups and its deltas');
answers("DELETE FROM responses WHERE id % 3 = 0; INSERT INTO responses (segment, score) VALUES (NULL, 3); SELECT count(*) FROM live_rollups; SELECT count(*) FROM live_rollups, check_live_rollup(name); SELECT fold_live_rollup('later') > 0; SELECT count(refresh_live_rollup(name)) FROM live_rollups; SELECT count(*) FROM live_rollups, check_live_rollup(name)",
    "3\n0\nt\n3\n0", '... works, folds, and refreshes');
answers("SELECT drop_live_rollup(name) IS NULL FROM live_rollups; SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal; SELECT count(*) FROM pg_class WHERE relname ~ '^(daily|later|shops)'",
    "f\nf\nf\n0\n0", '... and can be dropped without a trace');

# ---- What a reviewer broke ------------------------------------------------------------------------------------------

answers('SELECT live_rollup_total(NULL::score_summary, NULL, NULL) IS NULL', 't', 'what rollups call may be called by anybody, with anything');
ask(<<'SQL');
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE ROLE live_marked LOGIN;
CREATE TABLE moods (mood mood, segment text, score integer);
GRANT CREATE ON SCHEMA public TO live_marked;
GRANT SELECT, TRIGGER ON moods TO live_marked;
SET ROLE live_marked;
SELECT create_live_rollup('by_mood', 'SELECT mood, nps_summary(score) AS s FROM moods GROUP BY mood');
SELECT create_live_rollup('marked', 'SELECT segment, nps_summary(score) AS s FROM moods GROUP BY segment');
RESET ROLE;
INSERT INTO moods VALUES ('good', 'a', 9), ('bad', 'b', 1);
SQL
answers("SELECT mood, responses(s) FROM by_mood ORDER BY mood; SELECT count(DISTINCT _key) FROM by_mood_deltas", "good|1\nbad|1\n1", 'a hash that a dump would not bring back finds no group');
ask("REVOKE SELECT ON moods FROM live_marked; INSERT INTO moods VALUES ('good', 'a', 9)");
refused("SELECT * FROM marked $_", '55000', 'has missed changes', "a reader of a marked rollup gets the error, whatever he looks for: $_")
    for '', 'LIMIT 1', "WHERE segment IS NOT NULL", "WHERE segment = 'nowhere'", 'WHERE segment IS NULL';
ask('DROP OWNED BY live_marked; DROP ROLE live_marked');
like(ask("SELECT create_live_rollup('in_use', 'SELECT segment, count(*) AS n FROM moods GROUP BY segment'); WITH i AS (INSERT INTO moods VALUES ('bad', 'c', 1) RETURNING 1) SELECT refresh_live_rollup('in_use') FROM i"),
    qr/ERROR:  55006: cannot refresh the live rollup of "moods" because it is being used/, 'a refresh in the statement that writes would count its rows twice');
my $counts = join ', ', map { "count(*) FILTER (WHERE score = $_) AS n$_" } 1 .. 120;
answers("SELECT create_live_rollup('many', 'SELECT segment, $counts FROM moods GROUP BY segment', 1); " . "INSERT INTO moods SELECT 'good', 'd', n FROM generate_series(1, 60) AS n; DELETE FROM moods WHERE score = 7; " x 20
        . "SELECT fold_live_rollup('many') >= 0; SELECT n6, n7, n120 FROM many WHERE segment = 'd'; SELECT count(*) FROM check_live_rollup('many'); DELETE FROM many_groups WHERE segment = 'd'; SELECT keys, stored -> 'n6', recomputed -> 'n6' FROM check_live_rollup('many')",
    "many\nt\n20|0|0\n0\n{\"segment\": \"d\"}|0|20", 'more values than a function has arguments');
ask("SELECT drop_live_rollup('many')");
answers("CREATE TABLE renamed (key text, score integer); SELECT create_live_rollup('by_name', 'SELECT key, nps_summary(score) AS s FROM renamed GROUP BY key'); ALTER VIEW by_name RENAME COLUMN key TO segment; INSERT INTO renamed VALUES ('a', 9);
         SELECT alter_live_rollup('by_name', 5); SELECT refresh_live_rollup('by_name'); SELECT segment, responses(s), pending_limit FROM by_name, live_rollups WHERE name = 'by_name'::regclass; SELECT count(*) FROM check_live_rollup('by_name')", "by_name\n\n\na|1|5\n0", 'columns of a rollup keep the names that they are given');
answers("COMMENT ON VIEW by_name IS 'Names'; SELECT alter_live_rollup('by_name', 6); SELECT obj_description('by_name'::regclass)", "\nNames", '... and the comment');
answers("ALTER TABLE renamed SET UNLOGGED; INSERT INTO renamed VALUES ('b', 9); SELECT missed_changes FROM live_rollups WHERE name = 'by_name'::regclass", 't', 'a table that a crash would empty is not followed any more');
refused("SELECT refresh_live_rollup('by_name')", '0A000', "can't follow a temporary or unlogged table", '... says refresh');
answers("ALTER TABLE renamed SET LOGGED; SELECT refresh_live_rollup('by_name'); INSERT INTO renamed VALUES ('b', 8); SELECT segment, responses(s) FROM by_name ORDER BY 1; SELECT count(*) FROM check_live_rollup('by_name')", "\na|1\nb|2\n0", '... until it is again');
like(ask("CREATE TABLE parted (key text) PARTITION BY LIST (key); CREATE UNLOGGED TABLE parted_a PARTITION OF parted DEFAULT; SELECT create_live_rollup('by_part', 'SELECT key, count(*) AS n FROM parted GROUP BY key')"), qr/ERROR:  0A000: a live rollup can't follow an unlogged partition/, '... nor such a partition');

# Who waits in vain has an error of his own, and the rollup misses nothing.
ask("CREATE TABLE joined (customer_id integer); SELECT create_live_rollup('by_region', 'SELECT region, count(*) AS n FROM joined LEFT JOIN customers USING (customer_id) GROUP BY region')");
my ($locker, $writer) = (session(), session());
in_session($locker, 'BEGIN; LOCK TABLE customers');
like(in_session($writer, "SET lock_timeout = '100ms'; INSERT INTO joined VALUES (1)"), qr/ERROR:  55P03: canceling statement due to lock timeout/, 'a writer who may not wait for a joined table');
start($writer, "RESET lock_timeout; INSERT INTO joined VALUES (1)");
ok(is_waiting($writer), '... and one who may');
like(in_session($locker, "SET deadlock_timeout = '100s'; LOCK TABLE joined"), qr/\A\z/, '... for whom its holder waits');
like(finish($writer), qr/ERROR:  40P01: deadlock detected/, '... has an error');
in_session($locker, 'COMMIT');
answers("SELECT missed_changes FROM live_rollups WHERE name = 'by_region'::regclass; INSERT INTO joined VALUES (1); SELECT n FROM by_region; SELECT count(*) FROM check_live_rollup('by_region')", "f\n1\n0", '... and nothing is missed');

# A function that lies, and writes while it is planned.
ask(<<'SQL');
CREATE TABLE liars (key integer);
CREATE TABLE lies (now boolean);
CREATE FUNCTION lie() RETURNS void LANGUAGE plpgsql AS $$BEGIN IF EXISTS (SELECT FROM public.lies) THEN DELETE FROM public.lies; INSERT INTO public.liars VALUES (2); END IF; END$$;
CREATE FUNCTION said(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$BEGIN PERFORM public.lie(); RETURN $1; END$$;
SELECT create_live_rollup('by_lie', 'SELECT said(1) AS said, key, count(*) AS n FROM liars GROUP BY 1, 2');
INSERT INTO lies VALUES (true);
SQL
answers("INSERT INTO liars VALUES (1); TABLE liars; SELECT missed_changes FROM live_rollups WHERE name = 'by_lie'::regclass", "1\nt", 'a query that writes to the table while it is planned is not followed');
answers("DELETE FROM lies; SELECT refresh_live_rollup('by_lie'); INSERT INTO liars VALUES (1); SELECT n FROM by_lie", "\n2", '... until it does no more');
like(ask("CREATE OR REPLACE FUNCTION said(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS \$\$BEGIN RAISE 'no space' USING ERRCODE = 'disk_full'; END\$\$; INSERT INTO liars VALUES (3)"), qr/^ERROR:  53100: no space/m, 'who can\'t plan it for want of space has an error');
answers("SELECT missed_changes FROM live_rollups WHERE name = 'by_lie'::regclass; TABLE liars", "f\n1\n1", '... and nothing is missed');

# Where all that is known of the catalogue may be forgotten at any moment.
SKIP: {
    skip 'a server without assertions', 1 if ask("SELECT max_val::integer FROM pg_settings WHERE name = 'debug_discard_caches'") == 0;
    answers("SET debug_discard_caches = 1; INSERT INTO joined VALUES (2); SELECT count(*) FROM by_region", "2", 'a writer without any cache');
}
done_testing();
