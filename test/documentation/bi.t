#!/usr/bin/perl
# The formulas of doc/bi.md, for tools that only add counts up, give what the functions give for the summary. They are
# taken from the page as they stand there, and computed over made-up sums, in each type that a tool may add up in.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use Files qw(slurp);

my $PAGE  = 'doc/bi.md';
my @TYPES = qw(bigint numeric float8);
my @SUMS  = qw(responses promoters passives detractors ratings satisfied efforts effort_total);

my ($section) = slurp($PAGE) =~ /^## The formulas\n(.*?)^## /ms or die "$PAGE has no formulas";
my @formulas = map { [/^\| `(\w+)` \| `(.*)` \|$/] } grep { /^\| `/ } split /\n/, $section;
my %z = $section =~ /`([\d.]+)` for (\d+)%/g;
$z{ $formulas[0][1] } = 95;

# Each may use those before it; z stands first.
sub computed {
    my ($sums, $z) = @_;
    my (undef, @after_z) = @formulas;
    return "(SELECT * FROM $sums" . join('', map { ",\n LATERAL (SELECT $_->[1] AS $_->[0]) AS the_$_->[0]" } ['z', $z], @after_z) . ')';
}

# What the functions say, and how far off a formula may be. Bounds are rounded to 12 decimals, metrics to 16; the rest
# is what doubles near 100 leave.
my $METRIC = '1e-14';
my $BOUND  = '5.5e-13';
my %functions = (
    nps       => ['nps(scores)',                       $METRIC],
    nps_low   => ['nps_ci_low(scores, confidence)',    $BOUND],
    nps_high  => ['nps_ci_high(scores, confidence)',   $BOUND],
    csat      => ['csat(answers)',                     $METRIC],
    csat_low  => ['csat_ci_low(answers, confidence)',  $BOUND],
    csat_high => ['csat_ci_high(answers, confidence)', $BOUND],
    ces       => ['ces(easy)',                         $METRIC],
);

my $database = Database->new;
$database->query(<<'SQL');
CREATE EXTENSION customer_metrics;
SELECT setseed(0.25);
-- Promoters, passives and detractors; satisfied and not; of the answers to the third question, those of 7 and of 1.
CREATE TABLE groups AS
SELECT pro, neutral, contra
FROM unnest('{0,1,2,3,99,10000000}'::bigint[]) AS pro, unnest('{0,1,2,57}'::bigint[]) AS neutral, unnest('{0,1,2,3,99,10000000}'::bigint[]) AS contra
UNION ALL
SELECT (random() * scale)::bigint, (random() * scale)::bigint, (random() * random() * scale)::bigint
FROM generate_series(1, 1000), LATERAL (SELECT 10 ^ (7 * random()) AS scale) AS s;
CREATE TABLE summaries AS
SELECT pro + neutral + contra AS responses, pro AS promoters, neutral AS passives, contra AS detractors,
       pro + contra AS ratings, pro AS satisfied, pro + contra AS efforts, 7 * pro + contra AS effort_total,
       make_score_summary(0, ARRAY[contra,0,0,0,0,0,0,neutral,0,0,pro]) AS scores,
       make_score_summary(1, ARRAY[contra,0,0,pro,0]) AS answers,
       make_score_summary(1, ARRAY[contra,0,0,0,0,0,pro]) AS easy
FROM groups;
SQL

is_deeply([sort grep { $functions{$_} } map { $_->[0] } @formulas], [sort keys %functions], "$PAGE has a formula for each");
is_deeply([sort values %z], [90, 95, 99], '... and three levels of confidence');
is($database->query('SELECT count(*) FROM summaries WHERE responses = 0'), 1, 'no responses are among the sums');
cmp_ok($database->query("SELECT count(*) FROM summaries WHERE $_"), '>', 10, "... and cut intervals: $_")
    for 'nps_ci_low(scores) = -100', 'nps_ci_high(scores) = 100', 'csat_ci_low(answers) = 0', 'csat_ci_high(answers) = 100';

my $both = join ', ', map { "('$_', $_\::float8, $functions{$_}[0]\::float8)" } sort keys %functions;
for my $type (@TYPES) {
    for my $z (sort keys %z) {
        my $sums = '(SELECT scores, answers, easy, ' . join(', ', map { "${_}::$type" } @SUMS) . ", $z{$z} / 100.0 AS confidence FROM summaries) AS sums";
        my @rows = split /\n/, $database->query(<<"SQL");
SELECT name, max(abs(formula - function)), count(*) FILTER (WHERE (formula IS NULL) <> (function IS NULL)), count(*) FILTER (WHERE function IS NULL)
FROM @{[ computed($sums, $z) ]} AS fields, LATERAL (VALUES $both) AS both_ways (name, formula, function)
GROUP BY name
SQL
        is(scalar @rows, scalar keys %functions, "each formula from $type sums at $z{$z}%");
        for my $row (@rows) {
            my ($name, $off, $one_is_null, $null) = split /\|/, $row;
            my ($function, $limit) = @{ $functions{$name} };
            cmp_ok($off, '<', $limit, "$name is $function");
            ok($one_is_null == 0 && $null > 0, "... and NULL where that is");
        }
    }
}
done_testing();
