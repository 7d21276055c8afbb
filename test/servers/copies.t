#!/usr/bin/perl
# A copy of a server has the same bytes: a streaming standby, before and after it takes over, and a subscriber to
# logical replication in binary, whatever its own settings.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Servers;
use Test::More tests => 18;

my $QUERY = <<'SQL';
SELECT kind, count(*), nps(rollup(s)), mean(rollup(s)), md5(score_summary_send(rollup(s)))
FROM (SELECT (s::jsonb) ->> 'kind' AS kind, s FROM sample WHERE (s::jsonb) ->> 'lo' = '0' AND (s::jsonb) ->> 'hi' = '10') k GROUP BY kind ORDER BY kind;
SQL

my $first = start_server('wal_level=logical');
create_samples($first);
answer($first, q{CREATE TABLE response (segment text, score integer); SELECT create_live_rollup('live', 'SELECT segment, nps_summary(score) AS s, count(*) AS n FROM response GROUP BY segment', 5);
    INSERT INTO response SELECT 's' || n % 3, n % 11 FROM generate_series(1, 100) AS n;});
my $LIVE = q{SELECT segment, s::text, n FROM live ORDER BY segment; SELECT count(*) FROM check_live_rollup('live'); SELECT rows, pending_deltas, missed_changes FROM live_rollups;};

# ---- Streaming ----
my $standby = standby_of($first, "datestyle='German, DMY'", 'extra_float_digits=-15', 'bytea_output=escape');
sub wait_for_standby {
    my $position = answer($first, 'SELECT pg_current_wal_lsn();');
    wait_for($standby, "SELECT pg_last_wal_replay_lsn() >= '$position';");
}
is(answer($standby, 'SELECT pg_is_in_recovery();'), 't', 'there is a standby');
is(bytes_of_samples($standby), bytes_of_samples($first), 'the standby was copied with all bytes');
answer($first, <<'SQL');
CREATE INDEX by_summary ON sample USING hash (s);
UPDATE sample SET s = s + s, c = c + c WHERE id % 3 = 0;
DELETE FROM sample WHERE id % 7 = 5;
INSERT INTO sample SELECT id + 10000, reverse(s), c FROM sample WHERE id % 2 = 0;
SQL
answer($first, q{INSERT INTO response VALUES ('new', 9); UPDATE response SET score = 10 - score WHERE segment = 's1'; DELETE FROM response WHERE segment = 's2';} x 20);
wait_for_standby();
is(answer($standby, $LIVE), answer($first, $LIVE), 'a live rollup is read on the standby, with its pending deltas');
like(scalar psql($standby, q{SELECT fold_live_rollup('live');}) . join('', psql($standby, q{SELECT fold_live_rollup('live');})), qr/read-only|during recovery/, '... but not folded');
my $changed = bytes_of_samples($first);
is(bytes_of_samples($standby), $changed, 'changes are streamed with all bytes');
is(answer($standby, $QUERY), answer($first, $QUERY), 'both give the same answers');
my $search = 'WITH b AS MATERIALIZED (SELECT s FROM sample) SELECT count(*) FROM b WHERE EXISTS (SELECT FROM sample a WHERE a.s = b.s);';
my $by_index = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;';
like(answer($standby, "$by_index EXPLAIN $search"), qr/Index Scan using by_summary/, 'the index of the standby is used');
is(answer($standby, "$by_index $search"), answer($first, "SET enable_indexscan = off; $search"), '... and finds all');
crash($first);
answer($standby, 'SELECT pg_promote();');
is(bytes_of_samples($standby), $changed, 'the standby has all bytes when it takes over');
answer($standby, 'UPDATE sample SET s = s - s WHERE id % 3 = 1;');
is(answer($standby, q{SELECT count(*) FROM sample WHERE id % 3 = 1 AND s <> 'empty';}), 0, '... and goes on from there');
answer($standby, q{INSERT INTO response VALUES ('after', 9); DELETE FROM response WHERE segment = 's1';} x 50);
is(answer($standby, q{SELECT count(*) FROM check_live_rollup('live'); SELECT n FROM live WHERE segment = 'after';}), "0\n50", '... with the live rollup');
is(answer($standby, q{SELECT fold_live_rollup('live') >= 0; SELECT count(*) FROM check_live_rollup('live');}), "t\n0", '... which folds');

# ---- Logical ----
start_again($first);
my $subscriber = start_server("datestyle='SQL, DMY'", 'extra_float_digits=-15', 'bytea_output=escape', 'timezone=Asia/Kathmandu');
answer($subscriber, <<'SQL');
CREATE EXTENSION customer_metrics;
CREATE TABLE sample (id int PRIMARY KEY, s score_summary, c comment_summary);
CREATE INDEX ON sample USING hash (s);
CREATE TABLE without_key (s score_summary, c comment_summary);
SQL
answer($first, <<'SQL');
CREATE TABLE without_key (s score_summary, c comment_summary);
INSERT INTO without_key SELECT s, c FROM sample;
ALTER TABLE without_key REPLICA IDENTITY FULL;
CREATE PUBLICATION copy FOR TABLE sample, without_key;
SQL
answer($subscriber, "CREATE SUBSCRIPTION copy CONNECTION 'host=$first user=postgres dbname=postgres' PUBLICATION copy WITH (binary = true);");
sub wait_for_subscriber {
    wait_for($subscriber, q{SELECT count(*) = 2 FROM pg_subscription_rel WHERE srsubstate = 'r';});
    my $position = answer($first, 'SELECT pg_current_wal_lsn();');
    wait_for($first, "SELECT replay_lsn >= '$position' FROM pg_stat_replication WHERE application_name = 'copy';");
}
wait_for_subscriber();
is(bytes_of_samples($subscriber), bytes_of_samples($first), 'the subscriber begins with all bytes');
answer($first, <<'SQL');
UPDATE sample SET s = s + s, c = c + c WHERE id % 4 = 1;
DELETE FROM sample WHERE id % 7 = 2;
INSERT INTO sample SELECT id + 100000, reverse(s), c FROM sample WHERE id % 2 = 0;
SQL
wait_for_subscriber();
is(bytes_of_samples($subscriber), bytes_of_samples($first), 'changes arrive with all bytes');
is(answer($subscriber, $QUERY), answer($first, $QUERY), 'both give the same answers');
# Rows without a key are found by the equality of their summaries.
answer($first, 'DELETE FROM without_key WHERE responses(s) % 3 = 1; UPDATE without_key SET c = c + c WHERE c IS NOT NULL;');
wait_for_subscriber();
my $rows = q{SELECT count(*), md5(string_agg(coalesce(encode(score_summary_send(s), 'hex'), '-') || coalesce(c::text, '-'), ',' ORDER BY s, c)) FROM without_key;};
is(answer($subscriber, $rows), answer($first, $rows), 'rows without a key too');
cmp_ok(answer($subscriber, 'SELECT count(*) FROM without_key;'), '>', 20, '... of which some are left');
is(server_logs_are_clean(), '', 'no broken page in the logs');
