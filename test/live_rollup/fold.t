#!/usr/bin/perl
# Folding: a writer never fails or waits for it, whatever the deltas are; a backlog drains; what can't be folded yet stays.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_fold');
my $FOLDED_AT_ONCE = 2_500;    # as src/live_rollup/fold.c has it
my $BACKLOG = $ENV{BACKLOG} || 20_000;    # deltas
my $FOR_SURE = 300;             # statements after which a writer has looked at a small table of deltas

sub pending { my ($rollup) = @_; return "SELECT pending_deltas FROM live_rollups WHERE name = '$rollup'::regclass" }
sub hidden { my ($sql) = @_; return "SET session_replication_role = replica; $sql; RESET session_replication_role" }

# ---- Deltas that can't be merged ------------------------------------------------------------------------------------

ask(<<'SQL');
CREATE TABLE responses (id serial PRIMARY KEY, segment text, score integer, hi integer DEFAULT 10, amount numeric DEFAULT 1);
INSERT INTO responses (segment, score) SELECT (ARRAY['a', 'b', 'c'])[1 + n % 3], n % 11 FROM generate_series(1, 30) AS n;
SELECT create_live_rollup('live', 'SELECT segment, score_summary(score, 0, hi) AS s, count(*) AS n, sum(amount) AS amount FROM responses GROUP BY segment', 1);
SQL
my $others = "SELECT count(*) FROM (SELECT segment, s::text, n, amount FROM live WHERE segment <> 'a' EXCEPT SELECT segment, s::text, n, amount FROM live_query WHERE segment <> 'a') AS d";
my $mended = "SELECT refresh_live_rollup('live'); TABLE live EXCEPT TABLE live_query; SELECT count(*) FROM check_live_rollup('live'); " . pending('live');

# Each spoils the group a, in ways of its own, and mends the responses again.
for my $case (
    ['two scales', "INSERT INTO responses (segment, score, hi) VALUES ('a', 50, 100)", "DELETE FROM responses WHERE hi = 100", '42804', 'summaries on the scales .* do not merge'],
    ['a response that is not there', hidden("INSERT INTO responses (id, segment, score) SELECT -n, 'a', 7 FROM generate_series(1, 50) AS n") . "; DELETE FROM responses WHERE id < 0", 'SELECT 1', '22023', "can't take out of a .* responses that are not in it"],
    ['a sum out of range', "INSERT INTO responses (segment, score, amount) VALUES ('a', 1, 9e131071); INSERT INTO responses (segment, score, amount) VALUES ('a', 1, 9e131071)", "DELETE FROM responses WHERE id = (SELECT min(id) FROM responses WHERE amount > 1e9); DELETE FROM responses WHERE amount > 1e9", '22003', 'overflow'],
) {
    my ($name, $spoil, $correct, $code, $message) = @$case;
    answers($spoil, '', "$name: the writer does not notice");
    answers("INSERT INTO responses (segment, score) VALUES ('a', 1); INSERT INTO responses (segment, score) VALUES ('b', 2), ('new', 9); UPDATE responses SET score = 3 WHERE segment = 'c'; " x $FOR_SURE
            . "$others; SELECT count(*) FROM live_deltas WHERE segment <> 'a'", "0\n0", '... nor those after him, and other groups are folded and read');
    cmp_ok(ask("SELECT count(*) FROM live_deltas WHERE segment = 'a'"), '>', 0, '... but that one stays pending');
    like(ask("SELECT * FROM live WHERE segment = 'a'"), qr/ERROR:  $code: .*$message/, '... and its readers get an error');
    like(ask("SELECT fold_live_rollup('live')"), qr/\AWARNING:  $code: .*$message.*\n\d+\z/s, '... who folds gets a warning');
    like(ask($correct), qr/^1?\z/, '... the responses are corrected');
    answers($mended, "\n0\n0", '... and after a refresh all is well');
    ask("DELETE FROM responses WHERE id > 30");
}
answers('SELECT fold_live_rollup(\'live\') >= 0; SELECT count(*) FROM check_live_rollup(\'live\')', "t\n0", 'in the end');

