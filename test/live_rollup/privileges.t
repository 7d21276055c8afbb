#!/usr/bin/perl
# Who needs which right, and what nobody can do with somebody else's rollup.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_privileges');
my @roles = map { "live_$_" } qw(owner analyst writer reader attacker);
ask("DROP ROLE IF EXISTS $_; CREATE ROLE $_ LOGIN") for @roles;
END { my $status = $?; $ENV{PGDATABASE} = 'live_privileges'; ask("DROP OWNED BY $_; DROP ROLE $_") for @roles; $? = $status }
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
my $later = "SELECT create_live_rollup('reports.later', 'SELECT segment, nps_summary(score) AS s FROM survey.responses GROUP BY segment', 'deferred')";

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
answers('SELECT name, mode, rows, pending_deltas FROM live_rollups ORDER BY name::text', "reports.daily|immediate|1|0\nreports.later|deferred|0|5", 'live_rollups shows numbers to readers', as('reader'));
answers('SELECT name, mode, rows, pending_deltas FROM live_rollups ORDER BY name::text', "reports.daily|immediate||\nreports.later|deferred||", '... and none to others', as('attacker'));
for my $who (qw(reader writer owner attacker)) {
    like(ask("SELECT $_('reports.daily')", as($who)), qr/42501: must be owner of view daily/, "the $who can't call $_")
        for qw(refresh_live_rollup check_live_rollup fold_live_rollup drop_live_rollup);
}
answers("SELECT fold_live_rollup('reports.later'), refresh_live_rollup('reports.daily'); SELECT count(*) FROM check_live_rollup('reports.later')", "5|\n0", 'the owner can', as('analyst'));

# ---- Attacks --------------------------------------------------------------------------------------------------------

ask('CREATE TABLE evil.responses (id integer, segment text, score integer)', as('attacker'));
like(ask("CREATE TRIGGER t AFTER INSERT ON evil.responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION reports.daily_$_()", as('attacker')),
    qr/42501: permission denied for function reports.daily_$_/, "somebody's trigger function can't be made the trigger of another table: $_") for qw(arrive follow forget);
like(ask("SELECT reports.later_fold()", as('attacker')), qr/42501/, '... nor called');
like(ask("SELECT reports.later_append('{}')", as('attacker')), qr/42501/, '... none of them');
answers("SELECT count(*) FROM pg_proc WHERE pronamespace = 'reports'::regnamespace AND (proowner <> 'live_analyst'::regrole OR proconfig IS NULL OR proconfig::text !~ 'search_path=[^\"]*pg_temp')",
    '0', "all generated functions are their creator's, with a pinned search_path that ends in pg_temp");
answers("SELECT count(*) FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e' WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND prosecdef",
    '0', 'no function of the extension is SECURITY DEFINER');
answers("SELECT count(*) FROM pg_class AS c JOIN pg_depend AS d ON d.objid = c.oid AND d.deptype = 'e' WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND relkind = 'r'",
    '0', 'there is no registry that could be written to');

# A view that names the parts of somebody else's rollup as its own is not believed.
my $parts = ask("SELECT format('%L::regclass, %L::regclass, %L::regclass, %L::regclass, %L::regprocedure, %L::regprocedure, %L::regprocedure, %L::regprocedure, %L::regprocedure', groups, deltas, state, query, arrive, follow, forget, append, fold) FROM live_rollup_parts('reports.daily')");
answers("CREATE VIEW evil.forged AS SELECT 1 AS x WHERE live_rollup_marker($parts); SELECT count(*) FROM live_rollups WHERE name::text ~ 'forged'", '0', 'a forged rollup is not shown', as('attacker'));
like(ask("SELECT $_('evil.forged')"), qr/42809: "forged" is not a live rollup/, "... and $_ refuses it") for qw(refresh_live_rollup check_live_rollup fold_live_rollup drop_live_rollup);

# Who owns a table that is read can give a column's name to one of a type whose casts he has written.
ask("GRANT USAGE ON SCHEMA evil TO PUBLIC", as('attacker'));
for my $mode (qw(immediate deferred)) {
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
SQL
        my $column = $swapped eq 'answers' ? 'a.score' : 'c.score';
        my $join = $swapped eq 'answers' ? '' : 'JOIN evil.customers AS c ON c.customer = a.customer';
        ask("SELECT create_live_rollup('reports.answers', 'SELECT a.customer, nps_summary(a.score) AS s FROM evil.answers AS a $join WHERE $column + 0 >= 0 GROUP BY a.customer', '$mode')", as('analyst'));
        ask("ALTER TABLE evil.$swapped RENAME score TO was; ALTER TABLE evil.$swapped ADD score evil.number DEFAULT 'a'", as('attacker'));
        like(ask($_, as('attacker')), qr/ERROR:  55000: columns that "answers_query" reads were renamed\nDETAIL:  They were .*score.*, and are .*was/, "$mode, a column of $swapped: $_")
            for 'INSERT INTO evil.answers (id, customer) VALUES (3, 1)', 'INSERT INTO evil.answers (id, customer) VALUES (3, 1), (4, 1)', 'UPDATE evil.answers SET customer = 2', 'DELETE FROM evil.answers', 'TRUNCATE evil.answers';
        answers("SELECT refresh_live_rollup('reports.answers'); SELECT customer, s::text FROM reports.answers; SELECT drop_live_rollup('reports.answers')", "\n1|v1 0..10 counts 0,2,0,0,0,0,0,0,0,0,0\n", '... and the rollup keeps what it was', as('analyst'));
        ask('DROP TABLE evil.answers, evil.customers; DROP TYPE evil.number CASCADE', as('attacker'));
    }
}

# An attacker's rollup is refreshed by the superuser: the attacker's code must not run with the superuser's rights.
ask(<<'SQL', as('attacker'));
CREATE TABLE evil.log (who text, what text);
CREATE FUNCTION evil.spy(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF current_user <> 'live_attacker' THEN
    RAISE 'caught %', current_user;
  END IF;
  RETURN $1;
END $$;
INSERT INTO evil.responses VALUES (1, 'x', 5);
SELECT create_live_rollup('evil.rollup', 'SELECT segment, nps_summary(evil.spy(score)) AS s FROM evil.responses GROUP BY segment');
SELECT create_live_rollup('evil.lazy', 'SELECT segment, nps_summary(evil.spy(score)) AS s FROM evil.responses GROUP BY segment', 'deferred');
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
like(ask("SELECT check_live_rollup('evil.rollup')"), qr/42501: cannot set parameter "role" within security-restricted operation/, '... in a security-restricted operation');
ask("CREATE OR REPLACE FUNCTION evil.spy(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT \$1'", as('attacker'));
answers("SELECT create_live_rollup('evil.quoted \"x\"'' y', 'SELECT segment AS \"a\"\"; DROP TABLE evil.log; --\", count(*) AS \"{keys}\" FROM evil.responses GROUP BY segment'); INSERT INTO evil.responses VALUES (3, 'z', 1); SELECT * FROM evil.\"quoted \"\"x\"\"' y\" ORDER BY 1; SELECT count(*) FROM evil.log"
        =~ s/'evil\.quoted "x"'' y'/'evil."quoted ""x""'' y"'/r,
    "evil.\"quoted \"\"x\"\"' y\"\nx|1\ny|1\nz|1\n0", 'names are quoted', as('attacker'));
done_testing();
