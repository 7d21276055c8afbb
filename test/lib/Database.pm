# A database of its own for a test program, on the tests' server; dropped at the end.
#
#   my $database = Database->new;                 with OWNER => role, that role's
#   $database->query($sql)                        the answer, unaligned; dies of any error
#   $database->attempt($sql)                      the answer and what went wrong: ('1', '22003: score 11 is …')
# Both take USER => role, and DATABASE => name for another database.
package Database;
use strict;
use warnings;
use File::Temp qw(tempdir);

my $directory = tempdir(CLEANUP => 1);
my @databases;

sub new {
    my ($class, %option) = @_;
    my $self = bless { name => "test_${$}_" . @databases, outer => $ENV{PGDATABASE} // 'postgres' }, $class;
    my $owner = $option{OWNER} ? "OWNER $option{OWNER}" : '';
    $self->query("CREATE DATABASE $self->{name} $owner", DATABASE => $self->{outer});
    push @databases, $self;
    return $self;
}

sub name { $_[0]{name} }

# psql with the options that make its output the same everywhere.
sub _run {
    my ($self, $script, %option) = @_;
    my $file     = "$directory/script.sql";
    my $database = $option{DATABASE} // $self->{name};
    my @user     = $option{USER} ? "-U $option{USER}" : ();
    open my $out, '>', $file or die "$file: $!";
    print $out "\\set VERBOSITY verbose\n$script\n";
    close $out;
    my $answer = `psql -X -A -t -q @user -d $database -f $file 2>$directory/errors`;
    chomp $answer;
    open my $errors, '<', "$directory/errors" or die $!;
    return ($answer, join '', <$errors>);
}

sub query {
    my ($self, $script, %option) = @_;
    my ($answer, $said) = $self->_run("\\set ON_ERROR_STOP on\n$script", %option);
    die $said if $? || $said =~ /ERROR:|FATAL:/;
    return $answer;
}

sub attempt {
    my ($self, $script, %option) = @_;
    my ($answer, $said) = $self->_run($script, %option);
    my ($error) = $said =~ /(?:ERROR|FATAL):  (.*)/;
    return ($answer, $error // '');
}

sub drop {
    my ($self) = @_;
    $self->_run("DROP DATABASE IF EXISTS $self->{name} WITH (FORCE)", DATABASE => $self->{outer});
}

# Not a destructor, which could come after the directory's.
END {
    local ($?, $!);
    $_->drop for @databases;
}

1;
