#!/usr/bin/perl
# pg_regress (make installcheck) as one test for each file in test/sql.
use strict;
use warnings;
use Test::More;

my $make = 'make --no-print-directory installcheck';
$make .= " PG_CONFIG='$ENV{PG_CONFIG}'" if $ENV{PG_CONFIG};
my @names = map { m{([^/]+)\.sql$} } glob 'test/sql/*.sql';
plan skip_all => 'no regression tests' unless @names;
plan tests => scalar @names;

my $output = `$make 2>&1`;
my $diffs = '';
if (open my $file, '<', 'build/regression.diffs') { local $/; $diffs = <$file> }
for my $name (@names) {
    # The two forms are those of PostgreSQL up to 15 and from 16 on.
    my ($diff) = $diffs =~ m{^(diff [^\n]*/\Q$name\E\.out\n.*?)(?=^diff |\z)}ms;
    ok($output =~ /^test \Q$name\E +\.\.\. ok\b|^ok \d+ +[-+] \Q$name\E\b/m, $name) or diag($diff // $output);
}