# A key that no index takes: whether it is refused when it is written or not, nothing else is held up.
ask("CREATE TABLE long (key text, score integer); SELECT create_live_rollup('by_key', 'SELECT key, count(*) AS n FROM long GROUP BY key', 3)");
like(ask("INSERT INTO long SELECT string_agg(md5(n::text), ''), 1 FROM generate_series(1, 400) AS n"), qr/\A(ERROR:  54000: .*|)\z/s, 'a key of 12 kB');
ask("INSERT INTO long SELECT 'a' || n % 3, 1 FROM generate_series(1, 9) AS n; " x $FOR_SURE);
cmp_ok(ask("SELECT count(*) FROM by_key_deltas WHERE length(key) < 1000"), '<', 450, '... other groups are folded');
answers("SELECT count(*) FROM check_live_rollup('by_key'); DELETE FROM long WHERE length(key) > 1000; SELECT refresh_live_rollup('by_key'); SELECT count(*) FROM check_live_rollup('by_key'); SELECT drop_live_rollup('by_key')", "0\n\n0\n", '... and all is right');

# Several of them among many others, in a fold of a writer.
ask("CREATE TABLE scales (key integer, score integer, hi integer); SELECT create_live_rollup('scaled', 'SELECT key, score_summary(score, 0, hi) AS s, count(*) AS n FROM scales GROUP BY key', 100000)");
ask("INSERT INTO scales SELECT key, 5, 10 FROM generate_series(1, 500) AS key; " x 3 . "INSERT INTO scales SELECT key, 50, 100 FROM unnest(ARRAY[1, 77, 250, 499]) AS key");
answers("SELECT alter_live_rollup('scaled', 1); " . "INSERT INTO scales VALUES (3, 1, 10); " x 20 . "SELECT count(DISTINCT key) >= 4, count(DISTINCT key) < 20 FROM scaled_deltas", "\nt|t", 'four groups that can\'t be merged, among 500: nearly all others are folded by writers');
like(ask("SELECT fold_live_rollup('scaled')"), qr/\A(WARNING:  42804: summaries on the scales .* do not merge).*\n\d+\z/s, '... one warning says why some stay');
answers('SELECT DISTINCT key FROM scaled_deltas ORDER BY 1; SELECT count(*) FROM scaled WHERE key NOT IN (1, 77, 250, 499)', "1\n77\n250\n499\n496", '... and only those do');
ask("SELECT drop_live_rollup('scaled')");

# One with more deltas than are folded at once.
ask("CREATE TABLE busy (key text, score integer, hi integer DEFAULT 10); SELECT create_live_rollup('by_scale', 'SELECT key, score_summary(score, 0, hi) AS s FROM busy GROUP BY key', 100); INSERT INTO busy VALUES ('hot', 5); SELECT fold_live_rollup('by_scale'); INSERT INTO busy VALUES ('hot', 50, 100)");
ask("DO \$\$BEGIN FOR n IN 1 .. 4 * $FOLDED_AT_ONCE LOOP INSERT INTO busy VALUES (CASE WHEN n % 2 = 0 THEN 'hot' ELSE 'cold ' || n % 9 END, 5); COMMIT; END LOOP; END\$\$");
cmp_ok(ask("SELECT count(*) FROM by_scale_deltas WHERE key <> 'hot'"), '<', $FOLDED_AT_ONCE / 2, 'a busy group that can\'t be merged does not keep writers from folding others');
ask("SELECT drop_live_rollup('by_scale')");

# ---- What can't be folded yet is one delta of each kind ---------------------------------------------------------------

