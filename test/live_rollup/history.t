#!/usr/bin/perl
# A live rollup shows what its query would, to the byte, after any history of changes.
#
# Random statements of every kind run against plain and partitioned tables, in and out of transactions and savepoints,
# under changing time zones, at all levels of isolation. Some rollups fold at nearly every statement, some hardly ever. In
# between, check_live_rollup() must find nothing, and a full outer join with a query that stands in this file must, byte
# by byte, find nothing either.
#
#   STATEMENTS=20000 SEED=7 test/live_rollup/history.t      more of them, another history
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $STATEMENTS = $ENV{STATEMENTS} || 2500;
my $BETWEEN_CHECKS = 100;
my $seed = $ENV{SEED} // 20240229;
my $database = 'live_history';
my $ERROR_ON_PURPOSE = '22012';    # division by zero

system("dropdb --if-exists $database 2>/dev/null && createdb $database") == 0 or die "can't create $database";
END { system("dropdb --if-exists $database") }

# ---- Tables and rollups ---------------------------------------------------------------------------------------------

my $tables = <<'SQL';
CREATE EXTENSION customer_metrics;
CREATE TABLE customers (customer_id integer PRIMARY KEY, region text);
INSERT INTO customers SELECT n, CASE WHEN n % 7 > 0 THEN 'region ' || n % 3 END FROM generate_series(1, 40) AS n;

CREATE SCHEMA survey;
CREATE TABLE survey.responses (
  unused integer, id integer PRIMARY KEY, customer_id integer REFERENCES customers ON UPDATE CASCADE ON DELETE CASCADE,
  at timestamptz, segment text, score integer, weight numeric, mood double precision, amount numeric(12,2), note text);
ALTER TABLE survey.responses DROP COLUMN unused;

CREATE TABLE visits (id integer, shop text, day date, rating smallint, PRIMARY KEY (id, shop)) PARTITION BY LIST (shop);
CREATE TABLE visits_north PARTITION OF visits FOR VALUES IN ('north');
-- Another order of columns, and one that is gone.
CREATE TABLE visits_south (rating smallint, gone text, shop text NOT NULL, id integer NOT NULL, day date);
ALTER TABLE visits_south DROP COLUMN gone;
ALTER TABLE visits ATTACH PARTITION visits_south FOR VALUES IN ('south');
CREATE TABLE visits_rest PARTITION OF visits DEFAULT PARTITION BY RANGE (id);
CREATE TABLE visits_rest_1 PARTITION OF visits_rest FOR VALUES FROM (MINVALUE) TO (500);
CREATE TABLE visits_rest_2 PARTITION OF visits_rest FOR VALUES FROM (500) TO (MAXVALUE);
ALTER TABLE visits ADD customer_id integer REFERENCES customers ON UPDATE CASCADE ON DELETE CASCADE;
SQL

# Each with the columns of its key, and how each other column is compared.
my %queries = (
    by_day => [
        [qw(segment day)], { s => 'score_summary_send', n => '', amount => '', scored => '' },
        q{SELECT segment, (at - interval '4 hours')::date AS day, nps_summary(score) AS s, count(*) AS n, sum(amount) AS amount,
                 count(score) FILTER (WHERE score > 8) AS scored
          FROM survey.responses WHERE score IS NULL OR score <> 3 GROUP BY segment, (at - interval '4 hours')::date} ],
    by_region => [
        [qw(region)], { w => 'score_summary_send', m => 'score_summary_send', c => 'comment_summary_send', d => 'driver_products_summary_send', f => 'retention_flow_summary_send', customers => '' },
        q{SELECT c.region, weighted_score_summary(r.score, r.weight, 0, 10) AS w, sentiment_score_summary(r.score, r.mood, 0, 10) AS m,
                 sentiment_summary(r.mood) AS c, driver_summary(r.score, r.mood, r.amount) AS d, retention_summary(greatest(r.amount, 0), r.score) AS f,
                 sum(r.customer_id) AS customers
          FROM survey.responses AS r LEFT JOIN customers AS c USING (customer_id) GROUP BY c.region} ],
    by_shop => [
        [qw(shop month)], { s => 'score_summary_send', n => '' },
        q{SELECT shop, date_trunc('month', day)::date AS month, csat_summary(rating) AS s, count(*) AS n
          FROM visits GROUP BY shop, 2} ],
    by_home => [
        [qw(region)], { n => '', ratings => '' },
        q{SELECT c.region, count(*) AS n, sum(v.rating) AS ratings FROM visits AS v LEFT JOIN customers AS c USING (customer_id) GROUP BY c.region} ],
);
# With limits so low that folding happens all the time, and the default.
my @rollups = map { ["${_}_1", $_, 1], ["${_}_3", $_, 3], ["${_}_20", $_, 20], [$_, $_] } sort keys %queries;

