package Servers;
# Servers of a test's own, started by scripts/server.sh, which are stopped and removed however the test ends.
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use FindBin;
use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(start_server standby_of crash shut_down start_again upgrade_server psql answer wait_for counted server_logs_are_clean
    create_samples bytes_of_samples);

my $script = "$FindBin::Bin/../../scripts/server.sh";
my $scratch = tempdir(CLEANUP => 1);
my $main_process = $$;
my (@servers, @proxies);

$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP PIPE);

END {
    if ($$ == $main_process) {
        my $status = $?;
        kill KILL => @proxies if @proxies;
        system $script, 'stop', $_ for @servers;
        $? = $status;
    }
}

sub script {
    my ($command, @arguments) = @_;
    my $pid = open(my $output, '-|', $script, $command, @arguments) // die "$script: $!";
    chomp(my $said = do { local $/; <$output> } // '');
    close $output or die "$script $command failed\n$said\n";
    return $said;
}

# Settings are "name=value". The directory of a server is the name that it has in these tests.
sub start_server { push @servers, script('start', @_); return $servers[-1] }
sub standby_of { push @servers, script('standby', @_); return $servers[-1] }
sub crash { script('crash', @_) }
sub shut_down { script('shutdown', @_) }
sub start_again { script('again', @_) }

# Of two that are shut down: the second gets the data of the first.
sub upgrade_server { return script('upgrade', @_) }

# What psql prints and complains of; option database. The sessions know nothing of anybody's settings.
sub psql {
    my ($server, $sql, %option) = @_;
    my ($script, $errors) = ("$scratch/script.$$.sql", "$scratch/errors.$$");
    open my $file, '>', $script or die "$script: $!";
    print $file $sql;
    close $file;
    my $database = $option{database} // 'postgres';
    my @options = @{ $option{options} // ['-At'] };
    local $ENV{PGHOST} = $server;
    local $ENV{PGUSER} = 'postgres';
    my $said = `psql -X -q @options -P pager=off -d '$database' -f $script 2>$errors`;
    open $file, '<', $errors or die "$errors: $!";
    my $complaints = do { local $/; <$file> } // '';
    return wantarray ? ($said, $complaints, $?) : $said;
}

# What must work.
sub answer {
    my ($server, $sql, %option) = @_;
    my ($said, $complaints, $status) = psql($server, "\\set ON_ERROR_STOP on\n$sql", %option);
    die "$sql\n$complaints" if $status;
    chomp $said;
    return $said;
}

# Waits until a query says true.
sub wait_for {
    my ($server, $query, %option) = @_;
    my $until = time + 60;
    until (answer($server, $query, %option) eq 't') {
        die "still not true: $query\n" if time > $until;
        sleep 0.05;
    }
}

# A way to a server that counts what it sends: returns the port beside the server's own, and a function that gives the
# bytes since it was called last.
sub counted {
    my ($server, $port) = @_;
    my $path = "$server/.s.PGSQL.$port";
    my $counter = "$scratch/bytes.$port";
    my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 10) or die "$path: $!";
    chmod 0777, $path;
    open my $count, '+>', $counter or die "$counter: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        forward($listener, "$server/.s.PGSQL.5432", $count);
        exit;
    }
    push @proxies, $pid;
    my $seen = 0;
    return sub {
        my $total = (-s $counter) ? do { open my $in, '<', $counter; <$in> } : 0;
        my $since = $total - $seen;
        $seen = $total;
        return $since;
    };
}

sub forward {
    my ($listener, $to, $count) = @_;
    my $select = IO::Select->new($listener);
    my (%other, %from_server, $total);
    while (my @ready = $select->can_read) {
        for my $socket (@ready) {
            if ($socket == $listener) {
                my $client = $listener->accept or next;
                my $server = IO::Socket::UNIX->new(Peer => $to) or die "$to: $!";
                ($other{$client}, $other{$server}) = ($server, $client);
                $from_server{$server} = 1;
                $select->add($client, $server);
                next;
            }
            my $peer = $other{$socket} or next;
            my $length = sysread $socket, my $bytes, 65536;
            if (!$length) {
                $select->remove($socket, $peer);
                delete @other{ $socket, $peer };
                close $_ for $socket, $peer;
                next;
            }
            if ($from_server{$socket}) {
                $total += $length;
                sysseek $count, 0, 0;
                syswrite $count, $total;
            }
            for (my $sent = 0; $sent < $length;) {
                $sent += syswrite($peer, $bytes, $length - $sent, $sent) // last;
            }
        }
    }
}

# Nothing in the logs that a server writes when it or its data is broken.
sub server_logs_are_clean {
    my @bad;
    for my $server (@servers) {
        open my $log, '<', "$server/log" or next;
        push @bad, grep { /\bPANIC:|TRAP: |terminated by signal (?!9\b)|cache lookup failed|invalid page|could not read block/ } <$log>;
    }
    return join '', @bad;
}

# Summaries of all kinds and many shapes, in a table that a server has by itself: no two servers draw lots.
sub create_samples {
    my ($server, %option) = @_;
    answer($server, <<'SQL', %option);
CREATE EXTENSION IF NOT EXISTS customer_metrics;
CREATE TABLE sample (id int PRIMARY KEY, s score_summary, c comment_summary);
INSERT INTO sample VALUES (0, 'empty', 'empty'), (1, NULL, NULL);
INSERT INTO sample
    SELECT 1 + row_number() OVER (ORDER BY points, lo, v.s), v.s, c
    FROM (SELECT points, lo, score_summary(lo + n * n % points, lo, lo + points - 1) AS plain,
                 weighted_score_summary(lo + n * n % points, n / 7.0, lo, lo + points - 1) AS weighted,
                 sentiment_score_summary(lo + n * n % points, (n - 10) / 20.0, lo, lo + points - 1) AS sentiment,
                 sentiment_summary((n - points % 20) / 20.0) AS c
          FROM generate_series(2, 101) points, (VALUES (0), (1), (-32768), (32667), (-7)) l(lo), generate_series(0, 19) n
          WHERE points < 12 OR points % 30 = 11 GROUP BY points, lo) g, LATERAL (VALUES (plain), (weighted), (sentiment)) v(s);
SQL
}

# One line that two servers have in common only when all bytes and all text are the same.
sub bytes_of_samples {
    my ($server, %option) = @_;
    my $table = delete $option{table} // 'sample';
    return answer($server, <<"SQL", %option);
SELECT count(*), md5(string_agg(coalesce(encode(score_summary_send(s), 'hex'), '-') || coalesce(encode(comment_summary_send(c), 'hex'), '-'), ',' ORDER BY id)),
       md5(string_agg(coalesce(s::text, '-') || coalesce(c::text, '-'), ',' ORDER BY id))
FROM $table;
SQL
}

1;
