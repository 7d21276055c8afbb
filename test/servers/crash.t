#!/usr/bin/perl
# A server that is killed while summaries are written has, when it comes up again, every batch that was committed, whole,
# and nothing of the others; and what it stored is, to the last bit, what the rows say.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Servers;
use Test::More;
use Time::HiRes qw(sleep);

my $CLIENTS = 4;
my $ROUNDS = 2;
my $BATCH = 50;

# Small checkpoints and a background writer in a hurry, so that pages of all ages are on the disk.
my $server = start_server('shared_buffers=1MB', 'max_wal_size=32MB', 'checkpoint_timeout=30s', 'bgwriter_delay=10ms', 'autovacuum_naptime=1s');
answer($server, <<'SQL');
CREATE EXTENSION customer_metrics;
CREATE TABLE response (client int, batch int, score int, weight numeric, sentiment numeric);
CREATE INDEX ON response (client, batch);
CREATE TABLE stored (client int, batch int, plain score_summary, weighted score_summary, sentiment score_summary, comments comment_summary);
CREATE INDEX ON stored (plain);
CREATE INDEX ON stored USING hash (weighted);
CREATE TABLE total (client int PRIMARY KEY, plain score_summary, weighted score_summary);
SQL

# One batch a transaction: rows, their summaries, and the running total of the client. It says so after each commit.
sub write_batches {
    my ($client, $first, $to) = @_;
    my $statements = <<"SQL";
BEGIN;
INSERT INTO response
    SELECT $client, :batch, (n * n + :batch) % 11, n % 7 / 3.0, (n % 21 - 10) / 10.0 FROM generate_series(1, $BATCH) n;
INSERT INTO stored
    SELECT client, batch, nps_summary(score), weighted_score_summary(score, weight, 0, 10), sentiment_score_summary(score, sentiment, 0, 10), sentiment_summary(sentiment)
    FROM response WHERE client = $client AND batch = :batch GROUP BY client, batch;
INSERT INTO total SELECT client, plain, weighted FROM stored WHERE client = $client AND batch = :batch
    ON CONFLICT (client) DO UPDATE SET plain = total.plain + excluded.plain, weighted = total.weighted + excluded.weighted;
COMMIT;
SELECT :batch;
SQL
    my $pid = open(my $psql, '|-') // die "fork: $!";
    if (!$pid) {
        local $ENV{PGHOST} = $server;
        open STDOUT, '>', $to or die "$to: $!";
        open STDERR, '>', "$to.errors" or die $!;
        exec 'psql', '-XqAt', '-U', 'postgres', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1';
    }
    # More than there is time for; psql reads as fast as the server works.
    local $SIG{PIPE} = sub { exit 0 };
    print $psql "\\set batch $_\n$statements" for $first .. $first + 100_000;
    exit 0;
}

my $directory = tempdir(CLEANUP => 1);
my %committed = map { $_ => 0 } 1 .. $CLIENTS;
my $in_flight = 0;
for my $round (1 .. $ROUNDS) {
    my @writers;
    for my $client (1 .. $CLIENTS) {
        my $first = 1 + answer($server, "SELECT coalesce(max(batch), 0) FROM response WHERE client = $client;");
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            write_batches($client, $first, "$directory/$client.$round");
        }
        push @writers, $pid;
    }
    sleep 0.8 + 0.37 * $round;
    crash($server);
    waitpid $_, 0 for @writers;
    start_again($server);

    my $before = join ',', @committed{ 1 .. $CLIENTS };
    for my $client (1 .. $CLIENTS) {
        open my $file, '<', "$directory/$client.$round" or die $!;
        # The last line may have been cut off by the end of psql, never a number that was not committed.
        my @said = grep { /^\d+\n\z/ } <$file>;
        $committed{$client} = 0 + $said[-1] if @said;
    }
    my $now = join ',', @committed{ 1 .. $CLIENTS };
    isnt($now, $before, "round $round: batches were committed before the crash ($now)");
    for my $client (1 .. $CLIENTS) {
        my $found = answer($server, "SELECT coalesce(max(batch), 0) FROM response WHERE client = $client;");
        # A commit may have been written, and the server killed before it could say so.
        ok($found == $committed{$client} || $found == $committed{$client} + 1, "round $round: client $client has its committed batches: $committed{$client}")
            or diag("found $found");
        $in_flight++ if $found > $committed{$client};
    }
    is(answer($server, "SELECT count(*) FROM (SELECT client, batch FROM response GROUP BY client, batch HAVING count(*) <> $BATCH) b;"),
        0, "round $round: no batch is there in part");
    is(answer($server, <<'SQL'), 't', "round $round: no batch is missing, neither its rows nor its summaries");
SELECT count(*) = sum(last) AND count(*) = (SELECT count(*) FROM stored)
FROM (SELECT client, batch, CASE WHEN batch = max(batch) OVER (PARTITION BY client) THEN batch END AS last FROM response GROUP BY client, batch) b;
SQL
    is(answer($server, <<'SQL'), 0, "round $round: stored summaries are those of the rows, byte by byte");
SELECT count(*)
FROM (SELECT client, batch, nps_summary(score) AS plain, weighted_score_summary(score, weight, 0, 10) AS weighted, sentiment_score_summary(score, sentiment, 0, 10) AS sentiment,
             sentiment_summary(sentiment) AS comments FROM response GROUP BY client, batch) r
FULL JOIN stored s USING (client, batch)
WHERE (score_summary_send(r.plain), score_summary_send(r.weighted), score_summary_send(r.sentiment), comment_summary_send(r.comments))
   IS DISTINCT FROM (score_summary_send(s.plain), score_summary_send(s.weighted), score_summary_send(s.sentiment), comment_summary_send(s.comments));
SQL
    is(answer($server, <<'SQL'), 0, "round $round: so are the totals that were updated in place");
SELECT count(*)
FROM (SELECT client, nps_summary(score) AS plain, weighted_score_summary(score, weight, 0, 10) AS weighted FROM response GROUP BY client) r
FULL JOIN total t USING (client)
WHERE (score_summary_send(r.plain), score_summary_send(r.weighted)) IS DISTINCT FROM (score_summary_send(t.plain), score_summary_send(t.weighted));
SQL
    is(answer($server, <<'SQL'), 't', "round $round: the indexes on summaries find what the table has");
CREATE TEMPORARY TABLE by_table AS SELECT client, batch, plain, weighted FROM stored;
SET enable_seqscan = off;
SELECT (SELECT count(*) FROM by_table b WHERE EXISTS (SELECT FROM stored s WHERE s.plain = b.plain AND (s.client, s.batch) = (b.client, b.batch))) = count(*)
   AND (SELECT count(*) FROM by_table b WHERE EXISTS (SELECT FROM stored s WHERE s.weighted = b.weighted AND (s.client, s.batch) = (b.client, b.batch))) = count(*)
FROM by_table;
SQL
}
diag("$in_flight commits were on their way");
is(server_logs_are_clean(), '', 'no broken page in the log');
done_testing();
