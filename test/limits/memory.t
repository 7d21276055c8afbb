#!/usr/bin/perl
# Memory stays in proportion: the most that a statement's process has of its own while it runs, as Linux counts it.
# SIZE=5 takes comments of 1 GB.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use Test::More;
use Time::HiRes qw(sleep);

plan skip_all => 'only Linux tells' unless -r '/proc/self/status';
plan skip_all => 'the server is slowed down by a tool' if $ENV{SLOW_SERVER};

my $MILLION = 1_000_000;
my $MB      = 1024 * 1024;

my $database = Database->new;
$database->query(<<'SQL');
CREATE EXTENSION customer_metrics;
CREATE TABLE response AS SELECT n AS id, n % 11 AS score, 1 + n % 7 / 10.0 AS weight, n % 9 / 4.0 - 1 AS sentiment FROM generate_series(1, 1000000) n;
CREATE TABLE summary AS SELECT id, nps_summary(score) AS s FROM response WHERE id <= 200000 GROUP BY id;
CREATE TABLE one AS SELECT 'Not very good, sadly. ' AS words, 'a' AS letter;
CREATE TABLE term AS SELECT 'term ' || md5(n::text) AS term, n % 8 - 4 AS valence FROM generate_series(1, 100000) n;
ANALYZE;
SQL

# Bytes of a process that it shares with no other; 0 when it has ended.
sub own_memory {
    my ($pid) = @_;
    open my $status, '<', "/proc/$pid/status" or return 0;
    my ($kb) = map { /^RssAnon:\s+(\d+) kB/ } <$status>;
    return 1024 * ($kb // 0);
}

# The most that the server's process had while it ran a statement, beyond what it had before.
sub peak {
    my ($statement, $work_mem) = @_;
    my $name = $database->name;
    open my $psql, '-|', 'psql', '-X', '-A', '-t', '-q', '-d', $name, '-v', 'ON_ERROR_STOP=1',
        '-c', "SET work_mem = '$work_mem'", '-c', 'SET max_parallel_workers_per_gather = 0', '-c', 'SET jit = off',
        '-c', "SELECT nps(s) FROM summary LIMIT 1", '-c', 'SELECT pg_backend_pid()', '-c', "SELECT 'before', pg_sleep(0.3)",
        '-c', "SELECT count(x) FROM ($statement) AS x", '-c', "SELECT pg_sleep(0.1)" or die $!;
    <$psql>;
    chomp(my $pid = <$psql>);
    my $before = own_memory($pid);
    my $peak   = $before;
    while (my $now = own_memory($pid)) {
        $peak = $now if $now > $peak;
        sleep 0.005;
    }
    close $psql or die "psql: $?";
    return $peak - $before;
}

sub is_within {
    my ($name, $statement, $limit, %option) = @_;
    my $peak   = peak($statement, $option{work_mem} // '2GB');
    my $figure = $option{per} ? sprintf '%.0f bytes each', $peak / $option{per} : sprintf '%.1f MB', $peak / $MB;
    cmp_ok($peak, '<=', $limit, "$name: $figure");
}

# The state of 0..10 has 96 bytes plain, 448 weighted, 624 with sentiment; palloc rounds up to a power of 2, and
# PostgreSQL needs some 120 more for each group, as for count(*).
is_within('a million groups of count(*), for comparison', 'SELECT id, count(score) FROM response GROUP BY id', 200 * $MILLION, per => $MILLION);
is_within('a million groups', 'SELECT id, nps_summary(score) FROM response GROUP BY id', 400 * $MILLION, per => $MILLION);
is_within('a million groups with weights', 'SELECT id, weighted_score_summary(score, weight, 0, 10) FROM response GROUP BY id', 900 * $MILLION,
    per => $MILLION);
is_within('a million groups with sentiment', 'SELECT id, sentiment_score_summary(score, sentiment, 0, 10) FROM response GROUP BY id', 1500 * $MILLION,
    per => $MILLION);
is_within('a million groups in a work_mem of 32 MB', 'SELECT id, nps_summary(score) FROM response GROUP BY id', 120 * $MB, work_mem => '32MB');
is_within('a million groups with sentiment in a work_mem of 32 MB',
    'SELECT id, sentiment_score_summary(score, sentiment, 0, 10) FROM response GROUP BY id', 120 * $MB, work_mem => '32MB');

# Over many rows, nothing is left behind from row to row.
is_within('one group of a million rows', 'SELECT nps(score), median(nps_summary(score)), weighted_nps(score, weight) FROM response', 4 * $MB);
is_within('a rollup of four million summaries', 'SELECT rollup(s) FROM summary, generate_series(1, 20)', 4 * $MB, work_mem => '4MB');
is_within('a sliding window', 'SELECT rollup(s) OVER (ORDER BY id ROWS 30 PRECEDING) FROM summary', 60 * $MB, work_mem => '4MB');
is_within('functions over time of 2,000 partitions',
    'SELECT nps_expected(s + reverse(s)) OVER w, nps_smoothed(s + reverse(s), 7) OVER w, nps_regime(s) OVER w FROM summary WINDOW w AS (PARTITION BY id / 100 ORDER BY id)',
    30 * $MB, work_mem => '4MB');
is_within('functions of 200,000 summaries',
    'SELECT nps(s), mean(s), stddev(s), percentile(s, 0.3), s::text::score_summary, s::jsonb, s + s - s, reverse(s), top_box(s, 2) FROM summary', 4 * $MB);
is_within('rows of 200,000 distributions', 'SELECT d.* FROM summary, distribution(s) d', 8 * $MB, work_mem => '4MB');

# The comment itself is in memory once.
my $long = 200_000_000 * ($ENV{SIZE} // 1);
is_within('sentiment() of a long comment', "SELECT sentiment(repeat(words, $long / 22)) FROM one", 1.1 * $long);
is_within('sentiment() of a long word', "SELECT sentiment(repeat(letter, $long)) FROM one", 1.1 * $long);
is_within('a lexicon of 100,000 terms of 37 bytes', 'SELECT octet_length(sentiment_lexicon_send(sentiment_lexicon(term, valence))) FROM term', 80 * $MB);
is_within('a lexicon of 100,000 terms over the built-in one', 'SELECT lexicon_entries(builtin_lexicon() || sentiment_lexicon(term, valence)) FROM term', 120 * $MB);
is_within('sentiment_terms() with two million rows', "SELECT sentiment_terms(repeat(words, 700000)) FROM one", 60 * $MB, work_mem => '4MB');
done_testing;
