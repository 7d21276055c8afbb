#!/usr/bin/perl
# Who needs which right, and what nobody can do with somebody else's rollup.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_privileges');
my $started = ask('SELECT pg_postmaster_start_time()');
my @roles = map { "live_$_" } qw(owner analyst writer reader attacker);
my @later = qw(live_group live_heir);
ask("DROP ROLE IF EXISTS $_; CREATE ROLE $_ LOGIN") for @roles;
ask("DROP ROLE IF EXISTS $_") for @later;
END { my $status = $?; $ENV{PGDATABASE} = 'live_privileges'; ask("SET client_min_messages = error; DROP OWNED BY $_ CASCADE; DROP ROLE $_") for @roles, @later; $? = $status }
sub as { my ($who) = @_; return (PGUSER => "live_$who") }

ask(<<'SQL');
CREATE SCHEMA survey AUTHORIZATION live_owner;
CREATE SCHEMA reports AUTHORIZATION live_analyst;
CREATE SCHEMA evil AUTHORIZATION live_attacker;
GRANT USAGE ON SCHEMA survey TO live_analyst, live_writer;
GRANT USAGE ON SCHEMA reports TO PUBLIC;
SQL
ask(<<'SQL', as('owner'));
CREATE TABLE survey.responses (id serial PRIMARY KEY, segment text, score integer);
GRANT INSERT, UPDATE, DELETE, SELECT, TRUNCATE ON survey.responses TO live_writer;
GRANT USAGE ON SEQUENCE survey.responses_id_seq TO live_writer;
GRANT SELECT ON survey.responses TO live_analyst;
SQL
my $create = "SELECT create_live_rollup('reports.daily', 'SELECT segment, nps_summary(score) AS s FROM survey.responses GROUP BY segment')";
my $later = "SELECT create_live_rollup('reports.later', 'SELECT segment, nps_summary(score) AS s FROM survey.responses GROUP BY segment', 5)";

# ---- Creator, writer, reader ----------------------------------------------------------------------------------------

like(ask($create, as('analyst')), qr/42501: permission denied for table responses/, 'the creator needs TRIGGER on the responses');
ask('GRANT TRIGGER ON survey.responses TO live_analyst', as('owner'));
like(ask($create =~ s/reports\.daily/survey.daily/r, as('analyst')), qr/42501: permission denied for schema survey/, '... and CREATE on the schema');
answers("$create; $later", "reports.daily\nreports.later", '... but need not own the table', as('analyst'));
answers("INSERT INTO survey.responses (segment, score) VALUES ('a', 9), ('b', 1); UPDATE survey.responses SET score = 10 WHERE segment = 'a'; DELETE FROM survey.responses WHERE segment = 'b'; SELECT count(*) FROM survey.responses",
    '1', 'a writer needs no right on the rollup', as('writer'));
like(ask('SELECT * FROM reports.daily', as('writer')), qr/42501/, '... and has none');
like(ask('SELECT * FROM reports.daily', as('reader')), qr/42501: permission denied for view daily/, 'a reader without a grant sees nothing');
ask('GRANT SELECT ON reports.daily, reports.later TO live_reader', as('analyst'));
answers('SELECT segment, nps(s) FROM reports.daily; SELECT segment, nps(s) FROM reports.later', "a|100.0000000000000000\na|100.0000000000000000", 'a reader of the rollup needs no right on the responses', as('reader'));
answers('SELECT name, responses, owner, rows, pending_deltas, pending_limit, missed_changes FROM live_rollups ORDER BY name::text', "reports.daily|survey.responses|live_analyst|0|5|1000|f\nreports.later|survey.responses|live_analyst|0|5|5|f", 'live_rollups shows numbers to readers', as('reader'));
answers('SELECT name, responses, owner, rows, pending_deltas, pending_limit, missed_changes FROM live_rollups ORDER BY name::text', "reports.daily|survey.responses|live_analyst|||1000|\nreports.later|survey.responses|live_analyst|||5|", '... and none to others', as('attacker'));
for my $who (qw(reader writer owner attacker)) {
    like(ask("SELECT $_('reports.daily')", as($who)), qr/42501: must be owner of view daily/, "the $who can't call $_")
        for qw(refresh_live_rollup check_live_rollup fold_live_rollup drop_live_rollup);
    like(ask("SELECT alter_live_rollup('reports.daily', 5)", as($who)), qr/42501: must be owner of view daily/, '... nor alter_live_rollup');
}
answers("SELECT fold_live_rollup('reports.later'), refresh_live_rollup('reports.daily'); SELECT count(*) FROM check_live_rollup('reports.later')", "5|\n0", 'the owner can', as('analyst'));

# ---- No code of its own ---------------------------------------------------------------------------------------------

answers("SELECT count(*) FROM pg_proc WHERE pronamespace = 'reports'::regnamespace", '0', 'a rollup has no functions');
answers("SELECT count(*) FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e' WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND prosecdef",
    '0', 'no function of the extension is SECURITY DEFINER');
answers("SELECT count(*) FROM pg_class AS c JOIN pg_depend AS d ON d.objid = c.oid AND d.deptype = 'e' WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND relkind = 'r'",
    '0', 'there is no registry that could be written to');

# ---- Rights that are lost, and given back ---------------------------------------------------------------------------