ask(hidden("INSERT INTO responses (id, segment, score) SELECT -n, 'a', 7 FROM generate_series(1, 50) AS n"));
ask(join '', map { "DELETE FROM responses WHERE id = -$_; INSERT INTO responses (segment, score) VALUES ('a', 9); DELETE FROM responses WHERE id = -$_ - 25;\n" } 1 .. 25);
ask("SELECT fold_live_rollup('live')");
answers("SELECT count(*), sum(CASE WHEN _removed THEN -n ELSE n END) FROM live_deltas", "2|-25", 'more removals than there is: the group has one delta of each kind');
answers("INSERT INTO responses (id, segment, score) SELECT -n, 'a', 7 FROM generate_series(1, 50) AS n; SELECT fold_live_rollup('live') >= 0; SELECT count(*) FROM live_deltas; SELECT n FROM live WHERE segment = 'a'", "t\n0\n35",
    '... and when the additions come, all is folded');
ask(hidden("DELETE FROM responses WHERE id < 0"));
answers($mended, "\n0\n0", '... and mended');

# ---- Nobody waits, and whoever folds holds up nobody ------------------------------------------------------------------

my ($folder, $writer, $reader) = map { session() } 1 .. 3;
ask("SELECT alter_live_rollup('live', 3)");
in_session($folder, "BEGIN; INSERT INTO responses (segment, score) VALUES ('held', 5); SELECT fold_live_rollup('live')");
is(in_session($writer, "SELECT fold_live_rollup('live') IS NULL"), 't', 'while somebody folds, nobody else can: NULL');
is(in_session($writer, "INSERT INTO responses (segment, score) VALUES ('a', 1); " x 50 . pending('live')), '50', '... and writers neither wait nor fold');
is(in_session($reader, "SELECT count(*) FROM (TABLE live EXCEPT TABLE live_query) AS d"), '0', '... and readers see all');
in_session($folder, 'COMMIT');
is(in_session($writer, "INSERT INTO responses (segment, score) VALUES ('a', 1); " x $FOR_SURE . "SELECT pending_deltas <= 3 FROM live_rollups; SELECT count(*) FROM check_live_rollup('live')"), "t\n0", '... and fold themselves afterwards');

in_session($folder, "BEGIN; SAVEPOINT s; SELECT fold_live_rollup('live')");
is(in_session($writer, "SELECT fold_live_rollup('live') IS NULL"), 't', 'a fold after a savepoint holds the lock');
in_session($folder, 'ROLLBACK TO s');
is(in_session($writer, "SELECT fold_live_rollup('live') IS NULL"), 'f', '... until it is rolled back');
in_session($folder, 'ROLLBACK');

ask("SELECT alter_live_rollup('live', 1)");
answers("BEGIN; SAVEPOINT s; " . "INSERT INTO responses (segment, score) VALUES ('s', 1); " x 20 . "ROLLBACK TO s; SELECT count(*) FROM live WHERE segment = 's'; SAVEPOINT t; " . "INSERT INTO responses (segment, score) VALUES ('t', 1); " x 20
        . "RELEASE t; SAVEPOINT u; UPDATE responses SET segment = 'u' WHERE segment = 't'; DELETE FROM responses WHERE segment = 'u'; ROLLBACK TO u; COMMIT; SELECT n FROM live WHERE segment = 't'; SELECT count(*) FROM check_live_rollup('live')",
    "0\n20\n0", 'writers fold in savepoints, which may be rolled back');
for my $isolation ('REPEATABLE READ', 'SERIALIZABLE') {
    refused("BEGIN ISOLATION LEVEL $isolation; SELECT fold_live_rollup('live')", '0A000', "can't be filled or folded", "refused: a fold in $isolation");
    answers("BEGIN ISOLATION LEVEL $isolation; " . "INSERT INTO responses (segment, score) VALUES ('r', 1); " x 50 . "SELECT n FROM live WHERE segment = 'r'; ROLLBACK", '50', '... but writers go on, and see what they have written');
}

