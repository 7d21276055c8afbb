#!/usr/bin/perl
# The scripts that CREATE EXTENSION runs: nothing in them may take over an object that somebody else made.
use strict;
use warnings;
use FindBin;
use Test::More;

my @scripts = glob "$FindBin::Bin/../../sql/install/*.sql $FindBin::Bin/../../sql/upgrade/*.sql";
plan tests => 1 + @scripts;
cmp_ok(scalar @scripts, '>=', 5, 'there are scripts');
for my $script (@scripts) {
    open my $file, '<', $script or die "$script: $!";
    # What is quoted is text for statements of later on, in somebody's own name.
    my $text = join('', grep { !/^\s*--/ } <$file>) =~ s/\$t\$.*?\$t\$|'(?:[^']|'')*'//gsr;
    my @lines = grep { /\bOR\s+REPLACE\b|\bIF\s+NOT\s+EXISTS\b|\bSECURITY\s+DEFINER\b|\bGRANT\b|\bREVOKE\b/i && !/^GRANT SELECT ON \w+ TO PUBLIC;$/ } split /^/m, $text;
    is(join('', @lines), '', $script =~ s{.*/}{}r . ' creates, and neither replaces nor grants');
}
