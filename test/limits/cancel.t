#!/usr/bin/perl
# statement_timeout ends every function within 100 ms, whatever it is given: each statement is run to its end once, and
# then with timeouts at a quarter and at six tenths of that time. Where other programs have the processor for a while,
# that is not the function's fault: only its share counts, and of three tries the best. SIZE=10 gives everything ten times
# as much to do.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use List::Util qw(min);
use Test::More;

my $LIMIT = 100;    # ms
my $SHORT = 300;    # ms: what ends by itself in so much time needs no interruption
my $TRIES = 3;
my $SIZE  = $ENV{SIZE} // 1;
plan skip_all => 'the server is slowed down by a tool' if $ENV{SLOW_SERVER};

my $database = Database->new;
my %big = (
    # what is repeated, how often
    'sentences'          => ['The service was not very good, but I love it! ', 150_000],
    'negators'           => ['not ', 2_000_000],
    'one word'           => ['a', 30_000_000],
    'words run together' => ['goodbad', 5_000_000],
    'blanks'             => [' ', 30_000_000],
    'dots'               => ['.', 30_000_000],
    'emoji'              => ['😀', 2_000_000],
    'exclamation'        => ['!?', 3_000_000],
    'apostrophes'        => [q{''s}, 10_000_000],
    'line ends'          => ['\n', 30_000_000],
    'combining marks'    => ['\u0301', 4_000_000],
    'zeros'              => ['0', 60_000_000, 'v1 0..10 counts '],
    'numbers'            => ['0,', 30_000_000, 'v1 0..10 counts '],
    'sections'           => [' counts 1,2', 5_000_000, 'v1 0..10'],
    'digits'             => ['9', 60_000_000, 'v1 comments '],
    'decimals'           => ['0', 60_000_000, 'v1 comments 1 positive 0 negative 0 sentiment 0.'],
    'long term'          => ['x', 30_000_000],
    'long valence'       => ['0', 30_000_000, 'good '],
    'equal lines'        => ['good 1.5 sentiment\n', 400_000],
);
sub repeated {
    my ($name) = @_;
    my ($what, $often, $before) = @{ $big{$name} };
    return sprintf "('%s', '%s' || repeat(E'%s', %d))", $name, $before // '', $what, $often * $SIZE;
}

