#!/usr/bin/perl
# pg_dump in each format, and back: the same bytes, and every object that is made of summaries works again.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Servers;
use Test::More;

my $server = $ENV{PGHOST} // start_server();
my $directory = tempdir(CLEANUP => 1);
my @databases;
END { system 'dropdb', '--host', $server, '--username', 'postgres', '--if-exists', $_ for @databases }

sub new_database {
    my ($name) = @_;
    push @databases, "dump_${name}_$$";
    answer($server, "CREATE DATABASE $databases[-1] TEMPLATE template0;");
    return $databases[-1];
}

my $from = new_database('from');
create_samples($server, database => $from);
answer($server, <<'SQL', database => $from);
CREATE TABLE response (at date, segment text, score score_0_to_10, sentiment sentiment_value);
INSERT INTO response SELECT date '2024-01-01' + n, (ARRAY['a', 'b', NULL])[1 + n % 3], n * n % 11, (n % 21 - 10) / 10.0 FROM generate_series(1, 300) n;
CREATE MATERIALIZED VIEW monthly AS
    SELECT date_trunc('month', at)::date AS month, segment, nps_summary(score) AS s, sentiment_summary(sentiment) AS c FROM response GROUP BY 1, 2;
CREATE UNIQUE INDEX ON monthly (month, segment, s);
CREATE VIEW yearly AS SELECT segment, rollup(s) AS s, nps(rollup(s)) AS nps FROM monthly GROUP BY segment;
CREATE TABLE rollup_table (
    segment text PRIMARY KEY, s score_summary NOT NULL DEFAULT 'empty' CHECK (responses(s) >= 0),
    answered bigint GENERATED ALWAYS AS (responses(s)) STORED, score numeric GENERATED ALWAYS AS (nps(s)) STORED);
INSERT INTO rollup_table SELECT coalesce(segment, '-'), s FROM yearly;
INSERT INTO rollup_table VALUES ('nobody');
CREATE INDEX ON rollup_table USING hash (s);
CREATE TABLE by_hash (s score_summary) PARTITION BY HASH (s);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash SELECT s FROM sample WHERE s IS NOT NULL;
CREATE FUNCTION question(s score_summary) RETURNS numeric LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT round(nps(s), 1); END;
CREATE AGGREGATE my_nps(score_summary) (SFUNC = score_summary_add, STYPE = score_summary, INITCOND = 'empty', FINALFUNC = question);
CREATE SCHEMA reports;
CREATE TABLE visit (shop text, score integer) PARTITION BY LIST (shop);
CREATE TABLE visit_a PARTITION OF visit FOR VALUES IN ('a');
CREATE TABLE visit_rest PARTITION OF visit DEFAULT;
INSERT INTO visit SELECT (ARRAY['a', 'b', NULL])[1 + n % 3], n % 11 FROM generate_series(1, 100) n;
SELECT create_live_rollup('reports.live', 'SELECT shop, nps_summary(score) AS s, count(*) AS n, sum(score) AS total FROM visit GROUP BY shop');
SELECT create_live_rollup('reports."a ""live"" one''s"', 'SELECT at, sentiment_summary(sentiment) AS c FROM response GROUP BY at', 7);
INSERT INTO visit VALUES ('pending', 3);
DELETE FROM visit WHERE shop IS NULL;
SQL