sub create_statements {
    return "SET TimeZone = 'America/New_York';\n"
        . join('', map { "SELECT create_live_rollup('$_->[0]', \$q\$$queries{$_->[1]}[2]\$q\$" . ($_->[2] ? ", $_->[2]" : '') . ");\n" } @rollups);
}

# One line "differ <rollup> <groups>" for each of the two ways to look at each rollup.
sub check_statements {
    my $sql = "SET TimeZone = 'America/New_York';\n";
    for (@rollups) {
        my ($name, $query) = @$_;
        my ($keys, $others, $text) = @{ $queries{$query} };
        my $columns = join ', ', @$keys, map { $others->{$_} ? "$others->{$_}($_) AS $_" : $_ } sort keys %$others;
        my $same = join ' AND ', map { "a.$_ IS NOT DISTINCT FROM b.$_" } sort keys %$others;
        my $key = "jsonb_build_array(" . join(', ', @$keys) . ") AS key";
        $sql .= "SELECT 'differ $name by check', count(*) FROM check_live_rollup('$name');\n"
            . "SELECT 'differ $name by join', count(*) FROM (SELECT $key, $columns FROM $name) AS a "
            . "FULL JOIN (SELECT $key, $columns FROM ($text) AS q) AS b ON a.key = b.key WHERE a.key IS NULL OR b.key IS NULL OR NOT ($same);\n";
    }
    return $sql;
}

# ---- Random statements ----------------------------------------------------------------------------------------------

my $state = $seed;

sub any {    # a number from 0 to $n - 1, the same on every machine
    my ($n) = @_;
    $state = ($state * 1103515245 + 12345) % 2147483648;
    return ($state >> 8) % $n;
}
sub one_of { return $_[ any(scalar @_) ] }

my $next = 1;
my $shop = sub { one_of("'north'", "'north'", "'south'", "'south'", "'east'", "'west'") };
my $response = sub {
    my ($id) = @_;
    return sprintf q{(%d, %s, %s, %s, %s, %s, %s, %s, %s)}, $id, one_of('NULL', map { 1 + any(40) } 1 .. 5),
        one_of('NULL', map { sprintf "'2024-0%d-%02d %02d:30+00'", 1 + any(2), 1 + any(3), any(24) } 1 .. 9),
        one_of('NULL', "'a'", "'b'", "'it''s'", "'a'"), one_of('NULL', map { any(11) } 1 .. 8), any(5000) / 1000,
        one_of('NULL', (any(2001) - 1000) / 1000, 0.5), one_of('NULL', any(100000) / 100, -3.5), one_of('NULL', "'x'");
};
my $list = 'INSERT INTO survey.responses (id, customer_id, at, segment, score, weight, mood, amount, note) VALUES ';
my $some = sub { sprintf 'id %% %d = %d', 5 + any(40), any(5) };
my $new = sub { map { $response->($next++) } 1 .. shift };
my $visit = sub { sprintf "(%d, %s, %s, %s)", $next++, $shop->(), one_of('NULL', map { sprintf "'2024-%02d-10'", 1 + any(3) } 1 .. 4), one_of('NULL', 1 + any(5), 1 + any(5)) };

# From a file: in a transaction that has failed, psql would take data after the statement for statements.
my $directory = tempdir(CLEANUP => 1);
chmod 0755, $directory or die $!;
my $files = 0;

