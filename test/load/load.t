#!/usr/bin/perl
# Many clients at once: writers, corrections, refreshes and readers of every sort, for a while. No error, no backend
# that grows, and in the end everything that is stored is what the rows say.
#
# LOAD_SECONDS is how long; make load MINUTES=10 sets it.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../servers";
use List::Util qw(max min sum0);
use Servers;
use Test::More;
use Time::HiRes qw(sleep time);

my $SECONDS = $ENV{LOAD_SECONDS} // 5;
my $CLIENTS = 16;
my $MAY_GROW = 2048;    # kB from the middle to the end; in a short run every client does everything for the first time
my $LONG = 120;         # seconds
my $directory = tempdir(CLEANUP => 1);

my $server = start_server('shared_buffers=128MB', 'max_connections=40', 'log_lock_waits=on', 'autovacuum_naptime=5s', 'max_wal_size=512MB');
answer($server, <<'SQL');
CREATE EXTENSION customer_metrics;
CREATE TABLE response (id bigserial PRIMARY KEY, day date NOT NULL, segment text NOT NULL, score smallint, weight numeric NOT NULL, comment text,
                       sentiment double precision GENERATED ALWAYS AS (sentiment(comment)) STORED);
CREATE FUNCTION add_responses(n int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO response (day, segment, score, weight, comment)
    SELECT date '2025-01-01' + (random() * 60)::int, 'segment ' || (random() * 5)::int, (random() * 12 - 1)::int + CASE WHEN random() < 0.1 THEN NULL ELSE 0 END,
           round((random() * 3)::numeric, 2), (ARRAY['very good', 'bad, slow and rude', 'not bad at all :-)', NULL, 'I waited for 3 hours!!!'])[1 + (random() * 4)::int]
    FROM generate_series(1, n)
    WHERE n > 0
$$;
-- Scores on the scale only.
CREATE FUNCTION on_scale() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.score := least(greatest(NEW.score, 0), 10); RETURN NEW; END $$;
CREATE TRIGGER on_scale BEFORE INSERT OR UPDATE ON response FOR EACH ROW EXECUTE FUNCTION on_scale();
SELECT add_responses(20000);
SELECT create_live_rollup('now', 'SELECT segment, day, nps_summary(score) AS s, count(*) AS asked FROM response GROUP BY segment, day');
SELECT create_live_rollup('now_weighted', 'SELECT segment, weighted_score_summary(score, weight, 0, 10) AS w FROM response GROUP BY segment');
SELECT create_live_rollup('later', 'SELECT segment, sentiment_score_summary(score, sentiment, 0, 10) AS s, sentiment_summary(sentiment) AS c FROM response GROUP BY segment', 20);
CREATE MATERIALIZED VIEW refreshed AS
    SELECT segment, day, nps_summary(score) AS s, weighted_score_summary(score, weight, 0, 10) AS w, sentiment_summary(sentiment) AS c FROM response GROUP BY segment, day;
CREATE UNIQUE INDEX ON refreshed (segment, day);
ANALYZE;
SQL

# What the clients do, and how often.
my %work = (
    'insert@8'   => q{SELECT add_responses((1 + random() * 3)::int);},
    'correct@3'  => qq{\\set id random(1, 20000)\nUPDATE response SET score = (score + 3) % 11, comment = 'great' WHERE id = :id;},
    'erase@1'    => qq{\\set id random(1, 20000)\nDELETE FROM response WHERE id = :id;},
    'abort@1'    => qq{BEGIN;\nSELECT add_responses(2);\nROLLBACK;},
    'fold@1'     => q{SELECT fold_live_rollup('later');},
    'refresh@1'  => q{REFRESH MATERIALIZED VIEW CONCURRENTLY refreshed;},
    'dashboard@6' => q{SELECT segment, nps(rollup(s)), nps_ci_low(rollup(s)), nps_ci_high(rollup(s)), sum(asked) FROM now GROUP BY segment;
SELECT segment, nps(w), effective_responses(w) FROM now_weighted;},
    'sliding@3'  => q{SELECT day, nps(rollup(rollup(s)) OVER (ORDER BY day RANGE BETWEEN '6 days' PRECEDING AND CURRENT ROW)) FROM now GROUP BY day;},
    'stored@3'   => q{SELECT segment, nps(rollup(s)), nps(rollup(w)), net_sentiment(rollup(c)) FROM refreshed GROUP BY ROLLUP (segment);},
    'comments@2' => q{SELECT segment, sentiment_weighted_nps(score, sentiment), avg(sentiment(comment)) FROM response WHERE day = '2025-01-15' GROUP BY segment;},
    'raw@1'      => q{SELECT segment, nps(score), weighted_nps(score, weight), csat(least(greatest(score, 1), 5)) FROM response GROUP BY segment;},
    'compare@1'  => q{SELECT (nps_test(a.s, b.s)).p_value FROM (SELECT rollup(s) AS s FROM now WHERE segment = 'segment 1') a, (SELECT rollup(s) AS s FROM now WHERE segment = 'segment 2') b;},
);
my @scripts;
for my $name (sort keys %work) {
    my ($file, $share) = split /@/, $name;
    open my $out, '>', "$directory/$file" or die $!;
    print $out "$work{$name}\n";
    close $out;
    push @scripts, '--file', "$directory/$file\@$share";
}

# Memory of a backend's own, in kB: not what it has of the shared buffers.
sub memory_of_clients {
    my %memory;
    for my $pid (split /\n/, answer($server, q{SELECT pid FROM pg_stat_activity WHERE application_name = 'pgbench';})) {
        open my $status, '<', "/proc/$pid/status" or next;
        my ($anonymous) = join('', <$status>) =~ /^RssAnon:\s+(\d+)/m or next;
        $memory{$pid} = $anonymous;
    }
    return %memory;
}

my $pid = fork // die "fork: $!";
if (!$pid) {
    local $ENV{PGHOST} = $server;
    local $ENV{PGUSER} = 'postgres';
    local $ENV{PGDATABASE} = 'postgres';
    open STDOUT, '>', "$directory/output" or die $!;
    open STDERR, '>&', \*STDOUT or die $!;
    exec 'pgbench', '--no-vacuum', "--client=$CLIENTS", '--jobs=2', "--time=$SECONDS", '--failures-detailed', @scripts;
}
$SIG{$_} = sub { kill TERM => $pid; exit 1 } for qw(INT TERM);

my @samples;
my $start = time;
while (time < $start + $SECONDS - 1) {
    sleep max(0.5, $SECONDS / 120);
    my %memory = memory_of_clients();
    push @samples, { after => time - $start, memory => \%memory } if keys %memory == $CLIENTS;
}
waitpid $pid, 0;
my $status = $?;
open my $file, '<', "$directory/output" or die $!;
my $output = do { local $/; <$file> };
is($status, 0, 'pgbench ends well') or diag($output);
unlike($output, qr/error:|ERROR:|FATAL:|aborted|failed transactions: [1-9]/, 'no client meets an error') or diag($output);
my ($transactions) = $output =~ /number of transactions actually processed: (\d+)/;
cmp_ok($transactions // 0, '>', $CLIENTS, 'transactions were made');
my %done = $output =~ m{^SQL script \d+: \S+/(\w+)\n.*?\n - (\d+) transactions}mgs;
is(join(' ', grep { !($done{ s/@.*//r } // 0) } sort keys %work), '', 'there was work of every sort') or diag($output) if $SECONDS >= $LONG;

# From when every client has done everything, at the middle, to the end.
cmp_ok(scalar @samples, '>=', 4, 'memory was looked at ' . @samples . ' times');
my $middle = $samples[@samples / 2]{memory};
my $end = $samples[-1]{memory};
my %growth = map { $_ => $end->{$_} - $middle->{$_} } grep { exists $middle->{$_} } keys %$end;
my @largest = (max(values %$middle) // 0, max(values %$end) // 0);
note(sprintf '%d transactions; largest backend %d kB at the middle, %d kB at the end; growth %d to %d kB', $transactions, @largest, min(values %growth), max(values %growth));
# A tool that watches memory takes more of it.
if (!$ENV{SLOW_SERVER}) {
    cmp_ok($largest[1], '<', 100_000, 'no backend is large');
    cmp_ok(max(values %growth), '<', $MAY_GROW, 'no backend grows') if $SECONDS >= $LONG;
}

for my $rollup ('now', 'now_weighted', 'later') {
    cmp_ok(answer($server, "SELECT pending_deltas FROM live_rollups WHERE name = '$rollup'::regclass;"), '<', 5000, "writers have folded $rollup");
    is(answer($server, "SELECT count(*) FROM check_live_rollup('$rollup');"), 0, "the live rollup $rollup is what the rows say");
    cmp_ok(answer($server, "SELECT count(*) FROM $rollup;"), '>', 0, '... and not empty');
}
is(answer($server, <<'SQL'), 0, 'a refreshed view is what the rows say, byte by byte');
REFRESH MATERIALIZED VIEW CONCURRENTLY refreshed;
SELECT count(*) FROM refreshed r
FULL JOIN (SELECT segment, day, nps_summary(score) AS s, weighted_score_summary(score, weight, 0, 10) AS w, sentiment_summary(sentiment) AS c FROM response GROUP BY segment, day) q USING (segment, day)
WHERE (score_summary_send(r.s), score_summary_send(r.w), comment_summary_send(r.c)) IS DISTINCT FROM (score_summary_send(q.s), score_summary_send(q.w), comment_summary_send(q.c));
SQL
open my $log, '<', "$server/log" or die $!;
is(join('', grep { /ERROR:|FATAL:|PANIC:|WARNING:|terminated by signal/ } <$log>), '', 'the server met no error');
diag($output =~ /((?:latency average|tps) = .*\n)/g) if $ENV{LOAD_SECONDS};
done_testing();
