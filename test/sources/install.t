#!/usr/bin/perl
# The scripts that CREATE EXTENSION runs: nothing in them may take over an object that somebody else made.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files qw(slurp);
use Test::More;

my @scripts = glob "$FindBin::Bin/../../sql/install/*.sql $FindBin::Bin/../../sql/upgrade/*.sql";
my @tables = glob "$FindBin::Bin/../../sql/install/*.records";

plan tests => 1 + @scripts + @tables;
cmp_ok(scalar @scripts, '>=', 5, 'there are scripts');
for my $script (@scripts) {
    # What is quoted is text for statements of later on, in somebody's own name.
    my $text = slurp($script) =~ s/^\s*--.*//mgr =~ s/\$t\$.*?\$t\$|'(?:[^']|'')*'//gsr;
    my @lines = grep { /\bOR\s+REPLACE\b|\bIF\s+NOT\s+EXISTS\b|\bSECURITY\s+DEFINER\b|\bGRANT\b|\bREVOKE\b/i && !/^GRANT SELECT ON \w+ TO PUBLIC;$/ } split /^/m, $text;
    is(join('', @lines), '', $script =~ s{.*/}{}r . ' creates, and neither replaces nor grants');
}

# A placeholder that one record lacks would stay in the script.
for my $table (@tables) {
    my @records = split /\n\n+/, slurp($table) =~ s/^#.*\n//mgr =~ s/^\n+//r;
    my %names = map { (join(' ', sort /^(\w+) +\S/mg) => 1) } @records;
    is(scalar keys %names, 1, $table =~ s{.*/}{}r . ': ' . @records . ' records have the same names') or diag(join "\n", keys %names);
}