sub copy {
    my ($target, @rows) = @_;
    my $path = "$directory/" . ++$files;
    open my $file, '>', $path or die "$path: $!";
    print $file map { join("\t", @$_) . "\n" } @rows;
    close $file or die "$path: $!";
    return "COPY $target FROM '$path'";
}


# Kind by kind, with how often each comes.
my @kinds = (
    [8, sub { $list . join(', ', $new->(1 + any(3))) }],
    [4, sub { $list . join(', ', $new->(20 + any(60))) }],
    [1, sub { my $from = $next; $next += 1200; "INSERT INTO survey.responses (id, segment, at, score, weight, amount) SELECT n, 'many', '2024-01-01 12:00+00', n % 11, 1, 1 FROM generate_series($from, $from + 1199) AS n" }],
    [5, sub { 'UPDATE survey.responses SET score = ' . one_of('NULL', any(11), '10 - score') . ' WHERE ' . $some->() }],
    [3, sub { 'UPDATE survey.responses SET segment = ' . one_of('NULL', "'b'", "'c'") . ", amount = amount + 1.25, mood = -mood WHERE " . $some->() }],
    [2, sub { "UPDATE survey.responses SET at = at + interval '" . any(30) . " hours', weight = " . any(9) . '.5 WHERE ' . $some->() }],
    [2, sub { "UPDATE survey.responses SET note = 'read' WHERE " . $some->() }],
    [5, sub { 'DELETE FROM survey.responses WHERE ' . $some->() }],
    [1, sub { "DELETE FROM survey.responses WHERE segment = 'many'" }],
    [4, sub { $list . join(', ', map { $response->(1 + any($next)) } 1) . ' ON CONFLICT (id) DO UPDATE SET score = excluded.score, segment = excluded.segment' }],
    [2, sub { $list . join(', ', map { $response->(1 + any($next)) } 1) . ' ON CONFLICT DO NOTHING' }],
    [3, sub {
        my ($old, $fresh) = (1 + any($next), $next++);
        "MERGE INTO survey.responses AS r USING (VALUES ($old, 7), ($old + 1, 2), ($old + 2, 9), ($fresh, 5)) AS v (id, score) ON r.id = v.id "
            . "WHEN MATCHED AND v.score = 2 THEN DELETE WHEN MATCHED THEN UPDATE SET score = v.score "
            . "WHEN NOT MATCHED AND v.id = $fresh THEN INSERT (id, segment, score, weight) VALUES (v.id, 'merged', v.score, 2)" }],
    [2, sub { my $c = 1 + any(40); "WITH c AS (DELETE FROM customers WHERE customer_id = $c RETURNING *) DELETE FROM survey.responses WHERE customer_id = $c + 1" }],
    [2, sub { 'WITH gone AS (DELETE FROM survey.responses WHERE ' . $some->() . ' RETURNING *) INSERT INTO survey.responses SELECT (g).* FROM (SELECT gone #= NULL AS g FROM gone) AS x WHERE false' =~ s/INSERT.*/SELECT count(*) FROM gone/r }],
    [2, sub { my $c = 1 + any(40); "DELETE FROM customers WHERE customer_id = $c" }],
    [1, sub { my $c = 1 + any(30); "DELETE FROM customers WHERE customer_id BETWEEN $c AND $c + 3" }],
    [6, sub { my $c = 1 + any(40); "INSERT INTO customers VALUES ($c, 'region ' || $c % 3) ON CONFLICT DO NOTHING" }],
    [2, sub { my $c = 1 + any(40); "UPDATE customers SET customer_id = customer_id + 1000 WHERE customer_id = $c; UPDATE customers SET customer_id = customer_id - 1000 WHERE customer_id = $c + 1000" }],
    [1, sub { 'TRUNCATE ' . one_of('survey.responses', 'visits', 'visits_south', 'visits_rest', 'visits_north, visits_rest_1', 'survey.responses, visits') }],
    [3, sub { copy('survey.responses (id, segment, score, weight)', map { [$next++, one_of('\N', 'a', 'copied'), any(11), 1] } 1 .. 1 + any(5)) }],
    [6, sub { 'INSERT INTO visits VALUES ' . join ', ', map { $visit->() } 1 .. 1 + any(6) }],
    [2, sub { "INSERT INTO visits_south (shop, id, rating, day) VALUES ('south', " . $next++ . ', ' . (1 + any(5)) . ", '2024-02-01')" }],
    [2, sub { "INSERT INTO visits_rest (shop, id, rating, day) VALUES ('east', " . $next++ . ', ' . (1 + any(5)) . ", '2024-02-01')" }],
    [3, sub { 'UPDATE visits SET rating = ' . (1 + any(5)) . ' WHERE ' . $some->() }],
    [5, sub { 'UPDATE visits SET customer_id = ' . (1 + any(40)) . ' WHERE ' . $some->() }],
    [3, sub { 'UPDATE visits SET shop = ' . $shop->() . ' WHERE ' . $some->() . ' AND id > ' . any($next) }],
    [2, sub { 'UPDATE ' . one_of('visits_south', 'visits_rest', 'visits_rest_1', 'visits_rest_2') . ' SET rating = NULL WHERE ' . $some->() }],
    [2, sub { 'DELETE FROM ' . one_of('visits', 'visits_south', 'visits_rest', 'visits_rest_2') . ' WHERE ' . $some->() }],
    [2, sub { "MERGE INTO visits AS v USING (VALUES ($next, 'east'), (" . any($next) . ", 'south')) AS n (id, shop) ON v.id = n.id AND v.shop = n.shop "
            . "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (n.id + 100000 + " . $next++ . ", n.shop, '2024-03-01', 4)" }],
    [2, sub { copy('visits (id, shop, day, rating)', map { [$next++, one_of(qw(north south east)), '\N', 1 + any(5)] } 1 .. 3) }],
    [3, sub { "SELECT fold_live_rollup('" . one_of(map { $_->[0] } @rollups) . "')" }],
    [1, sub { 'SET CONSTRAINTS ALL ' . one_of('IMMEDIATE', 'DEFERRED') }],
    [3, sub { 'SET TimeZone = ' . one_of("'UTC'", "'Asia/Tokyo'", "'America/New_York'") . "; SET DateStyle = " . one_of("'German'", "'ISO, DMY'", "'SQL, MDY'") }],
    [1, sub { "SELECT refresh_live_rollup('" . one_of(map { $_->[0] } @rollups) . "')" }],
    [1, sub { "SELECT alter_live_rollup('" . one_of(map { $_->[0] } grep { $_->[2] } @rollups) . "', " . one_of(1, 2, 5, 50) . ')' }],
);
my @bag = map { my $n = $_; ($kinds[$n]) x $kinds[$n][0] } 0 .. $#kinds;

