#!/usr/bin/perl
# scripts/report: what its HTML says is what SQL says, for data of all kinds. How it looks is test/report/browser's.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(decode encode);
use Test::More;
use Database;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output);
my $database = Database->new;
$ENV{PGDATABASE} = $database->name;
$database->query(encode('UTF-8', <<'SQL'));
CREATE EXTENSION customer_metrics;
CREATE TABLE "Answers" AS
SELECT n, timestamptz '2024-01-31 23:30+00' + n * interval '1 hour' AS "when", (n * n + 7 * n / 5) % 11 AS score, 1 + (n * n) % 5 AS rating, 1 + n % 7 AS effort,
       (ARRAY['Nord', 'Süd & West', '<Ost> "x"', 'Северо-Запад и Поволжье', '华东地区（上海、江苏、浙江）', NULL, ' '])[1 + n % 7] AS area,
       'shop ' || n % 43 AS shop, CASE n % 3 WHEN 0 THEN 'Great <b>service</b>!' WHEN 1 THEN 'Terrible & rude.' END AS comment
FROM generate_series(1, 6000) AS n
WHERE n NOT BETWEEN 2500 AND 3900;
UPDATE "Answers" SET score = NULL WHERE n % 17 = 0;
CREATE TABLE nothing AS SELECT * FROM "Answers" WHERE false;
CREATE TABLE one AS SELECT * FROM "Answers" WHERE n = 4;
CREATE TABLE alike AS SELECT n, "when", 9 AS score, 4 AS rating, 4 AS effort, 'all' AS area, comment FROM "Answers";
CREATE TABLE undated AS SELECT n, CASE n % 3 WHEN 0 THEN timestamptz 'infinity' WHEN 1 THEN '-infinity' END AS "when", score, rating, effort, area, comment FROM "Answers";
SQL

# The report, what was said on standard error, and the exit status.
sub report {
    my (@arguments) = @_;
    open my $output, '-|', 'sh', '-c', 'exec scripts/report "$@" 2>&1', 'sh', map { encode('UTF-8', $_) } @arguments or die;
    my $html = do { local $/; <$output> };
    close $output;
    return (decode('UTF-8', $html), $? >> 8);
}