ask(<<'SQL');
CREATE ROLE live_group;
GRANT live_group TO live_analyst;
GRANT USAGE ON SCHEMA survey TO live_group;
SQL
ask(<<'SQL', as('owner'));
CREATE TABLE survey.shops (shop text, region text);
INSERT INTO survey.shops VALUES ('x', 'north'), ('y', 'south');
CREATE TABLE survey.visits (shop text, score integer, note text) PARTITION BY LIST (shop);
CREATE TABLE survey.visits_x PARTITION OF survey.visits FOR VALUES IN ('x');
CREATE TABLE survey.visits_y PARTITION OF survey.visits FOR VALUES IN ('y');
CREATE FUNCTION survey.label(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN upper($1); END';
REVOKE EXECUTE ON FUNCTION survey.label(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION survey.label(text) TO live_analyst;
GRANT SELECT, TRIGGER ON survey.visits, survey.visits_x, survey.visits_y TO live_group;
GRANT SELECT ON survey.shops TO live_analyst;
GRANT INSERT, UPDATE, DELETE, SELECT, TRUNCATE ON survey.visits, survey.visits_x, survey.visits_y TO live_writer;
INSERT INTO survey.visits SELECT (ARRAY['x', 'y'])[1 + n % 2], n % 11 FROM generate_series(1, 20) AS n;
SQL
answers("SELECT create_live_rollup('reports.visits', 'SELECT s.region, survey.label(v.shop) AS shop, nps_summary(v.score) AS s FROM survey.visits AS v LEFT JOIN survey.shops AS s USING (shop) GROUP BY 1, 2', 3)", 'reports.visits', 'rights may come from a role that one is a member of', as('analyst'));
ask('GRANT SELECT ON reports.visits TO live_reader', as('analyst'));

# Sessions that go on throughout, with all that they know.
my ($writer, $reader, $analyst) = map { session(as($_)) } qw(writer reader analyst);
my $state = "SELECT missed_changes FROM live_rollups WHERE name = 'reports.visits'::regclass";
my $same = "SELECT count(*) FROM (SELECT region, shop, s::text FROM reports.visits EXCEPT SELECT region, shop, s::text FROM reports.visits_query) AS d";
my @writes = ("INSERT INTO survey.visits VALUES ('x', 9)", "INSERT INTO survey.visits_y VALUES ('y', 1), ('y', 2)", "UPDATE survey.visits SET score = 10 - score WHERE score > 5", "UPDATE survey.visits SET shop = 'y' WHERE score = 1",
    "DELETE FROM survey.visits WHERE score = 4", "MERGE INTO survey.visits AS v USING (VALUES (3)) AS n (score) ON v.score = n.score WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES ('x', n.score)", "TRUNCATE survey.visits_y", "INSERT INTO survey.visits VALUES ('y', 8), ('x', 2)");
for my $case (
    ['SELECT', 'REVOKE SELECT ON survey.visits FROM live_group', 'GRANT SELECT ON survey.visits TO live_group'],
    ['SELECT on a column', 'REVOKE SELECT ON survey.visits FROM live_group; GRANT SELECT (shop, note) ON survey.visits TO live_group', 'GRANT SELECT ON survey.visits TO live_group'],
    ['SELECT, but on the columns that are read', 'REVOKE SELECT ON survey.visits FROM live_group; GRANT SELECT (shop, score) ON survey.visits TO live_group', 'GRANT SELECT ON survey.visits TO live_group', 'f'],
    ['TRIGGER', 'REVOKE TRIGGER ON survey.visits FROM live_group', 'GRANT TRIGGER ON survey.visits TO live_group'],
    ['membership', 'REVOKE live_group FROM live_analyst', 'GRANT live_group TO live_analyst', 't', 'postgres'],
    ['SELECT on a joined table', 'REVOKE SELECT ON survey.shops FROM live_analyst', 'GRANT SELECT ON survey.shops TO live_analyst'],
    ['EXECUTE on a function', 'REVOKE EXECUTE ON FUNCTION survey.label(text) FROM live_analyst', 'GRANT EXECUTE ON FUNCTION survey.label(text) TO live_analyst'],
    ['all rows, by row security', 'ALTER TABLE survey.visits ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON survey.visits USING (true)', 'DROP POLICY p ON survey.visits; ALTER TABLE survey.visits DISABLE ROW LEVEL SECURITY'],
    ['all rows of a joined table, by row security', 'ALTER TABLE survey.shops ENABLE ROW LEVEL SECURITY', 'ALTER TABLE survey.shops DISABLE ROW LEVEL SECURITY'],
) {
    my ($what, $take, $give, $missed, $who) = (@$case, 't', 'owner');
    $missed = $case->[3] // 't';
    $who = $case->[4] // 'owner';
    my @as = $who eq 'owner' ? as('owner') : ();
    is(in_session($writer, join '; ', @writes), '', "the owner of the rollup has $what");
    is(in_session($analyst, "SELECT count(*) FROM check_live_rollup('reports.visits')"), '0', '... and all is right');
    ask($take, @as);
    is(in_session($writer, join '; ', @writes), '', '... when he has lost it, writers go on');
    is(in_session($reader, $state), $missed, '... and live_rollups tells');
    if ($missed eq 't') {
        like(in_session($reader, 'SELECT * FROM reports.visits'), qr/ERROR:  55000: the live rollup has missed changes\nDETAIL: .*\nHINT:  .*refresh_live_rollup/, '... and so do its readers learn');
        like(in_session($analyst, "SELECT refresh_live_rollup('reports.visits')"), qr/ERROR:  (42501|0A000): /, '... which a refresh alone does not mend') if $what ne 'TRIGGER';
        answers($give, '', '... until it is given back', @as);
        like(in_session($reader, 'SELECT * FROM reports.visits'), qr/ERROR:  55000/, '... and the rollup is refreshed');
        is(in_session($analyst, "SELECT refresh_live_rollup('reports.visits'); SELECT count(*) FROM check_live_rollup('reports.visits'); $same; $state"), "\n0\n0\nf", '... which is then right');
    }
    else { ask($give, @as) }
    is(in_session($writer, join '; ', @writes), '', '... writers go on');
    is(in_session($analyst, "SELECT count(*) FROM check_live_rollup('reports.visits'); $same; $state"), "0\n0\nf", '... and are followed');
}
ask('REVOKE SELECT ON survey.visits_y FROM live_group', as('owner'));
is(in_session($writer, join '; ', @writes, 'TRUNCATE survey.visits', @writes), '', 'a partition that the owner may not read any more: writers go on');
ask('GRANT SELECT ON survey.visits_y TO live_group', as('owner'));
is(in_session($analyst, "SELECT refresh_live_rollup('reports.visits'); SELECT count(*) FROM check_live_rollup('reports.visits')"), "\n0", '... and afterwards all is right');

# A mark is not lost to a refresh that had not seen it when it let writers go on, nor where a snapshot shows an old one.
my ($folder, $refresher) = map { session(as('analyst')) } 1 .. 2;
my ($take, $give) = ('REVOKE SELECT ON survey.visits FROM live_group', 'GRANT SELECT ON survey.visits TO live_group');
my $add = "INSERT INTO survey.visits VALUES ('x', 9)";
my $right_or_told = "SELECT missed_changes OR (SELECT count(*) = 0 FROM check_live_rollup('reports.visits')) FROM live_rollups WHERE name = 'reports.visits'::regclass";
in_session($folder, "BEGIN; SELECT fold_live_rollup('reports.visits')");
start($refresher, "SELECT refresh_live_rollup('reports.visits')");
ok(is_waiting($refresher), 'a refresh waits for who is folding');
ask($take, as('owner'));
ask($add, as('writer'));
in_session($writer, "BEGIN; $add");
ask($give, as('owner'));
in_session($folder, 'COMMIT');
is(finish($refresher), '', '... and is done, while a writer is under way');
in_session($writer, 'COMMIT');
is(in_session($analyst, $right_or_told), 't', '... who is not forgotten');
in_session($analyst, "SELECT refresh_live_rollup('reports.visits')");
ask($take, as('owner'));
ask($add, as('writer'));
in_session($writer, 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM survey.visits');
ask($give, as('owner'));
in_session($analyst, "SELECT refresh_live_rollup('reports.visits')");
ask($take, as('owner'));
in_session($writer, "$add; COMMIT");
ask($give, as('owner'));
is(in_session($analyst, $right_or_told), 't', '... nor one whose snapshot shows a mark of before');
is(in_session($analyst, "SELECT refresh_live_rollup('reports.visits'); SELECT count(*) FROM check_live_rollup('reports.visits')"), "\n0", '... and all is right again');
in_session($analyst, "SELECT drop_live_rollup('reports.visits')");

# Nothing has to be NULL in the mark.
ask("CREATE DOMAIN survey.segment AS text NOT NULL; CREATE TABLE survey.strict (segment survey.segment, score integer NOT NULL); GRANT SELECT, TRIGGER ON survey.strict TO live_analyst", as('owner'));
ask("SELECT create_live_rollup('reports.strict', 'SELECT segment, count(*) AS n, sum(score) AS t FROM survey.strict GROUP BY segment')", as('analyst'));
answers("INSERT INTO survey.strict VALUES ('a', 1); REVOKE SELECT ON survey.strict FROM live_analyst; INSERT INTO survey.strict VALUES ('b', 1); DELETE FROM survey.strict WHERE segment = 'a'; SELECT missed_changes IS NULL FROM live_rollups WHERE name = 'reports.strict'::regclass; GRANT SELECT ON survey.strict TO live_analyst", 't', 'keys of a domain that refuses NULL', as('owner'));
answers("SELECT missed_changes FROM live_rollups WHERE name = 'reports.strict'::regclass; SELECT refresh_live_rollup('reports.strict'); TABLE reports.strict; SELECT drop_live_rollup('reports.strict')", "t\n\nb|1|1\n", '... are marked, too', as('analyst'));

# ---- Triggers of others ---------------------------------------------------------------------------------------------

ask('CREATE TABLE evil.responses (id integer, segment text, score integer); INSERT INTO evil.responses VALUES (0, \'a\', 0)', as('attacker'));
my $condition = "FOR EACH STATEMENT WHEN (public.live_rollup('reports.daily'::regclass)) EXECUTE FUNCTION public.follow_live_rollup()";
my @shapes = ("AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows", "AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows", "AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows", "BEFORE TRUNCATE ON %s");
my $daily = ask('TABLE reports.daily_groups; TABLE reports.daily_deltas');
ask(join('; ', map { sprintf "CREATE TRIGGER t$_ $shapes[$_] $condition", 'evil.responses' } 0 .. 3), as('attacker'));
for my $who (qw(attacker postgres)) {
    answers("INSERT INTO evil.responses VALUES (1, 'evil', 0), (2, 'evil', 1); UPDATE evil.responses SET score = 5; DELETE FROM evil.responses WHERE id = 1; TRUNCATE evil.responses; SELECT count(*) FROM evil.responses", '0',
        "triggers of a table that a rollup does not follow have no effect: $who writes", $who eq 'postgres' ? () : as($who));
    is(ask('TABLE reports.daily_groups; TABLE reports.daily_deltas'), $daily, '... the rollup is as it was');
}
ask('DROP TABLE evil.responses', as('attacker'));

# Of the table that it does follow: whoever may create triggers can neither make it count twice nor not at all.
ask('GRANT TRIGGER ON survey.responses TO live_attacker; ALTER TABLE survey.responses ADD note text', as('owner'));
ask('CREATE FUNCTION evil.nothing() RETURNS trigger LANGUAGE plpgsql AS \'BEGIN RETURN NULL; END\'; GRANT EXECUTE ON FUNCTION evil.nothing() TO PUBLIC', as('attacker'));
ask('GRANT USAGE ON SCHEMA survey TO live_attacker; GRANT CREATE ON SCHEMA public TO live_attacker');
ask('CREATE FUNCTION public.nothing() RETURNS trigger LANGUAGE plpgsql AS \'BEGIN RETURN NULL; END\'', as('attacker'));
my $all = "INSERT INTO survey.responses (segment, score) VALUES ('t', 1); INSERT INTO survey.responses (segment, score) VALUES ('t', 2), ('u', 3); UPDATE survey.responses SET score = score + 1 WHERE segment = 't'; DELETE FROM survey.responses WHERE score = 2";
for my $name (qw(a zz)) {
    for my $case (
        (map { [$_, $shapes[$_] =~ s/%s/survey.responses/r] } 0 .. 3),
        [4, 'AFTER UPDATE OF note ON survey.responses'],
        [5, 'AFTER INSERT ON survey.responses REFERENCING NEW TABLE AS new_rows', 'ALTER TABLE survey.responses ENABLE REPLICA TRIGGER %s'],
        [6, 'AFTER INSERT ON survey.responses REFERENCING NEW TABLE AS new_rows', 'ALTER TABLE survey.responses DISABLE TRIGGER %s'],
        [7, 'BEFORE TRUNCATE OR UPDATE OF note ON survey.responses'],
        [8, 'AFTER INSERT ON survey.responses REFERENCING NEW TABLE AS new_rows', '', 'public.nothing'],
        [9, 'AFTER INSERT ON survey.responses', '', 'evil.nothing'],
        [10, 'BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON survey.responses', '', 'public.nothing'],
    ) {
        my ($n, $shape, $then, $function) = @$case;
        my $made = "CREATE TRIGGER ${name}_$n $shape $condition";
        $made =~ s/public\.follow_live_rollup/$function/ if $function;
        is(ask($made, as('attacker')), '', "another trigger, $name: $shape" . ($function ? " EXECUTE $function" : ''));
        ask(sprintf($then, "${name}_$n"), as('owner')) if $n > 3 && $then;
        answers("$all; SELECT count(*) FROM survey.responses WHERE segment = 'u'", '1', '... writers do not notice', as('writer'));
        answers("BEGIN; TRUNCATE survey.responses; INSERT INTO survey.responses (segment, score) VALUES ('after', 1); SET LOCAL ROLE live_analyst; SELECT segment, responses(s) FROM reports.daily; SELECT count(*) FROM check_live_rollup('reports.daily'); ROLLBACK", "after|1\n0", '... the rollup is right after TRUNCATE');
        answers("SELECT count(*) FROM check_live_rollup('reports.daily'); SELECT count(*) FROM check_live_rollup('reports.later'); SELECT count(*) FROM (SELECT segment, s::text FROM reports.daily EXCEPT SELECT segment, s::text FROM reports.daily_query) AS d", "0\n0\n0", '... and after all else', as('analyst'));
        ask("DROP TRIGGER ${name}_$n ON survey.responses; DELETE FROM survey.responses WHERE segment IN ('t', 'u')");
    }
}
ask('DROP FUNCTION public.nothing(); REVOKE TRIGGER ON survey.responses FROM live_attacker; REVOKE CREATE ON SCHEMA public FROM live_attacker');
like(ask("CREATE TRIGGER wrong AFTER INSERT ON survey.responses FOR EACH ROW WHEN (public.live_rollup('reports.daily'::regclass)) EXECUTE FUNCTION follow_live_rollup(); $all"), qr/ERROR:  39P01: follow_live_rollup\(\) must be called by a trigger of a live rollup\nHINT:/, 'a trigger of another shape that fires is an error');
ask('DROP TRIGGER wrong ON survey.responses');
like(ask('SELECT follow_live_rollup()'), qr/ERROR:  (39P01|0A000)/, '... and so is a plain call');

# Disabled triggers, and names that are taken, are no obstacle to a refresh.
answers("ALTER TABLE survey.responses DISABLE TRIGGER ALL; INSERT INTO survey.responses (segment, score) VALUES ('unseen', 1); SELECT refresh_live_rollup('reports.daily'); ALTER TABLE survey.responses ENABLE TRIGGER ALL; SELECT count(*) FROM check_live_rollup('reports.daily')", "\n0", 'a refresh while triggers are disabled');
answers("SELECT refresh_live_rollup('reports.later'); ALTER TRIGGER rollup_insert_daily ON survey.responses RENAME TO mine; INSERT INTO survey.responses (segment, score) VALUES ('seen', 1); SELECT refresh_live_rollup('reports.daily'); INSERT INTO survey.responses (segment, score) VALUES ('seen', 1); SELECT count(*) FROM check_live_rollup('reports.daily'); SELECT count(*) FROM pg_trigger WHERE tgrelid = 'survey.responses'::regclass AND tgfoid = 'follow_live_rollup'::regproc",
    "\n\n0\n8", 'a renamed trigger goes on, and is not made twice');
ask('ALTER TRIGGER mine ON survey.responses RENAME TO rollup_insert_daily');

# ---- Forged rollups -------------------------------------------------------------------------------------------------

answers("CREATE VIEW evil.forged AS SELECT 1 AS x WHERE live_rollup_parts('reports.daily_groups'::regclass, 'reports.daily_deltas'::regclass, 'reports.daily_query'::regclass, 1, '{}'); SELECT count(*) FROM live_rollups WHERE name::text ~ 'forged'", '0', 'a view that names the parts of somebody else\'s rollup as its own is not shown', as('attacker'));
like(ask("SELECT $_"), qr/42809: "forged" is not a live rollup/, "... and not believed: $_") for map({ "${_}_live_rollup('evil.forged')" } qw(refresh check fold drop)), "alter_live_rollup('evil.forged', 5)";
answers("CREATE TABLE evil.groups (segment text); CREATE TABLE evil.deltas (segment text); CREATE VIEW evil.query AS SELECT 1 AS x;
    CREATE VIEW evil.partly AS SELECT 1 AS x WHERE live_rollup_parts('evil.groups'::regclass, 'evil.deltas'::regclass, 'reports.daily_query'::regclass, 1, '{}'); SELECT count(*) FROM live_rollups WHERE name::text ~ 'partly'", '0', '... nor one of which a part is somebody else\'s', as('attacker'));
# Whatever somebody makes up of his own, nobody else gets an error, and the server goes on.
for my $query ('SELECT 1 AS x', 'VALUES (1)', 'SELECT count(*) FROM (SELECT 1 AS x) AS s GROUP BY s.x', 'SELECT g, count(*) FROM generate_series(1, 2) AS g GROUP BY g', 'SELECT segment FROM evil.groups UNION SELECT segment FROM evil.deltas',
    'SELECT g.segment, count(*) FROM evil.groups AS g FULL JOIN evil.deltas AS d USING (segment) GROUP BY 1', 'SELECT segment FROM evil.groups', 'SELECT segment, count(*) FROM evil.groups GROUP BY segment', 'SELECT relname, count(*) FROM pg_class GROUP BY 1') {
    for my $settings ("'{}'", "'{a}'", "'{NULL}'", "'{search_path=evil,a=b,TimeZone=nowhere}'") {
        ask("CREATE OR REPLACE VIEW evil.odd AS SELECT 1 AS x; DROP VIEW evil.odd; DROP VIEW evil.query; CREATE VIEW evil.query AS $query; CREATE VIEW evil.odd AS SELECT 1 AS x WHERE live_rollup_parts('evil.groups'::regclass, 'evil.deltas'::regclass, 'evil.query'::regclass, 1, $settings)", as('attacker'));
        answers('SELECT count(*) >= 2 FROM live_rollups', 't', "a made up rollup does not spoil live_rollups: $query, $settings", as('reader'));
        like(ask("SELECT $_", as('attacker')), qr/^(ERROR|WARNING):  (?!XX|01)|\A.?\z/m, "... $_ refuses it") for map({ "${_}_live_rollup('evil.odd')" } qw(refresh check fold)), "alter_live_rollup('evil.odd', 5)";
        ask("CREATE TRIGGER odd AFTER INSERT ON evil.groups REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN (live_rollup('evil.odd'::regclass)) EXECUTE FUNCTION follow_live_rollup()", as('attacker'));
        like(ask('INSERT INTO evil.groups VALUES (1)'), qr/^ERROR:  (?!XX)|^WARNING:  42601|\A\z/m, '... and a trigger for it is harmless');
        ask('DROP TRIGGER odd ON evil.groups', as('attacker'));
    }
}
answers("SELECT pg_postmaster_start_time() = '" . $started . "'", 't', 'the server has lived through it');
ask('DROP TABLE evil.groups, evil.deltas CASCADE; DROP VIEW IF EXISTS evil.query, evil.forged CASCADE', as('attacker'));

# ---- Swapped columns and hostile types ------------------------------------------------------------------------------

# Who owns a table that is read can give a column's name to one of a type whose casts he has written.
ask('GRANT USAGE ON SCHEMA evil TO PUBLIC', as('attacker'));
for my $limit (1, 1000) {
    for my $swapped (qw(answers customers)) {
        ask(<<SQL, as('attacker'));
CREATE TABLE evil.answers (id integer, customer integer, score integer);
CREATE TABLE evil.customers (customer integer, id integer, score integer);
INSERT INTO evil.answers VALUES (1, 1, 1), (2, 1, 1);
INSERT INTO evil.customers VALUES (1, 1, 1);
GRANT SELECT, TRIGGER ON evil.answers, evil.customers TO live_analyst;
CREATE TYPE evil.number AS ENUM ('a', 'b');
CREATE FUNCTION evil.number(evil.number) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE ''ran as %'', current_user; END';
CREATE CAST (evil.number AS integer) WITH FUNCTION evil.number(evil.number) AS IMPLICIT;
CREATE FUNCTION evil.plus(integer, integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE ''ran as %'', current_user; END';
CREATE OPERATOR evil.+ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.plus);
SQL
        my $column = $swapped eq 'answers' ? 'a.score' : 'c.score';
        my $join = $swapped eq 'answers' ? '' : 'JOIN evil.customers AS c ON c.customer = a.customer';
        ask("SELECT create_live_rollup('reports.answers', 'SELECT a.customer, nps_summary(a.score) AS s FROM evil.answers AS a $join WHERE $column + 0 >= 0 GROUP BY a.customer', $limit)", as('analyst'));
        ask("INSERT INTO evil.answers VALUES (7, 1, 3)", as('attacker'));
        ask("ALTER TABLE evil.$swapped RENAME score TO was; ALTER TABLE evil.$swapped ADD score evil.number DEFAULT 'a'", as('attacker'));
        my $score = $swapped eq 'answers' ? 'was' : 'score';
        for my $write ("INSERT INTO evil.answers (id, customer, $score) VALUES (3, 1, 9)", "INSERT INTO evil.answers (id, customer, $score) VALUES (3, 1, 4), (4, 1, 5)", 'UPDATE evil.answers SET customer = 1 - customer', 'DELETE FROM evil.answers WHERE id = 1', 'TRUNCATE evil.answers', "INSERT INTO evil.answers (id, customer, $score) VALUES (5, 1, 9)") {
            answers("SET search_path = evil, public, pg_catalog; $write", '', "a column of $swapped gave its name to one of a hostile type: $write", as('attacker'));
            answers("SELECT count(*) FROM check_live_rollup('reports.answers'); SELECT count(*) FROM (SELECT customer, s::text FROM reports.answers EXCEPT SELECT customer, s::text FROM reports.answers_query) AS d", "0\n0", '... it is the old one that is followed', as('analyst'));
        }
        answers("SELECT refresh_live_rollup('reports.answers'); SELECT customer, s::text FROM reports.answers; SELECT drop_live_rollup('reports.answers')", "\n1|v1 0..10 counts 0,0,0,0,0,0,0,0,0,1,0\n", '... after a refresh, too', as('analyst'));
        ask('DROP TABLE evil.answers, evil.customers; DROP TYPE evil.number CASCADE; DROP OPERATOR evil.+ (integer, integer); DROP FUNCTION evil.plus', as('attacker'));
    }
}

# ---- A hostile owner of a rollup ------------------------------------------------------------------------------------

# His code never runs with the rights of who writes, nor of a superuser who refreshes, folds or checks.
ask(<<'SQL', as('attacker'));
CREATE TABLE evil.log (who text, what text);
CREATE FUNCTION evil.spy(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF current_user <> 'live_attacker' THEN
    RAISE 'caught %', current_user;
  END IF;
  RETURN $1;
END $$;
CREATE TABLE evil.responses (id integer, segment text, score integer);
INSERT INTO evil.responses VALUES (1, 'x', 5);
SELECT create_live_rollup('evil.rollup', 'SELECT segment, nps_summary(evil.spy(score)) AS s FROM evil.responses GROUP BY segment', 1);
SELECT create_live_rollup('evil.lazy', 'SELECT segment, nps_summary(evil.spy(score)) AS s FROM evil.responses GROUP BY segment');
SQL
answers("INSERT INTO evil.responses VALUES (2, 'y', 7); UPDATE evil.responses SET score = 8; SELECT refresh_live_rollup('evil.rollup'); SELECT count(*) FROM check_live_rollup('evil.rollup'); SELECT fold_live_rollup('evil.lazy') > 0; SELECT count(*) FROM check_live_rollup('evil.lazy'); SELECT current_user",
    "\n0\nt\n0\npostgres", "what a superuser does with somebody's rollup runs as that somebody, who is the superuser again afterwards");
ask(<<'SQL', as('attacker'));
CREATE OR REPLACE FUNCTION evil.spy(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM set_config('role', 'postgres', false);
  RETURN $1;
END $$;
SQL
like(ask("SELECT $_('evil.rollup')"), qr/42501: cannot set parameter "role" within security-/, "... with which no other role can be set: $_") for qw(check_live_rollup refresh_live_rollup);
like(ask("INSERT INTO evil.responses VALUES (9, 'y', 7)"), qr/42501: cannot set parameter "role" within security-/, '... and so is what follows a write');

# Settings do not outlive it.
ask(<<'SQL', as('attacker'));
CREATE OR REPLACE FUNCTION evil.spy(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM set_config('search_path', 'evil', false);
  RETURN $1;
END $$;
CREATE FUNCTION evil.is_any(text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM evil.spy((SELECT 1)); -- a constant would be folded, and PostgreSQL has an assertion against what that does
  IF current_user <> 'live_attacker' THEN
    RAISE 'caught %', current_user;
  END IF;
  RETURN true;
END $$;
CREATE FUNCTION evil.hear() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT evil.is_any('') THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
SELECT create_live_rollup('evil.plain', 'SELECT segment, count(*) AS n FROM evil.responses GROUP BY segment', 1);
SQL
my $writes = "INSERT INTO evil.responses VALUES (2, 'y', 7); INSERT INTO evil.responses VALUES (3, 'y', 7), (4, 'z', 3); UPDATE evil.responses SET score = 9, segment = segment || 'o'; DELETE FROM evil.responses WHERE id = 3; ";
answers("SHOW search_path; SET search_path = pg_catalog; $writes SHOW search_path; SELECT current_user", "\"\$user\", public\npg_catalog\npostgres", 'settings of a function of the query end with it');
ask("CREATE FUNCTION evil.leave_table(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN CREATE TEMPORARY TABLE left_behind (); RETURN true; END'; ALTER TABLE evil.plain_deltas ADD CONSTRAINT leave CHECK (evil.leave_table(segment))", as('attacker'));
like(ask($writes), qr/ERROR:  42501: cannot create temporary table within security-restricted operation/, 'nothing is left behind in the session of who writes');
ask('ALTER TABLE evil.plain_deltas DROP CONSTRAINT leave', as('attacker'));
my @parts = map { "evil.plain_$_" } qw(deltas groups);
for my $trap (
    (map { ["ALTER TABLE $_ ADD CONSTRAINT trap CHECK (evil.is_any(segment))", "ALTER TABLE $_ DROP CONSTRAINT trap"] } @parts),
    (map { my $part = $_; map { ["CREATE TRIGGER trap $_ ON $part FOR EACH ROW EXECUTE FUNCTION evil.hear()", "DROP TRIGGER trap ON $part"] } 'BEFORE INSERT OR UPDATE OR DELETE', 'AFTER INSERT OR UPDATE OR DELETE' } @parts),
    (map { ["CREATE TRIGGER trap AFTER INSERT OR UPDATE OR DELETE ON $_ FOR EACH STATEMENT EXECUTE FUNCTION evil.hear()", "DROP TRIGGER trap ON $_"] } @parts),
    (map { ["CREATE CONSTRAINT TRIGGER trap AFTER INSERT OR UPDATE OR DELETE ON $_ DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evil.hear()", "DROP TRIGGER trap ON $_"] } @parts),
    (map { ["CREATE RULE trap AS ON INSERT TO $_ DO ALSO SELECT evil.is_any('')", "DROP RULE trap ON $_"] } @parts),
) {
    my ($set, $unset) = @$trap;
    is(ask($set, as('attacker')) =~ /ERROR/ ? 'ERROR' : '', '', "a trap: $set");
    my $answer = ask("SET search_path = pg_catalog; $writes $writes SHOW search_path; SELECT current_user; SELECT public.fold_live_rollup('evil.plain') >= 0; SHOW search_path");
    unlike($answer, qr/caught/, '... catches nobody');
    like($answer, qr/\Apg_catalog\npostgres\n((WARNING:  (42501: cannot fire deferred trigger|0A000: DO ALSO rules).*\n.*\n)?t\npg_catalog\z|ERROR:  (42501: cannot fire deferred trigger|0A000: DO ALSO rules))/, '... and sets nothing');
    ask($unset, as('attacker'));
}
answers("SELECT refresh_live_rollup('evil.plain'); SELECT count(*) FROM check_live_rollup('evil.plain')", "\n0", 'in the end', as('attacker'));
ask("SELECT drop_live_rollup(name) FROM live_rollups WHERE name::text IN ('evil.plain', 'evil.rollup', 'evil.lazy'); TRUNCATE evil.responses", as('attacker'));
answers("SELECT create_live_rollup('evil.quoted \"x\"'' y', 'SELECT segment AS \"a\"\"; DROP TABLE evil.log; --\", count(*) AS \"{keys}\" FROM evil.responses GROUP BY segment', 1); INSERT INTO evil.responses VALUES (3, 'z', 1), (4, 'x', 1); INSERT INTO evil.responses VALUES (5, 'y', 1); SELECT fold_live_rollup('evil.quoted \"x\"'' y') >= 0; SELECT * FROM evil.\"quoted \"\"x\"\"' y\" ORDER BY 1; SELECT count(*) FROM check_live_rollup('evil.quoted \"x\"'' y'); SELECT count(*) FROM evil.log"
        =~ s/'evil\.quoted "x"'' y'/'evil."quoted ""x""'' y"'/gr,
    "evil.\"quoted \"\"x\"\"' y\"\nt\nx|1\ny|1\nz|1\n0\n0", 'names are quoted', as('attacker'));

# ---- A function that fits better, planted where the query's own is ----------------------------------------------------

ask(<<'SQL');
CREATE SCHEMA commons;
GRANT USAGE, CREATE ON SCHEMA commons TO live_analyst, live_attacker;
CREATE FUNCTION commons.bucket(integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN $1 / 5;
CREATE TABLE survey.small (score smallint);
GRANT SELECT, TRIGGER ON survey.small TO live_analyst;
INSERT INTO survey.small VALUES (3), (7), (8);
SQL
answers("SET search_path = commons, public; SELECT create_live_rollup('reports.buckets', 'SELECT bucket(score) AS bucket, count(*) AS n FROM survey.small GROUP BY 1')", 'reports.buckets', 'a query with a function in a schema where others may create', as('analyst'));
ask("CREATE FUNCTION commons.bucket(smallint) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS \$\$BEGIN RAISE 'caught %', current_user; END\$\$", as('attacker'));
answers("INSERT INTO survey.small VALUES (1); SELECT refresh_live_rollup('reports.buckets'); SELECT fold_live_rollup('reports.buckets'); SELECT count(*) FROM check_live_rollup('reports.buckets'); SELECT * FROM reports.buckets ORDER BY 1", "\n0\n0\n0|2\n1|2", '... refresh and check go on calling the one that it was made with');
ask("SELECT drop_live_rollup('reports.buckets')", as('analyst'));

# ---- A superuser who is none any more --------------------------------------------------------------------------------

ask("CREATE ROLE live_boss LOGIN SUPERUSER; GRANT CREATE ON SCHEMA reports TO live_boss; REVOKE SELECT, TRIGGER ON survey.small FROM live_analyst; GRANT INSERT ON survey.small TO live_writer");
ask("SELECT create_live_rollup('reports.boss', 'SELECT score, count(*) AS n FROM survey.small GROUP BY 1')", as('boss'));
is(in_session($writer, 'INSERT INTO survey.small VALUES (2)'), '', 'the rollup of a superuser is followed');
ask('ALTER ROLE live_boss NOSUPERUSER');
is(in_session($writer, 'INSERT INTO survey.small VALUES (2)'), '', '... who is none any more: writers go on');
answers("SELECT missed_changes FROM live_rollups WHERE name = 'reports.boss'::regclass", 't', '... and the rollup is marked');
ask("DROP OWNED BY live_boss CASCADE; DROP ROLE live_boss; DROP SCHEMA commons CASCADE; DROP TABLE survey.small");

# ---- Renames, moves and owners --------------------------------------------------------------------------------------

ask("CREATE TABLE survey.moved (id integer, segment text, score integer); GRANT SELECT, TRIGGER ON survey.moved TO live_analyst; GRANT INSERT, UPDATE, DELETE, SELECT, TRUNCATE ON survey.moved TO live_writer", as('owner'));
ask("SELECT create_live_rollup('reports.moved', 'SELECT segment, count(*) AS n, sum(score) AS total FROM survey.moved GROUP BY segment', 1)", as('analyst'));
my ($table, $rollup, $schema, $segment) = qw(survey.moved reports.moved public segment);
my $checked = sub {
    my ($what) = @_;
    is(in_session($writer, "INSERT INTO $table (id, $segment, score) VALUES (1, 'a', 1); INSERT INTO $table (id, $segment, score) VALUES (1, 'a', 1), (2, 'b', 2); UPDATE $table SET score = score + 1 WHERE id = 2; DELETE FROM $table WHERE id = 1 AND score > 5; "
            . "INSERT INTO $table (id, $segment, score) VALUES (3, 'c', 1); " x 100), '', "$what: writers go on");
    my $expected = ask("SELECT $segment, count(*), sum(score) FROM $table GROUP BY 1 ORDER BY 1");
    answers("SELECT * FROM $rollup ORDER BY 1; SELECT pending_deltas < 20, missed_changes FROM $schema.live_rollups WHERE name = '$rollup'::regclass; SELECT count(*) FROM $schema.check_live_rollup('$rollup')", "$expected\nt|f\n0", '... are followed, and fold');
    answers("SELECT $schema.refresh_live_rollup('$rollup'), $schema.alter_live_rollup('$rollup', 1); SELECT * FROM $rollup ORDER BY 1", "|\n$expected", '... and it can be refreshed and altered');
};
$checked->('as created');
for my $move (
    ['ALTER TABLE survey.moved RENAME TO renamed; ALTER TABLE survey.renamed RENAME segment TO part', sub { ($table, $segment) = ('survey.renamed', 'part') }],
    ['ALTER TABLE reports.moved_groups RENAME TO g; ALTER TABLE reports.moved_deltas RENAME TO d; ALTER VIEW reports.moved_query RENAME TO q; ALTER VIEW reports.moved RENAME TO v', sub { $rollup = 'reports.v' }],
    ['ALTER TRIGGER rollup_insert_moved ON survey.renamed RENAME TO zz; ALTER TRIGGER rollup_update_moved ON survey.renamed RENAME TO aa', sub { }],
    ['ALTER SCHEMA reports RENAME TO accounts; ALTER SCHEMA survey RENAME TO questions', sub { ($table, $rollup) = ('questions.renamed', 'accounts.v') }],
    ['ALTER TABLE accounts.g SET SCHEMA evil; ALTER VIEW accounts.q SET SCHEMA evil', sub { }],
    ['CREATE SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO PUBLIC; ALTER EXTENSION customer_metrics SET SCHEMA elsewhere', sub { $schema = 'elsewhere' }],
    ['ALTER EXTENSION customer_metrics SET SCHEMA public', sub { $schema = 'public' }],
    ['ALTER ROLE live_analyst RENAME TO live_analyst2; ALTER ROLE live_analyst2 RENAME TO live_analyst', sub { }],
    ['ALTER SCHEMA accounts RENAME TO reports; ALTER SCHEMA questions RENAME TO survey; ALTER TABLE evil.g SET SCHEMA reports; ALTER VIEW evil.q SET SCHEMA reports', sub { ($table, $rollup) = ('survey.renamed', 'reports.v') }],
) {
    my ($sql, $known) = @$move;
    answers($sql, '', $sql);
    $known->();
    $checked->('... then');
}
ask('CREATE ROLE live_heir; GRANT USAGE ON SCHEMA reports, survey TO live_heir');
ask('ALTER TABLE reports.d OWNER TO live_heir');
refused("SELECT $_", '42809', '"v" is not a live rollup', "one part belongs to somebody else: $_ says so") for map({ "${_}_live_rollup('reports.v')" } qw(refresh check fold)), "alter_live_rollup('reports.v', 7)";
ask('ALTER TABLE reports.d OWNER TO live_analyst');
ask("SELECT refresh_live_rollup('reports.v')");
$checked->('... and is given back');
answers('BEGIN; REASSIGN OWNED BY live_analyst TO live_heir; GRANT SELECT, TRIGGER ON survey.renamed TO live_heir; COMMIT; SELECT DISTINCT owner FROM live_rollups WHERE name::text ~ \'^reports\'', 'live_heir', 'all that is his goes to an heir');
$checked->('... who may read the responses');
is(in_session($writer, "INSERT INTO survey.responses (segment, score) VALUES ('lost', 1)"), '', 'and where the heir may not: writers go on');
like(ask('SELECT * FROM reports.daily'), qr/ERROR:  55000: the live rollup has missed changes/, '... and readers are told');
answers("DROP OWNED BY live_heir CASCADE; SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('survey.renamed'::regclass, 'survey.responses'::regclass) AND NOT tgisinternal; SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('reports')" =~ s/^/SET client_min_messages = error; /r, "0\n0", 'DROP OWNED takes all of a rollup, and its triggers');
is(in_session($writer, "INSERT INTO survey.responses (segment, score) VALUES ('free', 1)"), '', '... and writers go on');
done_testing();
