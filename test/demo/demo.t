#!/usr/bin/perl
# make demo: the report, somebody's own file, a server kept and stopped, and nothing left behind, whatever ends it.
use strict;
use warnings;
use File::Temp;
use POSIX qw(:sys_wait_h setpgid);
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => 'the sample is not whole' if $ENV{SAMPLE_RESPONSES};

# Everything that a demo starts carries this in its environment, its server too, and puts its files into $room.
$ENV{CUSTOMER_METRICS_TEST} = "demo.t $$";
my $room = File::Temp->newdir('/tmp/cm_demo_XXXXX');
chmod 0755, "$room" or die;
$ENV{TMPDIR} = "$room";
# The tests' own server is none of its business.
delete $ENV{$_} for grep { /^PG/ && !/^PG_CONFIG$|^PGVERSION$/ } keys %ENV;

sub left_behind {
    my @processes;
    for my $environment (glob '/proc/[0-9]*/environ') {
        my ($pid) = $environment =~ /(\d+)/;
        next if $pid == $$;
        open my $file, '<', $environment or next;
        local $/;
        next unless (<$file> // '') =~ /\bCUSTOMER_METRICS_TEST=\Q$ENV{CUSTOMER_METRICS_TEST}\E\0/;
        open my $command, '<', "/proc/$pid/cmdline" or next;
        push @processes, (<$command> // '') =~ tr/\0/ /r;
    }
    return join "\n", grep { $_ ne '' } @processes, glob "$room/*";
}

sub nothing_left {
    my ($name) = @_;
    my $until = time + 10;
    sleep 0.1 while left_behind() ne '' && time < $until;
    is(left_behind(), '', "$name: no process and no file is left");
}

# Runs a command in a process group of its own; at the line $when sends $signal to the group or to the program alone.
sub run_and_signal {
    my ($command, $when, $signal, $to_group) = @_;
    my $pid = open(my $output, '-|') // die "fork: $!";
    if (!$pid) {
        setpgid(0, 0);
        # Tests that run in the background may have been told to ignore them.
        $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP PIPE);
        open STDERR, '>&', \*STDOUT;
        exec @$command or die "@$command: $!";
    }
    my ($said, $sent) = ('', 0);
    local $SIG{ALRM} = sub { kill KILL => -$pid; die "The demo hangs:\n$said" };
    alarm 300;
    while (my $line = <$output>) {
        $said .= $line;
        next if $sent || !$when || $line !~ $when;
        sleep 0.2;
        kill $signal, $to_group ? -$pid : $pid;
        $sent = time;
    }
    close $output;
    alarm 0;
    return { said => $said, status => $?, seconds => $sent ? time - $sent : 0 };
}

sub demo { return run_and_signal([@_]) }

# ---- The reports ----------------------------------------------------------------------------------------------

my $sample = demo('make', '--no-print-directory', 'demo');
is($sample->{status}, 0, 'make demo');
like($sample->{said}, qr/^\Q$_\E/m, "... $_")
    for '1. NPS by segment', '2. NPS by month', '3. NPS of the last 30 days', '4. Better everywhere', '5. Weighted', '6. CSAT', '7. CES',
    '8. How sure', '9. What do the comments', '10. Always fresh', '11. What costs and brings most', '12. What a promoter is worth';
is(() = $sample->{said} =~ /^Time: [\d.]+ ms/mg, 14, '... each query with its time');
like($sample->{said}, qr/^ 2023-10 [^\n]*│ ! │.*^ 2023-10 │ 2023-12 │.*^ 2024-01 │ 2024-12 │/ms, '... and the network migration is found');
is((grep { length > 100 } map { utf8::decode($_); $_ } split /\n/, $sample->{said}), 0, '... at most 100 columns wide');
nothing_left('make demo');

my $csv = "$room/my answers.csv";
open my $file, '>', $csv or die;
print $file "Score,Region,Day\n9,North,2024-01-01\n10,North,2024-01-29\n2,South,\nten,South,2024-01-02\n";
close $file;
my $own = demo('make', '--no-print-directory', 'demo', "CSV=$csv");
like($own->{said}, qr/line 5: score 'ten' is not a number/, 'CSV: a bad row is reported');
like($own->{said}, qr/North +│ +2 │ +100\.0 .*South +│ +1 │ -100\.0 .*all +│ +3 │ +33\.3 /s, '... and the metrics are of the sound ones');
like($own->{said}, qr/by month.*^ 2024-01 │ +2 │ 100\.0 [^\n]*\n\n/ms, '... over time are those with a date');
like($own->{said}, qr/30 days, every second week.*^ 2024-01-01 │ +1 │.*^ 2024-01-15 │ +1 │.*^ 2024-01-29 │ +2 │/ms, '... every second week, whether or not somebody answered on that day');
like(demo('make', '--no-print-directory', 'demo', "CSV=$room/none.csv")->{said}, qr/Can't read .*none\.csv/, 'a file that is not there');
like(demo('make', '--no-print-directory', 'demo', "HTML=$room/none/report.html")->{said}, qr/There is no directory for .*none/, 'a report in a directory that is not there');
like(demo('make', '--no-print-directory', 'demo', "HTML=$room")->{said}, qr/is a directory: give the report a name in it/, '... and one in the place of a directory');
unlink $csv;
nothing_left('make demo CSV=…');

# ---- A server that is kept ------------------------------------------------------------------------------------

my $kept = demo('make', '--no-print-directory', 'demo', 'KEEP=1');
my ($connect) = $kept->{said} =~ /^The server keeps running. Connect with: +(.*)$/m;
my ($stop) = $kept->{said} =~ /^Stop and remove it with: +(.*)$/m;
ok($connect && $stop, 'KEEP=1 says how to connect and how to stop') or diag($kept->{said});
isnt(left_behind(), '', '... and the server runs');
# So that the sample is the same on every server: sums of what a version of PostgreSQL might do in another way.
is(`$connect -XAtc "SELECT md5(string_agg(r::text, chr(10) ORDER BY response_id)) FROM responses AS r"`,
    "ce3c6b5ff6498ea83cf32557c1dc90ff\n", 'the sample is the same on every server');
is(`$connect -XAtc "SELECT count(*) > 500 FROM (SELECT DISTINCT comment FROM responses) AS c"`, "t\n", '... with hundreds of comments');
system($stop);
nothing_left('after the stop');

# ---- Interrupted ----------------------------------------------------------------------------------------------

my %number = (INT => 2, TERM => 15, HUP => 1);
for my $case (
    ['INT',  1, qr/^PostgreSQL /,         'Ctrl-C while the sample is loaded'],
    ['INT',  1, qr/^1\. NPS by segment/,  'Ctrl-C during the report'],
    ['TERM', 0, qr/^PostgreSQL /,         'SIGTERM while the sample is loaded'],
    ['TERM', 0, qr/^1\. NPS by segment/,  'SIGTERM during the report'],
    ['HUP',  1, qr/^PostgreSQL /,         'the terminal is closed'],
) {
    my ($signal, $to_group, $when, $name) = @$case;
    my $ended = run_and_signal(['demo/run'], $when, $signal, $to_group);
    is($ended->{status}, (128 + $number{$signal}) << 8, "$name: ends with the signal's status") or diag($ended->{said});
    cmp_ok($ended->{seconds}, '<', 20, "$name: soon");
    nothing_left($name);
}
my $made = run_and_signal(['make', 'demo'], qr/^PostgreSQL /, 'TERM', 0);
isnt($made->{status}, 0, 'SIGTERM to make');
nothing_left('SIGTERM to make');
done_testing();
