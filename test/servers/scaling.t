#!/usr/bin/perl
# doc/scaling.md is true: its SQL runs on the servers that it names, summaries travel instead of rows, and the answers
# are those of one server that has all rows.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use lib $FindBin::Bin;
use Servers;
use Test::More;

my $PAGE = "$FindBin::Bin/../../doc/scaling.md";
my $ROWS = 20_000;

# ---- The page ----
open my $file, '<', $PAGE or die "$PAGE: $!";
my $page = do { local $/; <$file> };
my @blocks;
while ($page =~ /^(?:<!-- not run: [^\n]* runs it on ([^\n]*) -->\n)?```sql\n(.*?)^```$/gms) {
    push @blocks, { servers => [split /, /, $1 // ''], sql => $2 };
}
is(scalar(grep { !@{ $_->{servers} } } @blocks), 0, 'every block of the page names its servers');

# The block that holds a text.
my %used;
sub block {
    my ($text) = @_;
    my @found = grep { index($blocks[$_]{sql}, $text) >= 0 } 0 .. $#blocks;
    die "not one block with $text\n" if @found != 1;
    $used{ $found[0] } = 1;
    return $blocks[$found[0]];
}

# ---- The servers, with settings as odd as can be ----
# From 19 on, strings can't be read in the old way.
my @old_strings = $ENV{PGVERSION} < 19 ? ('standard_conforming_strings=off', 'escape_string_warning=off') : ();
my %server = (
    berlin => start_server('wal_level=logical', "datestyle='German, DMY'", 'extra_float_digits=-15', 'bytea_output=escape', 'timezone=Asia/Kathmandu', 'intervalstyle=iso_8601'),
    paris => start_server('wal_level=logical', "datestyle='SQL, DMY'", 'extra_float_digits=3', 'quote_all_identifiers=on', 'backslash_quote=on', @old_strings),
    headquarters => start_server('bytea_output=hex'),
);
my @sites = ('berlin', 'paris');
answer($server{headquarters}, q{CREATE DATABASE survey;});
# Another encoding, and other locales where the machine has any.
answer($server{$_}, "CREATE DATABASE survey TEMPLATE template0 ENCODING '" . ($_ eq 'paris' ? 'LATIN1' : 'UTF8') . "' LC_COLLATE 'C' LC_CTYPE 'C';") for @sites;
my ($locale) = grep { /^(?:de|fr|es|it|nl|da|pl|ru)_/ } `locale -a 2>/dev/null`;
chomp $locale if $locale;
my %port = (berlin => 5433, paris => 5434);
my %bytes_from = map { $_ => counted($server{$_}, $port{$_}) } @sites;

sub run {
    my ($server, $sql) = @_;
    for my $site (@sites) {
        $sql =~ s/host '$site\.example'/host '$server{$site}', port '$port{$site}'/g;
        $sql =~ s/host=$site\.example/host=$server{$site} port=$port{$site}/g;
    }
    $sql =~ s/user 'reader'/user 'postgres'/g;
    $sql =~ s/user=reader/user=postgres/g;
    return answer($server{$server}, $sql, database => 'survey');
}

sub run_block {
    my ($text) = @_;
    my $block = block($text);
    return join "\n", map { run($_, $block->{sql}) } @{ $block->{servers} };
}

# What one server with all the rows says.
sub on_one_server {
    my ($sql) = @_;
    return run('headquarters', "SET search_path = one_server, public; $sql");
}

# The answer to a query on headquarters, the bytes that came for it, and its plan as a list of nodes.
sub ask {
    my ($sql) = @_;
    # Connections and estimates are made first.
    my ($settings, $query) = $sql =~ /\A((?:SET [^;]*;\s*)*)(.*?);?\s*\z/s;
    my ($plan) = decode_json(run('headquarters', "$settings EXPLAIN (VERBOSE, FORMAT JSON) $query;"));
    $_->() for values %bytes_from;
    my $answer = run('headquarters', $sql);
    my $bytes = 0;
    $bytes += $_->() for values %bytes_from;
    return ($answer, $bytes, nodes($plan->[0]{Plan}));
}

sub nodes {
    my ($node) = @_;
    return ($node, map { nodes($_) } @{ $node->{Plans} // [] });
}

sub remote_sql { return map { $_->{'Remote SQL'} // () } @_ }

# ---- Rows ----
run_block('CREATE TABLE responses (site text, responded_on date, segment text, score smallint, weight numeric);');
my $rows = "SELECT '%s', date '2024-01-01' + n %% 366, (ARRAY['consumer', 'business', 'caf\xc3\xa9', 'student'])[1 + n %% 4], CASE WHEN n %% 11 <> 3 THEN (n::bigint * n + n / 7) %% %d %% 11 END, n %% 17 / 7.0 FROM generate_series(%d, %d) n";
my %rows = (berlin => sprintf($rows, 'berlin', 101, 1, $ROWS), paris => sprintf($rows, 'paris', 97, 1, $ROWS));
my %later = (berlin => sprintf($rows, 'berlin', 89, 1, 500), paris => sprintf($rows, 'paris', 83, 1, 500));
for my $site (@sites) {
    run($site, "SET client_encoding = 'UTF8'; CREATE EXTENSION customer_metrics; INSERT INTO responses $rows{$site}; ANALYZE responses;");
    run($site, "ALTER DATABASE survey SET lc_numeric = '$locale'; ALTER DATABASE survey SET lc_monetary = '$locale';") if $locale;
}
run_block('CREATE EXTENSION postgres_fdw');
run('headquarters', "CREATE SCHEMA one_server; CREATE TABLE one_server.responses (site text, responded_on date, segment text, score smallint, weight numeric);
    INSERT INTO one_server.responses $rows{berlin}; INSERT INTO one_server.responses $rows{paris};");

# ---- Settings ----
my $form = <<'SQL';
SELECT weighted_score_summary(score, weight, 0, 10), score_summary(score, -50, 50), sentiment_summary(weight / 3), sentiment_score_summary(score, weight / 3, 0, 10)
FROM responses WHERE site = 'berlin';
SQL
is(run('berlin', $form), on_one_server($form), 'the text form is the same under odd settings');
is(run('berlin', $form), run('headquarters', $form =~ s/responses/responses_berlin/r), '... and through a foreign table');

# ---- One foreign table ----
my $single = block('FROM responses_berlin GROUP BY segment')->{sql};
my ($answer, $bytes, @plan) = ask($single);
is($answer, on_one_server($single =~ s/responses_berlin GROUP/responses WHERE site = 'berlin' GROUP/r), 'one foreign table: the answer of one server');
is(scalar(grep { $_->{'Node Type'} =~ /Aggregate/ } @plan), 0, '... which headquarters does not aggregate');
like((remote_sql(@plan))[0], qr/\bnps\b.*\bnps_summary\b.*GROUP BY/, '... as the aggregates are sent off');
cmp_ok($bytes, '<', 2000, "... and $bytes bytes come back");
my @aggregates = ('nps(score)', 'ces(score + 1::smallint, 11)', 'weighted_nps(score, weight)', 'weighted_score_summary(score, weight, 0, 10)',
    'score_summary(score, 0, 100)', 'sentiment_score_summary(score, weight / 3, 0, 10)', 'sentiment_weighted_nps(score, weight / 3)', 'net_sentiment(weight / 3)',
    'median(nps_summary(score))', 'nps_ci_low(nps_summary(score))', 'nps(score) FILTER (WHERE weight > 1)');
my $several = 'SELECT ' . join(', ', @aggregates) . ' FROM responses_berlin';
($answer, $bytes, @plan) = ask($several);
is($answer, on_one_server($several =~ s/responses_berlin/(SELECT * FROM responses WHERE site = 'berlin') r/r), '... so do aggregates of all kinds');
is_deeply([map { $_->{'Node Type'} } @plan], ['Foreign Scan'], '... which are all sent off');

# ---- All of them ----
my $two_levels = block('AS per_site' . "\nGROUP BY segment")->{sql};
($answer, $bytes, @plan) = ask($two_levels);
is($answer, on_one_server($two_levels), 'two levels: the answer of one server');
is(scalar(grep { /\bnps_summary\b.*GROUP BY/ } remote_sql(@plan)), 2, '... for which both servers make summaries');
is(scalar(grep { $_->{'Async Capable'} } @plan), 2, '... at the same time');
my ($kilobytes, $row_kilobytes) = $page =~ /under (\d+) kB come back this way.*?some (\d+) kB here/s;
cmp_ok($bytes, '<', 1000 * $kilobytes, "... and $bytes bytes come back, under $kilobytes kB as the page says");
# Other kinds: sent off as well, and merged to the same bytes.
my $weighted = $two_levels =~ s/nps_summary\(score\)/weighted_score_summary(score, weight, 0, 10)/r;
my (undef, undef, @weighted_plan) = ask($weighted);
is(run('headquarters', $weighted), on_one_server($weighted), '... and so are weighted ones');
is(scalar(grep { /\bweighted_score_summary\b.*GROUP BY/ } remote_sql(@weighted_plan)), 2, '... which are made there too');
my $bytes_of_two = 'SET enable_partitionwise_aggregate = on; SELECT score_summary_send(rollup(s)) FROM (SELECT site, weighted_score_summary(score, weight, 0, 10) AS s FROM responses GROUP BY site) x;';
is(run('headquarters', $bytes_of_two), on_one_server($bytes_of_two), '... byte by byte');

my $one_level = block('mean(nps_summary(score))')->{sql};
my ($same, $many_bytes, @row_plan) = ask("SET enable_partitionwise_aggregate = on;\n$one_level");
is($same, $answer, 'one level: the same answer');
is(scalar(grep { /GROUP BY/ } remote_sql(@row_plan)), 0, '... but rows are fetched, as the page says');
cmp_ok($many_bytes, '>', 100 * $bytes, "... of $many_bytes bytes");
cmp_ok(abs($many_bytes / 1000 - $row_kilobytes), '<', 0.15 * $row_kilobytes, "... some $row_kilobytes kB, as the page says");
for my $shape ('SELECT nps(score) OVER (ORDER BY responded_on, score, weight ROWS 5 PRECEDING) FROM responses_berlin ORDER BY responded_on, score, weight LIMIT 20',
    'SELECT segment, responded_on, nps(score) FROM responses_berlin GROUP BY GROUPING SETS ((segment), (responded_on)) ORDER BY 1, 2') {
    my ($answer, undef, @plan) = ask($shape);
    my ($what) = $shape =~ /(OVER|GROUPING SETS)/;
    unlike(join(' ', remote_sql(@plan)), qr/nps/, "$what is not sent off, as the page says");
    is($answer, on_one_server($shape =~ s/FROM responses_berlin/FROM (SELECT * FROM responses WHERE site = 'berlin') r/r), '... and right');
}

# ---- Stored summaries ----
run_block('CREATE MATERIALIZED VIEW nps_daily');
my ($tables, $question) = split /\n(?=SET )/, block('CREATE FOREIGN TABLE nps_daily_berlin')->{sql};
run('headquarters', $tables);
run('headquarters', 'CREATE VIEW one_server.nps_daily AS SELECT site, responded_on, segment, nps_summary(score) AS s FROM one_server.responses GROUP BY site, responded_on, segment;');
($answer, $bytes, @plan) = ask($question);
is($answer, on_one_server($question), 'stored summaries: the answer of one server');
is(scalar(grep { /\brollup\b.*GROUP BY/ } remote_sql(@plan)), 2, '... rolled up where they are');
my $all = 'SELECT site, responded_on, segment, s, score_summary_send(s) FROM nps_daily ORDER BY 1, 2, 3';
is(run('headquarters', $all), on_one_server($all), '... and each comes as it is');

# ---- Replicated rollup tables ----
run_block('CREATE PUBLICATION rollups');
run_block('CREATE SUBSCRIPTION berlin');
sub wait_for_rollups {
    wait_for($server{headquarters}, q{SELECT count(*) = 2 FROM pg_subscription_rel WHERE srsubstate = 'r';}, database => 'survey');
    for my $site (@sites) {
        my $position = run($site, 'SELECT pg_current_wal_lsn();');
        wait_for($server{$site}, "SELECT replay_lsn >= '$position' FROM pg_stat_replication WHERE application_name = '$site';");
    }
}
wait_for_rollups();
my $replicated = block('FROM nps_rollup GROUP BY segment')->{sql};
my $raw = 'SELECT segment, nps(score) FROM responses GROUP BY segment ORDER BY segment;';
is(run('headquarters', $replicated), on_one_server($raw), 'replicated rollup tables: the answer of one server');
for my $site (@sites) {
    run($site, "SET client_encoding = 'UTF8'; CREATE TABLE todays_responses (LIKE responses); INSERT INTO todays_responses $later{$site};");
    run('headquarters', "INSERT INTO one_server.responses $later{$site};");
}
run_block('INSERT INTO nps_rollup AS r');
wait_for_rollups();
is(run('headquarters', $replicated), on_one_server($raw), '... and after new answers came in');

is_deeply([grep { !$used{$_} } 0 .. $#blocks], [], 'every block of the page was run');
is(server_logs_are_clean(), '', 'nothing is broken in the logs');
done_testing();
