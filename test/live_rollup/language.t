#!/usr/bin/perl
# The language of the functions that follow new rows: which of its statements runs, whose plans it keeps, what it refuses.
use strict;
use warnings;
use POSIX ();
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_language');
ask(<<'SQL');
CREATE TABLE heard (what text, id integer, score integer);
CREATE TABLE responses (id integer, score integer);
CREATE FUNCTION hear() RETURNS trigger LANGUAGE live_rollup AS $$
  INSERT INTO heard SELECT 'one', id, score FROM new_rows;
  INSERT INTO heard SELECT 'several', id, score FROM new_rows
$$;
CREATE TRIGGER hear AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hear();
CREATE FUNCTION note_down(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE FUNCTION hear() RETURNS trigger LANGUAGE live_rollup AS %L',
                 format('INSERT INTO heard SELECT %L, id, score FROM new_rows', what));
END $$;
SQL
my $heard = 'SELECT what, count(*), sum(id) FROM heard GROUP BY what ORDER BY what; TRUNCATE heard';

# ---- Which statement ------------------------------------------------------------------------------------------------

my $some = 'INSERT INTO responses SELECT n, n %% 11 FROM generate_series(1, %d) AS n; ';
for my $case ([0, ''], [1, 'one|1|1'], [2, 'several|2|3'], [999, 'several|999|499500'], [1000, 'several|1000|500500'], [3000, 'several|3000|4501500']) {
    answers(sprintf($some, $case->[0]) . $heard, $case->[1], "$case->[0] rows");
}
answers('BEGIN; ' . sprintf($some, 1) x 3 . sprintf($some, 2) . sprintf($some, 1) . "COMMIT; $heard", "one|4|4\nseveral|2|3", 'it is the rows of the statement that count, not of the transaction');
answers("CREATE TEMPORARY TABLE t AS SELECT 1 AS id; INSERT INTO responses SELECT id FROM t; INSERT INTO responses (id) VALUES (5), (6) RETURNING id; $heard", "5\n6\none|1|1\nseveral|2|11", 'in one session, in turn');
answers("CREATE TABLE parts (id integer, score integer) PARTITION BY HASH (id); CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE parts_1 (score integer, id integer); ALTER TABLE parts ATTACH PARTITION parts_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
         CREATE TRIGGER hear AFTER INSERT ON parts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hear();
         INSERT INTO parts VALUES (1, 7); INSERT INTO parts VALUES (2, 7); INSERT INTO parts VALUES (3, 7); INSERT INTO parts VALUES (4, 7);
         INSERT INTO parts SELECT n, 7 FROM generate_series(5, 12) AS n; $heard", "one|4|10\nseveral|8|68", "the parent of partitions, whatever the order of their columns");

# ---- Plans that last ------------------------------------------------------------------------------------------------

answers("CREATE TABLE others (comment text, at timestamptz DEFAULT now(), score smallint, x text, id bigint);
         CREATE TRIGGER hear AFTER INSERT ON others REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION hear();
         INSERT INTO responses VALUES (1, 2); INSERT INTO others (id, score) VALUES (3, 4); INSERT INTO responses VALUES (5, 6); INSERT INTO others (id, score) VALUES (7, 8);
         TABLE heard; TRUNCATE heard", "one|1|2\none|3|4\none|5|6\none|7|8", 'a function of two tables with different columns');
answers("INSERT INTO responses VALUES (1, 2); ALTER TABLE responses ADD extra text DEFAULT 'x'; INSERT INTO responses VALUES (3, 4); ALTER TABLE responses DROP id, ADD id bigint;
         INSERT INTO responses (id, score) VALUES (5, 6); ALTER TABLE heard ADD further integer DEFAULT 9; INSERT INTO responses (id, score) VALUES (7, 8); TABLE heard; TRUNCATE heard",
    "one|1|2|9\none|3|4|9\none|5|6|9\none|7|8|9", 'tables that change under it');
like(ask('INSERT INTO responses (id) VALUES (1); ALTER TABLE responses RENAME score TO points; INSERT INTO responses (id) VALUES (2)'), qr/ERROR:  42703: column "score" does not exist/, '... or lose a column');
answers("ALTER TABLE responses RENAME points TO score; TRUNCATE heard; SELECT note_down('before'); INSERT INTO responses (id) VALUES (1); SELECT note_down('after'); INSERT INTO responses (id) VALUES (2); INSERT INTO responses (id) VALUES (3), (4); $heard",
    "\n\nafter|3|9\nbefore|1|1", 'a function that is replaced runs anew; one statement serves any number of rows');
answers("CREATE FUNCTION replace_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.id = 1 THEN PERFORM note_down(''new''); INSERT INTO responses (id) VALUES (2); END IF; RETURN NEW; END';
         CREATE TRIGGER replace_it BEFORE INSERT ON heard FOR EACH ROW EXECUTE FUNCTION replace_it();
         SELECT note_down('old'); INSERT INTO responses (id) VALUES (1); INSERT INTO responses (id) VALUES (3); DROP TRIGGER replace_it ON heard; $heard",
    "\nnew|1|3\nold|2|3", '... also one that is replaced, and called again, while it runs');
answers("CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.id = 1 THEN RAISE ''no''; END IF; RETURN NEW; END';
         CREATE TRIGGER fails BEFORE INSERT ON heard FOR EACH ROW EXECUTE FUNCTION fails();
         DO 'BEGIN INSERT INTO responses (id) VALUES (1); EXCEPTION WHEN raise_exception THEN NULL; END';
         SELECT note_down('then'); INSERT INTO responses (id) VALUES (2); DROP TRIGGER fails ON heard; $heard", "\nthen|1|2", '... and after an error');

# ---- A single row without an executor: as PL/pgSQL does it ------------------------------------------------------------

my $plain = 'INSERT INTO target SELECT id, score FROM new_rows';
my @cases = (
    ['a plain table', '', $plain],
    ['columns in another order, and defaults', 'ALTER TABLE target ADD at date DEFAULT current_date, ADD n integer GENERATED ALWAYS AS IDENTITY, ADD twice integer GENERATED ALWAYS AS (2 * score) STORED',
        'INSERT INTO target (score, id) SELECT score, id FROM new_rows'],
    ['a dropped column', 'ALTER TABLE target DROP id, ADD id bigint', 'INSERT INTO target (id, score) SELECT id, score FROM new_rows'],
    ['a CHECK', 'ALTER TABLE target ADD CHECK (score < 9)', $plain],
    ['NOT NULL', 'ALTER TABLE target ALTER score SET NOT NULL', $plain],
    ['a domain', 'CREATE DOMAIN small AS integer CHECK (VALUE < 9); ALTER TABLE target ALTER score TYPE small', $plain],
    ['an index', 'CREATE UNIQUE INDEX ON target (score)', $plain],
    ['a conflict', 'CREATE UNIQUE INDEX ON target (score)', "$plain ON CONFLICT DO NOTHING"],
    ['a trigger', "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.score = 2 * NEW.score; RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON target FOR EACH ROW EXECUTE FUNCTION t()", $plain],
    ['a rule', 'CREATE TABLE also (LIKE target); CREATE RULE t AS ON INSERT TO target DO ALSO INSERT INTO also VALUES (-NEW.id, NEW.score)', $plain],
    ['a rule that does something else instead', 'CREATE RULE t AS ON INSERT TO target DO INSTEAD UPDATE source SET score = NEW.score + 1', $plain],
    ['a rule that does no query', 'CREATE RULE t AS ON INSERT TO target DO INSTEAD NOTIFY somebody', $plain],
    ['a rule that does nothing', 'CREATE RULE t AS ON INSERT TO target DO INSTEAD NOTHING', $plain],
    ["the table's own OID", 'ALTER TABLE target ADD own boolean GENERATED ALWAYS AS (tableoid <> 0) STORED, ADD CHECK (tableoid <> 0)', $plain],
    ['a whole row with other names', 'ALTER TABLE target ADD whole jsonb', 'INSERT INTO target SELECT a, b, to_jsonb(r) FROM new_rows AS r (a, b)'],
    ['a view', 'ALTER TABLE target RENAME TO under; CREATE VIEW target AS SELECT * FROM under WHERE score < 9 WITH CHECK OPTION', $plain],
    ['partitions', 'DROP TABLE target; CREATE TABLE target (id integer, score integer) PARTITION BY LIST (score); CREATE TABLE p1 PARTITION OF target FOR VALUES IN (4); CREATE TABLE p2 PARTITION OF target DEFAULT', $plain],
    ['a partition', 'CREATE TABLE parts (id integer, score integer) PARTITION BY RANGE (score); ALTER TABLE parts ATTACH PARTITION target FOR VALUES FROM (0) TO (9)', $plain],
    ['WHERE', '', "$plain WHERE score > 4"],
    ['WHERE with a subquery', 'CREATE TABLE wanted AS SELECT 4 AS score', "$plain WHERE score IN (SELECT score FROM wanted)"],
    ['WITH', '', 'INSERT INTO target WITH r AS (SELECT score, id FROM new_rows) SELECT id * 10, score FROM r'],
    ['a join', 'CREATE TABLE factors AS SELECT 4 AS score, 7 AS factor', 'INSERT INTO target SELECT id * factor, score FROM new_rows JOIN factors USING (score)'],
    ['groups', '', 'INSERT INTO target SELECT count(*), score FROM new_rows GROUP BY score'],
    ['no new rows', '', 'INSERT INTO target VALUES (1, 2)'],
    ['other rows', 'CREATE TABLE old_rows AS SELECT 3 AS id, 4 AS score', 'INSERT INTO target SELECT id, score FROM old_rows'],
    ['the whole row', 'ALTER TABLE target ADD whole text', 'INSERT INTO target SELECT id, score, new_rows::text FROM new_rows'],
    ['an error in an expression', '', 'INSERT INTO target SELECT id, 10 / (score - 4) FROM new_rows'],
    ['a function that looks at the table', "CREATE FUNCTION so_far() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM source'", 'INSERT INTO target SELECT so_far(), score FROM new_rows'],
    ['a function that looks at the target', "CREATE FUNCTION so_far() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT count(*) FROM target'", 'INSERT INTO target SELECT so_far(), score FROM new_rows'],
    ['a set of rows', '', 'INSERT INTO target SELECT generate_series(1, 3), score FROM new_rows'],
    ['a transaction that is read only', 'CREATE TEMPORARY TABLE temporary (LIKE source); CREATE TRIGGER follow AFTER INSERT ON temporary REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow(); SET default_transaction_read_only = on; INSERT INTO temporary VALUES (1, 1); SET default_transaction_read_only = off', $plain],
    ['an unlogged table', 'ALTER TABLE target SET UNLOGGED', $plain],
    ['a long value', 'ALTER TABLE target ADD long text', "INSERT INTO target SELECT id, score, (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500 * id) AS n) FROM new_rows"],
    ['a long value without a subquery', 'ALTER TABLE target ADD long text', "INSERT INTO target SELECT id, score, repeat(md5(id::text), 1000 * id) FROM new_rows"],
    ['a table that comes and goes', '', $plain, 'BEGIN; DROP TABLE target; CREATE TABLE target (score integer, id integer, more integer); INSERT INTO source VALUES (5, 5); SELECT * FROM target; ROLLBACK'],
    ['a column that is added', '', $plain, 'ALTER TABLE target ADD more integer DEFAULT 3; INSERT INTO source VALUES (5, 5); ALTER TABLE target ALTER more SET DEFAULT 4'],
    ['subtransactions', '', $plain, 'BEGIN; SAVEPOINT s; INSERT INTO source VALUES (5, 5); ROLLBACK TO s; INSERT INTO source VALUES (6, 6); SAVEPOINT s; INSERT INTO source VALUES (7, 7); COMMIT'],
    ['isolation', '', $plain, 'BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO source VALUES (5, 5); SELECT count(*) FROM target; COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO source VALUES (6, 6); COMMIT'],
);
# The same script with either language. A trigger of one row, one of several, a NULL, one that some checks refuse.
sub outcome {
    my ($language, $ddl, $statement, $more) = @_;
    my $body = $language eq 'plpgsql' ? "BEGIN $statement; RETURN NULL; END" : $statement;
    ask("DROP SCHEMA IF EXISTS twin CASCADE; CREATE SCHEMA twin; ALTER DATABASE live_language SET search_path = twin, public");
    return ask(<<SQL) =~ s/^(CONTEXT|LOCATION|PL\/pgSQL|live_rollup function|SQL statement).*\n?//mgr;
CREATE TABLE source (id integer, score integer);
CREATE TABLE target (id integer, score integer);
CREATE FUNCTION follow() RETURNS trigger LANGUAGE $language AS \$f\$$body\$f\$;
CREATE TRIGGER follow AFTER INSERT ON source REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow();
\\set ON_ERROR_STOP 0
$ddl;
INSERT INTO source VALUES (1, 4);
INSERT INTO source VALUES (2, 9);
INSERT INTO source VALUES (3, NULL);
INSERT INTO source VALUES (4, 4), (5, 5);
INSERT INTO source VALUES (6, 4);
@{[ $more // '' ]};
SELECT * FROM target ORDER BY 1, 2;
SELECT count(*), (SELECT count(*) FROM source) FROM target;
SQL
}
for my $case (@cases) {
    my ($name, @what) = @$case;
    my $expected = outcome('plpgsql', @what);
    like($expected, qr/^\d+\|\d+\z/m, "PL/pgSQL: $name");
    is(outcome('live_rollup', @what), $expected, '... and the language live_rollup');
}
ask('ALTER DATABASE live_language RESET search_path; DROP SCHEMA twin CASCADE');
my $check = "CREATE TABLE target (id integer, score integer CHECK (score < 9)); CREATE TABLE source (id integer, score integer);
             CREATE FUNCTION follow() RETURNS trigger LANGUAGE live_rollup AS '$plain'; CREATE TRIGGER follow AFTER INSERT ON source REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow()";
like(ask("BEGIN; $check; INSERT INTO source VALUES (1, 9)"), qr/ERROR:  23514: .*\n.*Failing row contains \(1, 9\)\.\nCONTEXT:  live_rollup function public\.follow\(\)\n/, 'what refuses a row is named, and where nothing needs an executor there is none');
like(ask("BEGIN; $check; CREATE INDEX ON target (id); INSERT INTO source VALUES (1, 9)"), qr/ERROR:  23514: .*\n.*Failing row.*\nCONTEXT:  SQL statement "INSERT INTO target.*"\nlive_rollup function public\.follow\(\)\n/, '... where an index needs one, there is');

# A single row whose INSERT waits for a lock sees what was committed meanwhile.
ask("$check; CREATE TABLE other (id integer); CREATE FUNCTION so_far() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM other';
     CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE live_rollup AS 'INSERT INTO target SELECT so_far(), score FROM new_rows'");
my $until = "WHILE NOT EXISTS (SELECT FROM pg_locks WHERE relation = 'target'::regclass AND %s) LOOP PERFORM pg_sleep(0.05); END LOOP;";
my ($is_locked, $somebody_waits) = (sprintf($until, "mode = 'ShareLock' AND granted"), sprintf($until, 'NOT granted'));
my $locker = fork // die "fork: $!";
if (!$locker) {
    ask("SET statement_timeout = '60s'; DO \$\$BEGIN WHILE NOT EXISTS (SELECT FROM target) LOOP PERFORM pg_sleep(0.05); END LOOP;
         LOCK TABLE target IN SHARE MODE; $somebody_waits INSERT INTO other VALUES (1); END\$\$");
    POSIX::_exit(0);
}
answers("SET statement_timeout = '60s'; INSERT INTO source VALUES (1, 1); DO \$\$BEGIN $is_locked END\$\$; INSERT INTO source VALUES (2, 2); SELECT id FROM target ORDER BY id", "0\n1", 'a row that waited for a lock sees what was committed meanwhile');
waitpid $locker, 0;

# ---- Refused --------------------------------------------------------------------------------------------------------

my $define = 'CREATE FUNCTION f() RETURNS trigger LANGUAGE live_rollup AS';
for my $body ('', 'UPDATE heard SET id = 1', 'COMMIT', "INSERT INTO heard VALUES ('x'); DELETE FROM heard", join ';', ("INSERT INTO heard VALUES ('x')") x 3) {
    refused("$define '" . ($body =~ s/'/''/gr) . "'", '42P13', 'a function in the language live_rollup (can only INSERT|must be one INSERT)', "refused: '$body'");
    refused("SET check_function_bodies = off; $define '" . ($body =~ s/'/''/gr) . "'; CREATE TRIGGER f AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION f(); INSERT INTO responses (id) VALUES (1)",
        '42P13', 'a function in the language live_rollup (can only INSERT|must be one INSERT)', '... also when it was not checked before');
    ask('DROP FUNCTION f CASCADE');
}
like(ask("$define 'INSERT INTO'"), qr/ERROR:  42601: syntax error at end of input\nLINE 1: .* LANGUAGE live_rollup AS 'INSERT INTO'\n {68,}\^/, 'refused: a syntax error, and it is shown where');
refused("CREATE FUNCTION f() RETURNS trigger LANGUAGE live_rollup STABLE AS 'INSERT INTO heard VALUES (1)'", '42P13', 'must be VOLATILE', 'refused: STABLE');
refused("$define 'INSERT INTO heard VALUES (1)'; ALTER FUNCTION f() IMMUTABLE; CREATE TRIGGER f AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION f(); INSERT INTO responses (id) VALUES (1)", '42P13', 'must be VOLATILE', '... also later');
ask('DROP FUNCTION f CASCADE');
refused("CREATE FUNCTION f() RETURNS $_ LANGUAGE live_rollup AS 'INSERT INTO heard VALUES (1)'", '42P13', 'must return trigger', "refused: RETURNS $_") for qw(void integer);
like(ask("DO LANGUAGE live_rollup 'INSERT INTO heard VALUES (1)'"), qr/ERROR:  0A000: language "live_rollup" does not support inline code execution/, 'refused: DO');
my $wrongly = 'a function in the language live_rollup must be called as a trigger for each statement, with the new rows';
refused('SELECT hear()', '39P01', $wrongly, 'refused: a plain call');
for my $trigger ('BEFORE INSERT ON t FOR EACH ROW', 'AFTER INSERT ON t FOR EACH ROW', 'AFTER INSERT ON t FOR EACH STATEMENT', 'AFTER INSERT ON t REFERENCING NEW TABLE AS new_rows FOR EACH ROW', 'BEFORE INSERT ON t FOR EACH STATEMENT') {
    refused("CREATE TEMPORARY TABLE t (id integer, score integer); CREATE TRIGGER t $trigger EXECUTE FUNCTION hear(); INSERT INTO t VALUES (1)", '39P01', $wrongly, "refused: $trigger");
}

# ---- Rights ---------------------------------------------------------------------------------------------------------

ask('DROP ROLE IF EXISTS live_somebody; CREATE ROLE live_somebody LOGIN; CREATE SCHEMA theirs AUTHORIZATION live_somebody; GRANT INSERT ON responses TO live_somebody; DROP TRIGGER IF EXISTS hear ON responses');
END { my $status = $?; $ENV{PGDATABASE} = 'live_language'; ask('DROP OWNED BY live_somebody; DROP ROLE live_somebody'); $? = $status }
my %somebody = (PGUSER => 'live_somebody');
answers("SELECT lanpltrusted, lanvalidator::regproc FROM pg_language WHERE lanname = 'live_rollup'", 't|live_rollup_validator', 'the language is trusted');
like(ask("CREATE FUNCTION theirs.f() RETURNS trigger LANGUAGE live_rollup AS 'INSERT INTO public.heard SELECT ''theirs'', id FROM new_rows';
          CREATE TABLE theirs.t (id integer); CREATE TRIGGER t AFTER INSERT ON theirs.t REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION theirs.f(); INSERT INTO theirs.t VALUES (1)", %somebody),
    qr/ERROR:  42501: permission denied for table heard/, '... since its functions run with the rights of who calls them');
answers("INSERT INTO theirs.t VALUES (1); TABLE heard; TRUNCATE heard", 'theirs|1||9', '... whoever that is');
like(ask("GRANT INSERT ON theirs.t TO PUBLIC", %somebody) . ask("ALTER FUNCTION theirs.f() SECURITY DEFINER; INSERT INTO theirs.t VALUES (1)", %somebody), qr/ERROR:  42501: permission denied for table heard/, '... or of who made them');
like(ask('INSERT INTO theirs.t VALUES (1)'), qr/ERROR:  42501: permission denied for table heard/, '... a superuser too, if they are SECURITY DEFINER');

answers("CREATE TABLE theirs.kept (id integer); ALTER TABLE theirs.kept ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON theirs.kept WITH CHECK (id < 9);
         ALTER FUNCTION theirs.f() SECURITY INVOKER; CREATE OR REPLACE FUNCTION theirs.f() RETURNS trigger LANGUAGE live_rollup AS 'INSERT INTO theirs.kept SELECT id FROM new_rows'; INSERT INTO theirs.t VALUES (1)", '', 'row security is heeded', %somebody);
like(ask('INSERT INTO theirs.t VALUES (9)', %somebody), qr/ERROR:  42501: new row violates row-level security policy for table "kept"/, '... when it refuses, too');
answers('TABLE theirs.kept', '1', '... and the other row is there');
like(ask("REVOKE USAGE ON LANGUAGE live_rollup FROM PUBLIC; GRANT CREATE ON SCHEMA public TO live_somebody; GRANT SELECT, TRIGGER ON responses TO live_somebody; SET ROLE live_somebody;
          SELECT create_live_rollup('by_score', 'SELECT score, count(*) AS n FROM responses GROUP BY score')"), qr/ERROR:  42501: permission denied for language live_rollup/, 'who may not use the language can\'t create a rollup');
answers("GRANT USAGE ON LANGUAGE live_rollup TO live_somebody; SET ROLE live_somebody; SELECT create_live_rollup('by_score', 'SELECT score, count(*) AS n FROM responses GROUP BY score')", 'by_score', '... and who may can');

done_testing();