$database->query(<<"SQL");
CREATE EXTENSION customer_metrics;
CREATE TABLE big (name text, c text);
-- Else the reading of a value would be one long decompression, which nobody can interrupt.
ALTER TABLE big ALTER c SET STORAGE EXTERNAL;
INSERT INTO big VALUES @{[join ",\n", map { repeated($_) } sort keys %big]};
INSERT INTO big SELECT 'lines', string_agg('t' || n || ' 1.5 sentiment', E'\n') FROM generate_series(1, 200000 * $SIZE) n;
CREATE TABLE summary AS SELECT make_score_summary(0, ARRAY[n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) AS s FROM generate_series(1, 100000 * $SIZE) n;
CREATE TABLE term AS SELECT 'term ' || md5(n::text) AS term, n % 8 - 4 AS valence FROM generate_series(1, 150000 * $SIZE) n;
CREATE TABLE drivers AS
    SELECT driver_summary(sin(n), VARIADIC ARRAY(SELECT sin(n * k) FROM generate_series(1, 20) k)) AS d FROM generate_series(1, 500) n GROUP BY n % 5;
CREATE TABLE lexicon AS SELECT sentiment_lexicon(term, valence) AS l FROM (SELECT * FROM term LIMIT 100000 * $SIZE) t;
ALTER TABLE lexicon ALTER l SET STORAGE EXTERNAL;
UPDATE lexicon SET l = l || 'empty';
ANALYZE;
SQL

# Milliseconds that a statement took, and the share of the time that it had a processor.
sub run {
    my ($statement, $timeout) = @_;
    my ($answer, $error) = $database->attempt(<<"SQL");
SET max_parallel_workers_per_gather = 0;
SELECT 'ticks ' || pg_read_file('/proc/self/stat', 0, 1000, true);
SET statement_timeout = $timeout;
\\timing on
\\o /dev/null
$statement;
\\o
\\timing off
SET statement_timeout = 0;
SELECT 'ticks ' || pg_read_file('/proc/self/stat', 0, 1000, true);
SQL
    my ($ms) = $answer =~ /^Time: ([\d.]+) ms/m or die "no time: $answer$error";
    my ($before, $after) = map { my @field = split / /, s/.*\) //r; $field[11] + $field[12] } $answer =~ /^ticks (.*)/mg;
    my $share = defined $after ? 10 * ($after - $before) / $ms : 1;
    return ($ms, $share > 1 ? 1 : $share);
}

sub seconds { return sprintf '%.1f s', $_[0] / 1000 }

sub is_cancelled {
    my ($name, $statement) = @_;
    my ($whole) = run($statement, 0);
    return pass("$name: ends by itself in " . seconds($whole)) if $whole < $SHORT;
    my $worst = 0;
    for my $share (0.25, 0.6) {
        my $timeout = int($whole * $share);
        my $late = 1e9;
        for (1 .. $TRIES) {
            my ($ms, $share) = run($statement, $timeout);
            $late = min($late, $share * ($ms - $timeout));
            last if $late < $LIMIT;
        }
        $worst = $late if $late > $worst;
    }
    cmp_ok($worst, '<', $LIMIT, sprintf '%s: of %s, cancelled %.0f ms late', $name, seconds($whole), $worst);
}

my $on = sub { "FROM big WHERE name = '$_[0]'" };
for my $comment ('sentences', 'negators', 'one word', 'words run together', 'blanks', 'dots', 'emoji', 'exclamation', 'apostrophes',
                 'line ends', 'combining marks', 'numbers') {
    is_cancelled("sentiment() of $comment", "SELECT sentiment(c) @{[$on->($comment)]}");
}
for my $comment ('sentences', 'negators', 'emoji', 'exclamation') {
    is_cancelled("sentiment_terms() of $comment", "SELECT count(t) FROM big, sentiment_terms(c) t WHERE name = '$comment'");
    is_cancelled("sentiment() with a lexicon of $comment", "SELECT sentiment(c, builtin_lexicon()) @{[$on->($comment)]}");
}
for my $comment ('sentences', 'negators', 'one word', 'blanks', 'dots', 'emoji', 'exclamation', 'line ends', 'combining marks') {
    is_cancelled("comment_sentences() of $comment", "SELECT count(s) FROM big, comment_sentences(c) s WHERE name = '$comment'");
    is_cancelled("comment_terms() of $comment", "SELECT count(t) FROM big, comment_terms(c, 3) t WHERE name = '$comment'");
}
for my $text ('zeros', 'numbers', 'sections', 'digits', 'decimals', 'one word') {
    is_cancelled("score_summary of $text", "SELECT c::score_summary @{[$on->($text)]}");
    is_cancelled("comment_summary of $text", "SELECT c::comment_summary @{[$on->($text)]}");
}
for my $text ('long term', 'long valence', 'empty lines', 'lines', 'equal lines', 'one word', 'blanks') {
    is_cancelled("sentiment_lexicon of $text", "SELECT octet_length(sentiment_lexicon_send(c::sentiment_lexicon)) @{[$on->($text)]}");
}
is_cancelled('make_score_summary() of many counts', 'SELECT make_score_summary(0, array_agg(1::bigint)) FROM generate_series(1, ' . 1_000_000 * $SIZE . ')');
is_cancelled('the aggregate sentiment_lexicon()', 'SELECT octet_length(sentiment_lexicon_send(sentiment_lexicon(term, valence))) FROM term');
is_cancelled('a lexicon beside another', 'SELECT octet_length(sentiment_lexicon_send(l || builtin_lexicon() || l)) FROM lexicon');
is_cancelled('lexicon_entries()', 'SELECT count(e) FROM lexicon, lexicon_entries(l) e');
is_cancelled('the text of a lexicon', 'SELECT length(l::text) FROM lexicon');
is_cancelled('a lexicon to and from text', 'SELECT octet_length(sentiment_lexicon_send(l::text::sentiment_lexicon)) FROM lexicon');
is_cancelled('rollup()', 'SELECT rollup(s) FROM summary, generate_series(1, 20)');
is_cancelled('rollup() over a sliding window', 'SELECT rollup(s) OVER (ROWS 100 PRECEDING) FROM summary, generate_series(1, 5)');
is_cancelled('aggregates', 'SELECT nps(n % 11), median(nps_summary(n % 11)), weighted_nps(n % 11, 1.5), sentiment_weighted_nps(n % 11, 0.5) FROM generate_series(1, ' . 500_000 * $SIZE . ') n');
is_cancelled('many groups', 'SELECT n, nps_summary(n % 11) FROM generate_series(1, ' . 500_000 * $SIZE . ') n GROUP BY n');
is_cancelled('distribution()', 'SELECT count(d) FROM summary, distribution(s) d');
is_cancelled('text of summaries, there and back', 'SELECT count(s::text::score_summary) FROM summary, generate_series(1, 3)');
is_cancelled('driver_importance() of 20 drivers', 'SELECT count(i) FROM drivers, driver_importance(d) i');
is_cancelled('nps_regime() of many periods', 'SELECT nps_regime(s) OVER () FROM (SELECT s FROM summary LIMIT ' . int(20_000 * sqrt $SIZE) . ') x');
is_cancelled('nps_expected() of many periods', 'SELECT nps_expected(s) OVER () FROM summary');
is_cancelled('nps_smoothed() with a long season', 'SELECT nps_smoothed(s, 300) OVER () FROM (SELECT s FROM summary LIMIT ' . 500 * $SIZE . ') x');
is_cancelled('raked_weight() of margins that nothing meets', 'SELECT raked_weight(jsonb_build_object(\'a\', n % 90, \'b\', n % 91), t) OVER () FROM generate_series(1, 8190) AS n, (SELECT jsonb_build_object(\'a\', jsonb_object_agg(i, 1 + i % 2), \'b\', jsonb_object_agg(i, 1 + i % 3) || \'{"90": 1}\') AS t FROM generate_series(0, 89) AS i) AS x');
is_cancelled('sorting', 'SELECT count(DISTINCT s) FROM summary, generate_series(1, 5)');
done_testing;
