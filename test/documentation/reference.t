#!/usr/bin/perl
# doc/reference.md is what doc/reference.sql writes from the catalogue, and README.md names every public function.
# With --update the page is written instead.
use strict;
use warnings;
use Test::More;

my $page = 'doc/reference.md';

sub contents {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    local $/;
    return <$file>;
}

my $written = `psql -X -d pgtap -f doc/reference.sql`;
die "doc/reference.sql failed\n" if $? || $written !~ /^## Support functions/m;

if (@ARGV && $ARGV[0] eq '--update') {
    open my $file, '>', $page or die "$page: $!";
    print $file $written;
    close $file or die "$page: $!";
    exit;
}

my @names = $written =~ /^### (\S+)$/mg;
plan tests => 2 + @names;
cmp_ok(scalar @names, '>', 30, 'the reference has an entry for each public function');

ok(contents($page) eq $written, "$page is up to date") or do {
    open my $difference, '|-', "diff -u $page - >&2" or die "diff: $!";
    print $difference $written;
    close $difference;
    diag('make doc-update writes it anew');
};

# Names in braces are families, as in a shell.
my $readme = join "\n", map { glob($_) } contents('README.md') =~ /`([\w{},]+)/g;
like($readme, qr/^\Q$_\E$/m, "README.md names $_") for @names;