# An old snapshot sees what it saw, however much is folded.
my $look = "SELECT md5(string_agg(segment || s::text || n || amount, ',' ORDER BY segment)) FROM live";
my $before = in_session($reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; $look");
ask("INSERT INTO responses (segment, score) VALUES ('a', 1); UPDATE responses SET score = 10 - score WHERE segment = 'b'; DELETE FROM responses WHERE segment = 'r'; " x 100);
is(in_session($reader, $look), $before, 'who reads in REPEATABLE READ sees the same throughout');
answers("SELECT count(*) FROM check_live_rollup('live')", '0', '... while others see what is new');
in_session($reader, 'COMMIT');

# Who folds and then writes, against who needs the table and the fold for himself: no deadlock.
ask("CREATE TABLE few (key text); SELECT create_live_rollup('ordered', 'SELECT key, count(*) AS n FROM few GROUP BY key'); INSERT INTO few VALUES ('a')");
for my $other ("refresh_live_rollup('ordered')", "drop_live_rollup('ordered')") {
    in_session($folder, "BEGIN; SELECT fold_live_rollup('ordered')");
    start($writer, "SELECT $other");
    ok(is_waiting($writer), "$other waits for who is folding");
    is(in_session($folder, "INSERT INTO few VALUES ('b'); COMMIT"), '', '... who goes on writing');
    is(finish($writer), '', '... and is done then');
}

# ---- A fold that fails, hangs or is cancelled -------------------------------------------------------------------------

my $trigger = "CREATE OR REPLACE FUNCTION hinder() RETURNS trigger LANGUAGE plpgsql AS \$\$BEGIN %s RETURN NEW; END\$\$; CREATE OR REPLACE TRIGGER hinder BEFORE UPDATE OR INSERT ON live_groups FOR EACH ROW EXECUTE FUNCTION hinder()";
my $add = "INSERT INTO responses (segment, score) VALUES ('h', 1);";
ask(sprintf $trigger, "RAISE 'no';");
answers($add x 30 . " SELECT n FROM live WHERE segment = 'h'; SELECT count(*) FROM check_live_rollup('live')", "30\n0", 'a fold that fails: nobody notices');
like(ask("SELECT fold_live_rollup('live')"), qr/\AWARNING:  P0001: no\n.*\n0\z/s, '... but who asked for it');
ask(sprintf $trigger, 'PERFORM pg_sleep(30);');
my $times_out = ask("SET statement_timeout = '300ms'; " . $add x $FOR_SURE);
like($times_out, qr/\AERROR:  57014: canceling statement due to statement timeout/, 'a fold that hangs ends with the statement_timeout of the writer');
start($writer, "DO \$\$BEGIN FOR n IN 1 .. $FOR_SURE LOOP $add END LOOP; END\$\$");
for (1 .. 100) {
    last if ask("SELECT wait_event FROM pg_stat_activity WHERE pid = $writer->{pid}") eq 'PgSleep';
    select undef, undef, undef, 0.1;
}
answers("SELECT pg_cancel_backend($writer->{pid})", 't', '... or with a cancel');
ask('ALTER TABLE live_groups DISABLE TRIGGER hinder');
like(finish($writer), qr/\AERROR:  57014: canceling statement due to user request/, '... which the writer gets');
answers("SELECT n = (SELECT count(*) FROM responses WHERE segment = 'h') FROM live WHERE segment = 'h'; SELECT count(*) FROM check_live_rollup('live')", "t\n0", '... and both ways, what he wrote is in the rollup as in the table');
ask('DROP TRIGGER hinder ON live_groups');
ask("SELECT fold_live_rollup('live')");
in_session($folder, 'BEGIN; LOCK TABLE live_groups IN SHARE MODE');
cmp_ok(ask("SET lock_timeout = '5s'; " . $add x 50 . pending('live')), '>=', 50, "a lock on the groups is not waited for");
in_session($folder, 'ROLLBACK');
answers("SELECT fold_live_rollup('live') > 0; SELECT count(*) FROM check_live_rollup('live')", "t\n0", '... and then all is folded');
ask("CREATE TABLE visits (shop text) PARTITION BY LIST (shop); CREATE TABLE visits_a PARTITION OF visits FOR VALUES IN ('a'); CREATE TABLE visits_b PARTITION OF visits FOR VALUES IN ('b'); SELECT create_live_rollup('shops', 'SELECT shop, count(*) AS n FROM visits GROUP BY shop', 1)");
in_session($folder, 'BEGIN; LOCK TABLE visits_b');
answers("SET statement_timeout = '10s'; " . "INSERT INTO visits VALUES ('a'); " x 50 . "SELECT count(*) < 50 FROM shops_deltas; TABLE shops", "t\na|50", '... nor one on a partition');
in_session($folder, 'ROLLBACK');
ask("SELECT drop_live_rollup('shops')");

# ---- A backlog drains, in portions ------------------------------------------------------------------------------------

ask(<<'SQL');
CREATE TABLE many (key integer, score integer, id serial PRIMARY KEY);
SELECT create_live_rollup('backlog', 'SELECT key, nps_summary(score) AS s, count(*) AS n FROM many GROUP BY key', 1000);
SQL

# Writers of single rows, with a look at what is pending first after each and then after some.
sub drain {
    my ($name) = @_;
    my ($largest, $writes, $was) = (0, 0, ask(pending('backlog')));
    cmp_ok($was, '>=', $BACKLOG, "$name: $was deltas are pending");
    while ($was > $BACKLOG / 9 && $writes < $BACKLOG) {
        my $between = $largest ? 500 : 1;
        for my $left (split /\n/, ask(join '', ("INSERT INTO many SELECT 1 + random() * 1000, 5;\n" x $between . pending('backlog') . ";\n") x ($largest ? 2 : 10))) {
            $largest = $was + 1 - $left if $between == 1 && $was + 1 - $left > $largest;
            $was = $left;
            $writes += $between;
        }
    }
    cmp_ok($was, '<=', $BACKLOG / 9, "... writers of single rows have folded nearly all of it, after $writes of them");
    ok($largest > 0 && $largest <= $FOLDED_AT_ONCE, "... in portions, of which the first was $largest");
    return answers("SELECT count(*) FROM check_live_rollup('backlog'); SELECT count(*) FROM (SELECT key, s::text, n FROM backlog EXCEPT SELECT key, s::text, n FROM backlog_query) AS d", "0\n0", '... and all is right');
}
ask("BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO many SELECT n, n % 11 FROM generate_series(1, 1.1 * $BACKLOG) AS n; COMMIT");
drain('written in REPEATABLE READ');
my $old = in_session($reader, 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*), sum(n) FROM backlog');
in_session($folder, "BEGIN; SELECT fold_live_rollup('backlog')");
ask("INSERT INTO many SELECT n, n % 11 FROM generate_series(1, $BACKLOG / 2) AS n; UPDATE many SET score = 10 - score WHERE key <= $BACKLOG / 5; DELETE FROM many WHERE key % 3 = 0");
in_session($folder, 'COMMIT');
drain('while somebody held the fold, and an old snapshot is open');
is(in_session($reader, 'SELECT count(*), sum(n) FROM backlog; COMMIT'), $old, '... which sees what it saw');

# One hot group, whose removals are folded before their additions.
ask("TRUNCATE many; SELECT refresh_live_rollup('backlog'); SET default_transaction_isolation = 'repeatable read'; "
        . "INSERT INTO many VALUES (1, 9);\n" x ($BACKLOG / 10) . "UPDATE many SET score = 10 - score WHERE id = (SELECT min(id) FROM many);\n" x ($BACKLOG / 25) . "INSERT INTO many VALUES (1, 2);\nDELETE FROM many WHERE id = (SELECT max(id) FROM many);\n" x ($BACKLOG / 25));
cmp_ok(ask(pending('backlog')), '>=', $BACKLOG / 4, 'a hot group: ' . ask(pending('backlog')) . ' deltas');
for my $round (1 .. 5) {
    ask("INSERT INTO many VALUES (1, 5);\n" x 100);
    answers("SELECT count(*) FROM check_live_rollup('backlog'); SELECT n = (SELECT count(*) FROM many) FROM backlog", "0\nt", '... right at any time: ' . ask(pending('backlog')));
}
answers("SELECT fold_live_rollup('backlog') >= 0; " . pending('backlog') . "; SELECT n = (SELECT count(*) FROM many) FROM backlog_groups", "t\n0\nt", '... and folded to the last');
done_testing();