# The data of COPY end with a line of their own.
sub ended { return $_[0] =~ m{\\\.\z} ? "$_[0]\n" : "$_[0];\n" }

# A statement, a transaction of several, or one with savepoints and errors, ended in either way.
sub history {
    my ($count) = @_;
    my $sql = '';
    for (my $n = 0; $n < $count;) {
        my $size = one_of(1, 1, 1, 2, 5, 9);
        $n += $size;
        if ($size == 1) { $sql .= ended(one_of(@bag)->[1]->()); next }
        my $isolation = one_of('READ COMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE');
        $sql .= "BEGIN ISOLATION LEVEL $isolation;\n";
        my $depth = 0;
        for (1 .. $size) {
            my $kind = one_of(@bag);
            my $statement = $kind->[1]->();
            # These ask for READ COMMITTED.
            next if $isolation ne 'READ COMMITTED' && $statement =~ /TRUNCATE|refresh_live|fold_live/;
            if (any(6) == 0) { $sql .= 'SAVEPOINT s' . $depth++ . ";\n" }
            $sql .= ended($statement);
            next unless $depth;
            if (any(4) == 0) { $sql .= 'ROLLBACK TO s' . --$depth . ";\n" }
            elsif (any(6) == 0) { $sql .= "SELECT 1/0;\nROLLBACK TO s" . --$depth . ";\n" }
            elsif (any(6) == 0) { $sql .= 'RELEASE s' . --$depth . ";\n" }
        }
        $sql .= check_statements() if any(25) == 0;
        $sql .= one_of('COMMIT', 'COMMIT', 'COMMIT', 'ROLLBACK', 'SELECT 1/0; COMMIT') . ";\n";
    }
    return $sql;
}

