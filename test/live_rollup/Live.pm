# What the tests of live rollups share: a database of their own, asking it, and sessions that go on.
package Live;
use strict;
use warnings;
use Exporter 'import';
use IO::Select;
use POSIX ();
use Test::More;
our @EXPORT = qw(create_database ask answers refused session start finish is_waiting in_session);

my @databases;
my $main_process = $$;

sub create_database {
    my ($name) = @_;
    system("dropdb --if-exists $name 2>/dev/null && createdb $name") == 0 or die "can't create $name";
    push @databases, $name;
    $ENV{PGDATABASE} = $name;
    ask('CREATE EXTENSION IF NOT EXISTS customer_metrics');
}

END {
    return if $$ != $main_process;
    my $status = $?;
    $ENV{PGDATABASE} = 'postgres';
    system("dropdb --if-exists --force $_") for @databases;
    $? = $status;
}

# The rows that a script returns, or the error as psql shows it. A session of its own, a transaction a statement.
sub ask {
    my ($sql, %environment) = @_;
    local @ENV{ keys %environment } = values %environment;
    my $pid = open(my $out, '-|') // die "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        open my $in, '|-', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose' or die "psql: $!";
        print $in $sql;
        close $in;
        POSIX::_exit($? >> 8);    # not through the END above
    }
    local $/;
    my $answer = <$out> // '';
    close $out;
    $answer =~ s/\n\z//;
    return $answer;
}

sub answers {
    my ($sql, $expected, $name, %environment) = @_;
    return is(ask($sql, %environment), $expected, $name);
}

# An error with this code and message, and a hint.
sub refused {
    my ($sql, $code, $message, $name, %environment) = @_;
    my $answer = ask($sql, %environment);
    return ok($answer =~ /ERROR:  \Q$code\E: .*$message/ && $answer =~ /^HINT: /m, $name // "$code $message") || diag($answer);
}

# ---- Sessions that go on --------------------------------------------------------------------------------------------

# Each statement is sent by start(), which does not wait, and its answer fetched by finish(). in_session() does both.
my $PATIENCE = 60;    # seconds

sub session {
    my (%environment) = @_;
    local @ENV{ keys %environment } = values %environment;
    pipe(my $their_in, my $in) && pipe(my $out, my $their_out) or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        close $in;
        close $out;
        open STDIN, '<&', $their_in or die $!;
        open STDOUT, '>&', $their_out or die $!;
        open STDERR, '>&', \*STDOUT or die $!;
        exec 'psql', '-XqAt', '-v', 'VERBOSITY=verbose' or POSIX::_exit(1);
    }
    close $their_in;
    close $their_out;
    $in->autoflush(1);
    my $self = { in => $in, out => $out, sent => 0, said => '' };
    $self->{pid} = in_session($self, 'SELECT pg_backend_pid()');
    return $self;
}

sub start {
    my ($self, $sql) = @_;
    $self->{sent}++;
    print { $self->{in} } "$sql;\n\\echo finished $self->{sent}\n";
}

sub finish {
    my ($self) = @_;
    my $ready = IO::Select->new($self->{out});
    my $end = "finished $self->{sent}\n";
    while (index("\n$self->{said}", "\n$end") < 0) {
        $ready->can_read($PATIENCE) && sysread($self->{out}, $self->{said}, 65536, length $self->{said}) or die "no answer; so far: $self->{said}\n";
    }
    my ($answer) = $self->{said} =~ /\A(.*?)^$end/ms;
    $self->{said} = '';
    $answer =~ s/^LOCATION:.*\n//mg;
    $answer =~ s/\n\z//;
    return $answer;
}

sub in_session {
    my ($self, $sql) = @_;
    start($self, $sql);
    return finish($self);
}

# Whether it comes to wait for a lock, rather than to an end.
sub is_waiting {
    my ($self) = @_;
    for (1 .. 10 * $PATIENCE) {
        my $state = ask("SELECT state || coalesce(wait_event_type, '') FROM pg_stat_activity WHERE pid = $self->{pid}");
        return 1 if $state eq 'activeLock';
        return 0 if $state !~ /^active/ && $_ > 20;    # it may not have begun yet
        select undef, undef, undef, 0.1;
    }
    return 0;
}
1;
