# What the tests of live rollups share: a database of their own, and asking it.
package Live;
use strict;
use warnings;
use Exporter 'import';
use POSIX ();
use Test::More;
our @EXPORT = qw(create_database ask answers refused);

my @databases;

sub create_database {
    my ($name) = @_;
    system("dropdb --if-exists $name 2>/dev/null && createdb $name") == 0 or die "can't create $name";
    push @databases, $name;
    $ENV{PGDATABASE} = $name;
    ask('CREATE EXTENSION IF NOT EXISTS customer_metrics');
}

END {
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
1;
