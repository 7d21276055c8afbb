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
SQL

my $look = <<'SQL';
SELECT 'monthly', count(*), md5(string_agg(score_summary_send(s)::text || comment_summary_send(c)::text, ',' ORDER BY month, segment)) FROM monthly;
SELECT 'yearly', * FROM yearly ORDER BY segment;
SELECT 'rollup', * FROM rollup_table ORDER BY segment;
SELECT tableoid::regclass, count(*), md5(string_agg(score_summary_send(s)::text, ',' ORDER BY s)) FROM by_hash GROUP BY tableoid ORDER BY 1;
SELECT 'mine', my_nps(s) FROM monthly;
SELECT 'objects', pg_describe_object(classid, objid, 0) FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') ORDER BY 2;
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
    is(answer($server, $look, database => $to), $seen, "$format: views, constraints, generated columns, partitions and functions are as they were");
}
open my $plain, '<', "$directory/plain" or die $!;
is(scalar(grep { /^CREATE (?:TYPE|FUNCTION|AGGREGATE|OPERATOR|DOMAIN|CAST)\b/ && !/\b(?:question|my_nps)\(/ } <$plain>), 0, 'the extension itself is not in the dump');
done_testing();