# ---- The test -------------------------------------------------------------------------------------------------------

my $script = "\\set VERBOSITY sqlstate\n\\set QUIET on\n\\pset tuples_only on\n\\pset format unaligned\n"
    . $tables . create_statements() . check_statements();
my $rounds = int($STATEMENTS / $BETWEEN_CHECKS);
$script .= history($BETWEEN_CHECKS) . check_statements() . "SELECT 'deltas ' || name, pending_deltas FROM live_rollups;\n" for 1 .. $rounds;
$script .= "SELECT fold_live_rollup('$_->[0]');\n" for @rollups;
$script .= check_statements();
$script .= "SELECT 'rows ' || name, rows FROM live_rollups;\nSELECT 'pending', sum(pending_deltas) FROM live_rollups;\n";
$script .= "SELECT 'responses', count(*) FROM survey.responses;\n";
open my $file, '>', my $path = "/tmp/live_history.$$.sql" or die $!;
print $file $script;
close $file;
my @lines = `psql -X -d $database -f $path 2>&1`;
my ($answers, $differences, %errors, %pending) = (0, '');
for (@lines) {
    if (/^differ (.*)\|(\d+)$/) { $answers++; $differences .= $_ if $2 }
    $errors{$1}++ if /ERROR:\s+(\w+)/;
    $pending{$1} += $2 if /^deltas (\w+)\|(\d+)$/;
}
my $on_purpose = delete $errors{$ERROR_ON_PURPOSE};
delete @errors{qw(25P02 3B001)};    # the rest of a transaction after it, and a savepoint that it did not reach
delete $errors{23503};               # no such customer
cmp_ok($answers, '>=', 2 * @rollups * ($rounds + 2), "$answers comparisons between $STATEMENTS random statements (seed $seed)");
is($differences, '', 'the rollups are what their queries show, by check_live_rollup() and by a full outer join, by bytes');
is(join(', ', map { "$_: $errors{$_}" } sort keys %errors), '', 'no statement failed') or diag(grep { /ERROR/ && !/$ERROR_ON_PURPOSE|25P02|3B001|23503/ } @lines);
cmp_ok($on_purpose // 0, '>', 3, 'some transactions failed on purpose');
is(join(' ', map { $pending{"${_}_1"} < $pending{$_} / 2 ? () : $_ } sort keys %queries), '', 'where the limit is low, writers have folded') or diag(explain(\%pending));
ok((grep { /^pending\|0$/ } @lines), 'all is folded');
cmp_ok((map { /^responses\|(\d+)/ ? $1 : () } @lines)[0] // 0, '>', 10, 'there are responses in the end') ;

# ---- That the test can fail: a change that is hidden from the triggers ----------------------------------------------

my @found = `psql -X -q -At -d $database -c "SET session_replication_role = replica" -c "INSERT INTO survey.responses (id, segment, score, weight) VALUES (-1, 'hidden', 9, 1)" -c "RESET session_replication_role" -c "SELECT name, count(*) FROM live_rollups, check_live_rollup(name) WHERE responses = 'survey.responses'::regclass GROUP BY name ORDER BY name::text"`;
is(join('', @found), join('', map { "$_->[0]|1\n" } sort { $a->[0] cmp $b->[0] } grep { $_->[1] =~ /day|region/ } @rollups), 'check_live_rollup() finds a row that no trigger saw');
my @mended = `psql -X -q -At -d $database -c "SELECT count(refresh_live_rollup(name)) FROM live_rollups" -c "SELECT count(*) FROM live_rollups, check_live_rollup(name)"`;
is($mended[1], "0\n", 'refresh_live_rollup() mends it');
unlink $path if Test::More->builder->is_passing;
done_testing();
