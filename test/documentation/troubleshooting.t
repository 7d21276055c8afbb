#!/usr/bin/perl
# The errors that doc/install.md explains are what one really gets: each is brought about, on a copy of PostgreSQL from
# which the extension's files can be taken away. Where the page has …, anything may stand.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../servers";
use PostgresCopy;
use Servers;
use Test::More;

my $checkout  = "$FindBin::Bin/../..";
my $directory = tempdir(CLEANUP => 1);
chmod 0755, $directory;
my $postgres = "$directory/postgres";
my $pg_config = copy_postgres($postgres);
my $server = do { local $ENV{PG_CONFIG} = $pg_config; start_server() };
my ($library) = grep { /customer_metrics\.so$/ } files_of_ours($postgres);
my ($control) = grep { /\.control$/ } files_of_ours($postgres);

# What psql complains of, without the name of its file.
sub complaint {
    my ($sql, %option) = @_;
    my (undef, $complaints) = psql($server, $sql, %option);
    return $complaints =~ s/^psql:\S+ //gmr;
}

sub without {
    my ($file, $sql) = @_;
    rename "$postgres/$file", "$directory/away" or die "$file: $!";
    my $complaint = complaint($sql);
    rename "$directory/away", "$postgres/$file" or die "$file: $!";
    return $complaint;
}

# As if it had been compiled for the PostgreSQL after this one, which it tells by a number and three limits.
sub with_library_of_the_next_version {
    my ($sql) = @_;
    my ($version) = answer($server, 'SHOW server_version_num') =~ /^(\d+)\d\d$/;
    my @limits = (100, 32, 64);
    open my $file, '+<:raw', "$postgres/$library" or die $!;
    my $bytes = do { local $/; <$file> };
    my $place = index $bytes, pack('l4', $version, @limits);
    die 'not found' if $place < 0;
    my $write = sub { seek $file, $place, 0; print $file pack 'l', $_[0]; $file->flush };
    $write->($version + 100);
    my $complaint = complaint($sql);
    $write->($version);
    return $complaint;
}

# A build that ends before it compiles anything. A shell tells of a missing program in its own words.
sub make {
    my ($variables) = @_;
    my $copy = "$directory/copy";
    system("mkdir -p $copy && cp -R $checkout/Makefile $checkout/*.control $checkout/src $checkout/sql $copy") == 0 or die;
    return scalar `make --no-print-directory -C $copy $variables 2>&1`;
}

answer($server, <<'SQL');
CREATE ROLE analyst;
CREATE DATABASE elsewhere;
CREATE SCHEMA metrics;
CREATE TABLE responses (score int);
SQL
my $use = 'SELECT metrics.nps(9)';
my @happened = (
    make('PG_CONFIG=/none/pg_config'),
    make("PG_CONFIG='$pg_config' with_llvm=yes CLANG=clang-0 src/mathematics/beta.bc"),
    without($control, 'CREATE EXTENSION customer_metrics'),
    complaint('SET ROLE analyst; CREATE EXTENSION customer_metrics SCHEMA metrics'),
    complaint('CREATE TYPE score_summary AS (n int); CREATE EXTENSION customer_metrics; DROP TYPE score_summary'),
);
answer($server, 'CREATE EXTENSION customer_metrics SCHEMA metrics');
push @happened, with_library_of_the_next_version($use), without($library, $use),
    complaint('SELECT nps(score) FROM responses'),
    complaint("SET ROLE analyst; $use"),
    complaint('CREATE TABLE daily AS SELECT metrics.nps_summary(score) AS s FROM responses; DROP EXTENSION customer_metrics');
is(complaint($use), '', 'when all is in its place, there is nothing to complain of');

my @explained = do {
    open my $page, '<:encoding(UTF-8)', "$checkout/doc/install.md" or die $!;
    local $/;
    my ($section) = <$page> =~ /^## Troubleshooting\n(.*?)(?=^## |\z)/ms or die 'no section';
    $section =~ /^\| `([^`]+)`/mg;
};
is(scalar @explained, scalar @happened, 'as many errors are explained as happened');
for my $n (0 .. $#explained) {
    my $pattern = join '.*', map { quotemeta } split /\x{2026}/, $explained[$n], -1;
    like($happened[$n] // '', qr/^(?:.*: )?$pattern$/m, $explained[$n] =~ s/\x{2026}/.../gr);
}
done_testing();