my $look = <<'SQL';
SELECT 'monthly', count(*), md5(string_agg(score_summary_send(s)::text || comment_summary_send(c)::text, ',' ORDER BY month, segment)) FROM monthly;
SELECT 'yearly', * FROM yearly ORDER BY segment;
SELECT 'rollup', * FROM rollup_table ORDER BY segment;
SELECT tableoid::regclass, count(*), md5(string_agg(score_summary_send(s)::text, ',' ORDER BY s)) FROM by_hash GROUP BY tableoid ORDER BY 1;
SELECT 'mine', my_nps(s) FROM monthly;
SELECT 'live', * FROM reports.live ORDER BY shop;
SELECT 'rollups', l.* FROM live_rollups l ORDER BY name::text;
SELECT 'triggers', tgrelid::regclass, tgname FROM pg_trigger WHERE tgfoid = 'follow_live_rollup'::regproc ORDER BY 2, 3;
SELECT 'objects', pg_describe_object(classid, objid, 0) FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') ORDER BY 2;
SQL
my $write = <<'SQL';
INSERT INTO visit VALUES ('new', 10), ('new', 9), ('a', 1);
INSERT INTO visit_rest VALUES ('b', 2);
UPDATE visit SET score = 10 - score WHERE shop = 'b';
DELETE FROM visit_a WHERE score > 5;
DELETE FROM response WHERE segment = 'a';
SELECT count(*) FROM live_rollups, check_live_rollup(name);
SELECT shop, n FROM reports.live WHERE shop = 'new';
SELECT bool_and(fold_live_rollup(name) >= 0) FROM live_rollups;
SELECT count(*) FROM live_rollups, check_live_rollup(name);
SQL
my $bytes = bytes_of_samples($server, database => $from);
my $seen = answer($server, $look, database => $from);
cmp_ok(scalar(split /\n/, $seen), '>', 100, 'there is a lot to see');

my %restore = (
    plain     => sub { my ($file, $to) = @_; ('psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--output=/dev/null', "--file=$file", "--dbname=$to") },
    inserts   => sub { my ($file, $to) = @_; ('psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--output=/dev/null', "--file=$file", "--dbname=$to") },
    custom    => sub { my ($file, $to) = @_; ('pg_restore', '--exit-on-error', "--dbname=$to", $file) },
    directory => sub { my ($file, $to) = @_; ('pg_restore', '--exit-on-error', '--jobs=2', "--dbname=$to", $file) },
    tar       => sub { my ($file, $to) = @_; ('pg_restore', '--exit-on-error', "--dbname=$to", $file) },
);
my @connection = ('--host', $server, '--username', 'postgres');
for my $format (sort keys %restore) {
    my @format = $format eq 'inserts' ? ('--format=plain', '--rows-per-insert=10') : ("--format=$format");
    my $to = new_database($format);
    my ($program, @arguments) = $restore{$format}->("$directory/$format", $to);
    ok(system('pg_dump', @connection, @format, "--file=$directory/$format", $from) == 0, "$format: dumped");
    ok(system($program, @connection, @arguments) == 0, "$format: restored");
    is(bytes_of_samples($server, database => $to), $bytes, "$format: the same bytes");
    is(answer($server, $look, database => $to), $seen, "$format: views, constraints, generated columns, partitions, functions and live rollups are as they were");
    is(answer($server, $write, database => $to), "0\nnew|2\nt\n0", "$format: ... which go on and fold");
}

# The schema of a rollup alone, to where its table is already: its triggers, which are the table's, come with a refresh.
my $alone = new_database('schema');
system("pg_dump @connection --schema=reports $from > $directory/reports") == 0 or die;
system("pg_dump @connection --exclude-schema=reports --section=pre-data --section=data $from | psql -X -q @connection -o /dev/null $alone") == 0 or die;
is(system("psql -X -q @connection -v ON_ERROR_STOP=1 -o /dev/null -f $directory/reports $alone"), 0, 'a schema of rollups is restored alone');
is(answer($server, "SELECT count(refresh_live_rollup(name)) FROM live_rollups; $write", database => $alone), "2\n0\nnew|2\nt\n0", '... and refreshed, they go on');

open my $plain, '<', "$directory/plain" or die $!;
is(scalar(grep { /^CREATE (?:TYPE|FUNCTION|AGGREGATE|OPERATOR|DOMAIN|CAST)\b/ && !/\b(?:question|my_nps)\(/ } <$plain>), 0, 'the extension itself is not in the dump');
done_testing();
