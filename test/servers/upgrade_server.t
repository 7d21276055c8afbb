#!/usr/bin/perl
# pg_upgrade from an older PostgreSQL to the one under test, with stored summaries and live rollups: the same bytes, and
# everything goes on working.
#
# The older one is another below /usr/lib/postgresql that has the extension too, as OLD_PG_CONFIG may name.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Servers;
use Test::More;

sub version_of { return `'$_[0]' --version` =~ /(\d+)/ ? $1 : 0 }
sub has_extension {
    my ($pg_config) = @_;
    chomp(my $share = `'$pg_config' --sharedir`);
    return -e "$share/extension/customer_metrics.control";
}

# Some minor releases keep notes of their own on the columns of all tables, which pg_upgrade copies and others refuse.
use constant NOTES =>
    q{SELECT coalesce(string_agg(DISTINCT split_part(o, '=', 1), ' '), '') FROM pg_attribute, unnest(attoptions) o WHERE attrelid = 'pg_views'::regclass;};

my $new = $ENV{PG_CONFIG} // 'pg_config';
my ($old) = grep { -x && version_of($_) && version_of($_) < version_of($new) && has_extension($_) }
    $ENV{OLD_PG_CONFIG} // sort glob '/usr/lib/postgresql/*/bin/pg_config';
plan skip_all => 'there is no older PostgreSQL with the extension beside PostgreSQL ' . version_of($new) unless $old;

my $from = do { local $ENV{PG_CONFIG} = $old; start_server('jit=off') };
create_samples($from);
answer($from, <<'SQL');
CREATE TABLE response (day date, segment text, score score_0_to_10, weight numeric, comment text);
INSERT INTO response SELECT date '2024-01-01' + n % 60, (ARRAY['a', 'b', NULL])[1 + n % 3], n * n % 11, n % 7 / 3.0, 'not bad' FROM generate_series(1, 5000) n;
SELECT create_live_rollup('live', 'SELECT segment, day, nps_summary(score) AS s, count(*) AS n FROM response GROUP BY segment, day');
SELECT create_live_rollup('folded', 'SELECT segment, weighted_score_summary(score, weight, 0, 10) AS w FROM response GROUP BY segment', 1);
CREATE MATERIALIZED VIEW stored AS SELECT segment, nps_summary(score) AS s FROM response GROUP BY segment;
CREATE TABLE kept (s score_summary PRIMARY KEY, nps numeric GENERATED ALWAYS AS (nps(s)) STORED, l sentiment_lexicon);
INSERT INTO kept (s, l) SELECT s, builtin_lexicon() FROM stored;
CREATE INDEX by_hash ON sample USING hash (s);
CREATE TABLE parts (s score_summary) PARTITION BY HASH (s);
CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts SELECT s FROM sample WHERE s IS NOT NULL;
INSERT INTO response SELECT date '2024-05-01', 'late', 9, 1, NULL FROM generate_series(1, 10);
SQL
my $look = <<'SQL';
SELECT 'live', segment, day, s, n FROM live ORDER BY segment, day;
SELECT 'folded', * FROM folded ORDER BY segment;
SELECT 'stored', segment, score_summary_send(s) FROM stored ORDER BY segment;
SELECT 'kept', s, nps, md5(l::text) FROM kept ORDER BY s;
SELECT tableoid::regclass, count(*) FROM parts GROUP BY 1 ORDER BY 1;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
WITH b AS MATERIALIZED (SELECT s FROM sample) SELECT 'found', count(*) FROM b WHERE EXISTS (SELECT FROM sample a WHERE a.s = b.s);
WITH b AS MATERIALIZED (SELECT s FROM sample) SELECT 'in its part', count(*) FROM b WHERE EXISTS (SELECT FROM parts a WHERE a.s = b.s);
SQL
my ($bytes, $seen) = (bytes_of_samples($from), answer($from, $look));
my $notes_of_old = answer($from, NOTES);
shut_down($from);

my $to = start_server('jit=off');
my $notes_of_new = answer($to, NOTES);
shut_down($to);
plan skip_all => 'PostgreSQL ' . version_of($old) . " notes $notes_of_old in every table, which PostgreSQL " . version_of($new) . ' does not read'
    if $notes_of_old ne $notes_of_new;

plan tests => 9;
my $said = upgrade_server($from, $to);
like($said, qr/Upgrade Complete/, 'pg_upgrade from ' . version_of($old) . ' to ' . version_of($new)) or diag($said);
start_again($to);
is(answer($to, 'SHOW server_version_num;') =~ s/\d{4}$//r, version_of($new), 'the new server has the data');
is(bytes_of_samples($to), $bytes, 'summaries have the same bytes');
is(answer($to, $look), $seen, 'rollups, views, generated columns, indexes and partitions are as they were');
answer($to, q{SELECT count(fold_live_rollup(name)) FROM live_rollups;});
is(answer($to, q{SELECT count(*) FROM live_rollups, check_live_rollup(name);}), 0, 'live rollups are what the rows say');
answer($to, q{INSERT INTO response VALUES ('2024-06-01', 'new', 10, 2, 'good'); UPDATE response SET score = 0 WHERE segment = 'a'; DELETE FROM response WHERE segment = 'b';});
is(answer($to, q{SELECT nps(rollup(s)) FROM live WHERE segment = 'new';}), '100.0000000000000000', '... and follow new responses');
answer($to, q{SELECT count(fold_live_rollup(name)) FROM live_rollups;});
is(answer($to, q{SELECT count(*) FROM live_rollups, check_live_rollup(name);}), 0, '... and changes');
answer($to, 'REFRESH MATERIALIZED VIEW stored; REINDEX DATABASE postgres;');
is(answer($to, q{SELECT nps(rollup(s)) = (SELECT nps(score) FROM response) FROM stored;}), 't', 'views are refreshed');
is(server_logs_are_clean(), '', 'nothing is broken in the logs');