sub text_of { return $_[0] =~ s/<svg.*?<\/svg>//gsr =~ s/<[^>]*>//gr =~ s/&lt;/</gr =~ s/&gt;/>/gr =~ s/&quot;/"/gr =~ s/&#8209;/-/gr =~ s/&ndash;/–/gr =~ s/&amp;/&/gr =~ s/^\s+|\s+$//gr }

# The cells of the table in the section of a heading, headings included.
sub table_of {
    my ($html, $heading, $which) = @_;
    my ($section) = $html =~ /<h2>\Q$heading\E<\/h2>(.*?)<\/section>/s or return [];
    my @tables = $section =~ /<table.*?<\/table>/gs;
    return [map { [map { text_of($_) } /<t[hd].*?<\/t[hd]>/gs] } ($tables[$which // 0] // '') =~ /<tr>.*?<\/tr>/gs];
}

sub answer_of { return [map { [split /\|/, $_, -1] } split /\n/, decode('UTF-8', $database->query(encode('UTF-8', $_[0])))] }

# Tags are closed in order, and nothing is loaded or run.
sub is_sound {
    my ($html, $name) = @_;
    my @open;
    my $flaw = '';
    while ($html =~ /<(\/?)(\w+)([^>]*?)(\/?)>/g) {
        my ($closes, $tag, $attributes, $alone) = ($1, $2, $3, $4);
        next if $alone || $tag =~ /^(?:meta|br)$/ || $html =~ /\G(?<=<!DOCTYPE html>)/;
        if (!$closes) { push @open, $tag } elsif ((pop @open // '') ne $tag) { $flaw = "</$tag> closes something else"; last }
    }
    $flaw ||= "not closed: @open" if @open;
    is($flaw, '', "$name: tags are closed in order");
    unlike($html, qr/<script|\bsrc=|\bhref=|url\(|\@import|\bon\w+=/i, "$name: nothing is loaded and nothing runs");
    ok(length(encode('UTF-8', $html)) < 300_000, "$name: under 300 kB");
    like($html, qr/<html lang="en">.*<meta name="viewport".*prefers-color-scheme: dark.*\@media print/s, "$name: a language, telephones, dark screens, paper");
    my @pictures = $html =~ /<svg\b(.*?)<\/svg>/gs;
    is(scalar(grep { !/^[^>]*(?:aria-hidden="true">|role="img"[^>]*><title[^>]*>[^<]+<\/title>\s*<desc[^>]*>[^<]+<\/desc>)/ } @pictures), 0, "$name: each picture has a title and a description, or a number beside it");
}

my %metric = (score => ['nps', 1], rating => ['csat', 1], effort => ['ces', 2]);
for my $column (sort keys %metric) {
    my ($metric, $decimals) = @{ $metric{$column} };
    my @others = grep { $_ ne $column } sort keys %metric;
    my ($html) = report('--table="Answers"', "--$column=$column", '--date=when', '--by=area', '--by=shop', (map { "--driver=$_" } @others), '--comment=comment', '--title=A & B');
    is_sound($html, $metric);
    my $number = sub { "round($_[0], $decimals)" };
    my $shown = join ', ', map { $number->("${metric}$_(s)") } '', '_ci_low', '_ci_high';
    is(($html =~ /<b id="total">(.*?)<\/b>/)[0], answer_of("SELECT " . $number->("$metric($column)") . ' FROM "Answers"')->[0][0], "$metric: the total");
    my $summary = "${metric}_summary($column)";

    my @rows = map { [@$_[0, 1, 3, 4, 5]] } @{ table_of($html, 'By area') };
    shift @rows;
    is_deeply(\@rows, answer_of("SELECT area, ltrim(to_char(responses(s), '999G990')), $shown FROM (SELECT coalesce(nullif(btrim(area), ''), '(none)') AS area, $summary AS s FROM \"Answers\" GROUP BY 1) AS areas ORDER BY $metric(s) DESC, area"),
        "$metric: by a column, names of all kinds");
    @rows = @{ table_of($html, 'By area', 1) };
    shift @rows;
    is_deeply(\@rows, [map { [$_->[0], split /,/, $_->[1]] } @{ answer_of("SELECT area, (SELECT string_agg(round(percent, 1)::text, ',' ORDER BY score) FROM distribution(s)) FROM (SELECT coalesce(nullif(btrim(area), ''), '(none)') AS area, $summary AS s FROM \"Answers\" GROUP BY 1) AS areas ORDER BY $metric(s) DESC, area") }],
        "$metric: the distributions in numbers, too");
    is(scalar(@{ table_of($html, 'By shop') }), 31, "$metric: the thirty largest of many");

    my $unit = ($html =~ /<h2>\w+ by (\w+)<\/h2>/)[0];
    is($unit, 'month', "$metric: periods");
    my $periods = "SELECT generate_series(timestamp '2024-02-01', '2024-10-01', '1 month') AS month";
    my $summaries = "SELECT date_trunc('month', \"when\"::timestamp) AS month, $summary AS s FROM \"Answers\" WHERE $column IS NOT NULL GROUP BY 1";
    my $all = table_of($html, uc($metric) . ' by month', 1);
    shift @$all;
    my $expected = answer_of("SELECT to_char(month, 'YYYY-MM'), ltrim(to_char(coalesce(responses(s), 0), '999G990')), "
            . join(', ', map { "coalesce(round($_, $decimals)::text, '–')" } map({ "${metric}$_(s)" } '', '_ci_low', '_ci_high'), map({ "${metric}_expected$_(s) OVER (ORDER BY month)" } '', '_low', '_high'))
            . " FROM ($periods) AS p LEFT JOIN ($summaries) AS t USING (month) WHERE month <= (SELECT max(month) FROM ($summaries) AS u) ORDER BY month");
    is_deeply($all, $expected, "$metric: every period, those without answers too");

    # The chart: the place of each point, read off the lines of its own scale.
    my ($chart) = $html =~ /(<svg class="chart".*?<\/svg>)/s;
    my @scale = map { [$_->[1], $_->[0]] } map { [/y1="([\d.]+)".*?>(-?[\d.]+)<\/text>/] } $chart =~ /<line class="(?:grid|zero)".*?<\/text>/g;
    my ($low, $high) = @scale[0, -1];
    my %place = map { /<title>(\S+): (-?[\d.]+),.*<circle class="main" cx="[\d.]+" cy="([\d.]+)"/s ? ($1 => [$2, $3]) : () } $chart =~ /<g>.*?<\/g>/gs;
    my @wrong = grep { my ($value, $y) = @{ $place{$_} }; abs($low->[1] + ($value - $low->[0]) * ($high->[1] - $low->[1]) / ($high->[0] - $low->[0]) - $y) > 0.4 + 0.06 * abs(($high->[1] - $low->[1]) / ($high->[0] - $low->[0])) } keys %place;
    is_deeply(\@wrong, [], "$metric: each point is where the scale says");
    is_deeply([map { [$_, $place{$_}[0]] } sort keys %place], [map { [@$_[0, 2]] } grep { $_->[2] ne '–' } @$expected], "$metric: ... and there is one for each period with answers");
    # Two drivers, by the correlations of PostgreSQL: R², what each adds on average, coefficients.
    my %outcome = (nps => 'CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END', csat => 'CASE WHEN rating >= 4 THEN 100 ELSE 0 END', ces => 'effort');
    @rows = map { [@$_[0, 1, 3, 4]] } @{ table_of($html, 'What moves ' . uc $metric) };
    shift @rows;
    is_deeply([sort { $a->[0] cmp $b->[0] } @rows], answer_of("SELECT driver, round((50 * (own + explained - other) / explained)::numeric, 1), round(mean, 2), "
            . "CASE WHEN b > 0 THEN '+' ELSE '' END || round(b::numeric, $decimals + 1) FROM ("
            . "SELECT *, (r1 ^ 2 + r2 ^ 2 - 2 * r1 * r2 * r12) / (1 - r12 ^ 2) AS explained FROM (SELECT corr(y, a) AS r1, corr(y, b) AS r2, corr(a, b) AS r12, stddev(y) AS sy, stddev(a) AS sa, stddev(b) AS sb, avg(a) AS ma, avg(b) AS mb"
            . " FROM (SELECT $outcome{$metric} AS y, $others[0] AS a, $others[1] AS b FROM \"Answers\" WHERE score + rating + effort IS NOT NULL) AS complete) AS correlations) AS c,"
            . " LATERAL (VALUES ('$others[0]', r1 ^ 2, r2 ^ 2, (r1 - r2 * r12) / (1 - r12 ^ 2) * sy / sa, ma), ('$others[1]', r2 ^ 2, r1 ^ 2, (r2 - r1 * r12) / (1 - r12 ^ 2) * sy / sb, mb)) AS d (driver, own, other, b, mean) ORDER BY driver"), "$metric: its drivers");
    like($html, qr/<h1>A &amp; B<\/h1>/, "$metric: the title");
    unlike($html, qr/<b>service/, "$metric: no comments unless they are asked for");
}

{
    my ($html) = report('--table="Answers"', '--score=score', '--date=when', '--by=area=Where & why?', '--driver=rating=Value = price?', '--driver=effort');
    is_deeply([$html =~ /<h2>(.*?)<\/h2>/g], ['NPS by month', 'How the answers are spread', 'By Where &amp; why?', 'By Where &amp; why? and month', 'What moves NPS'], 'columns by other names');
    is_deeply([sort map { $_->[0] } @{ table_of($html, 'What moves NPS') }], ['Value = price?', 'driver', 'effort'], '... and drivers');
}

my ($html) = report('--table="Answers"', '--score=score', '--comment=comment', '--comments');
like($html, qr/Great &lt;b&gt;service&lt;\/b&gt;!.*Terrible &amp; rude\./s, 'comments where they are asked for, as they are written');

for my $case (['Отлично', qr/<h2>Comments<\/h2><p>6 comments, without a word by which/], ['Great!', qr/<p>6 comments, net sentiment 100\.0:/], ['', qr/<body>(?!.*<h2>Comments)/s]) {
    my ($comment, $said) = @$case;
    like((report("--table=(SELECT score, nullif('$comment', '') AS comment FROM \"Answers\" WHERE n <= 6)", '--score=score', '--comment=comment'))[0], $said, "what is said of comments '$comment'");
}

for my $table ('nothing', 'one', 'alike', 'undated', '(SELECT * FROM "Answers" WHERE n < 30) ') {
    my ($html, $status) = report("--table=$table", '--score=score', '--date=when', '--by=area', '--driver=rating', '--driver=effort', '--comment=comment', '--comments');
    is($status, 0, "a report of $table") or diag($html);
    is_sound($html, $table);
}
{
    my ($html) = report('--table=alike', '--score=score', '--date=when', '--by=area', '--driver=rating', '--driver=effort');
    like($html, qr/Nothing can be told of 4,599 answers with all ratings/, 'where answers are alike, nothing is said of drivers');
    unlike($html, qr/&ndash;%|class="key (?:band|change)"|<rect class="(?:band|regime)"/, '... nor a legend for what is not drawn');
    like($html, qr/<td>&ndash;<\/td>/, '... and a month without answers has no colour');
    ($html) = report('--table=undated', '--score=score', '--date=when', '--by=area');
    is_deeply([$html =~ /<h2>(.*?)<\/h2>/g], ['How the answers are spread', 'By area'], 'without dates, or with infinite ones alone, nothing over time');
    ($html) = report('--table=(SELECT *, CASE WHEN n < 2500 THEN "when" ELSE \'infinity\' END AS at FROM "Answers")', '--score=score', '--date=at');
    like($html, qr/<h2>NPS by week<\/h2>/, 'infinite dates are left out');
}
for my $encoding ('LATIN1', 'SQL_ASCII') {
    my $name = "report_\L$encoding";
    system('createdb', '--template=template0', '--locale=C', "--encoding=$encoding", $name) == 0 or die 'createdb failed';
    local $ENV{PGDATABASE} = $name;
    system('psql', '-Xq', '-c', "CREATE EXTENSION customer_metrics; CREATE TABLE answers AS SELECT date '2024-01-01' + n AS day, n % 11 AS score, 'a' AS area FROM generate_series(1, 99) AS n") == 0 or die 'psql failed';
    my ($html, $status) = report('--table=answers', '--score=score', '--date=day', '--by=area');
    is($status, 0, "in a database of $encoding") or diag($html);
    is_sound($html, $encoding);
    system('dropdb', $name);
}
like((report('--table=nothing', '--score=score'))[0], qr/There are no answers in score\./, 'no answers are said to be none');

for my $case ([[], qr/Which column holds the answers\?/], [['--score=x', '--nix=1'], qr/--nix=1 is no option/], [['--score=nix', '--table=one'], qr/column "nix" does not exist/],
    [['--score=score', map { "--by=c$_" } 1 .. 7], qr/give fewer --by=/],
    [['--score=score', map { "--driver=c$_" } 1 .. 21], qr/give fewer --driver=/]) {
    my ($said, $status) = report(@{ $case->[0] });
    ok($status != 0 && $said =~ $case->[1], "refused: @{ $case->[0] }") or diag($said);
}
done_testing();
