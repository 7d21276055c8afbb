#!/usr/bin/perl
# Kinds of sentences that were scored wrong, and look-alikes that were right: kinds.tsv, written before the rules for them.
# Its columns: the kind, whether it had to change, the sign that a reader would give, the sentence.
use strict;
use warnings;
use FindBin;
use Test::More;

open my $table, '<', "$FindBin::Bin/kinds.tsv" or die $!;
chomp(my @lines = <$table>);
my @rows = map { [split /\t/] } @lines;

# One program for all: a score a line.
open my $scores, '-|', "cut -f4 '$FindBin::Bin/kinds.tsv' | '$FindBin::Bin/run_program' score_lines" or die $!;
chomp(my @scores = <$scores>);
close $scores or die "score_lines failed: $?";
is(scalar @scores, scalar @rows, 'a score for each sentence');
for my $i (0 .. $#rows) {
    my ($kind, $must, $sign, $sentence) = @{ $rows[$i] };
    ok($sign eq 'positive' ? $scores[$i] >= 0.05 : $scores[$i] <= -0.05, "$kind, $sign: $sentence") or diag("scored $scores[$i]");
}
my %count;
$count{"$_->[0] $_->[1]"}++ for @rows;
cmp_ok($count{$_} // 0, '>=', 12, "a dozen sentences: $_") for map { ("$_ must", "$_ keep") } qw(emphasis wish praise);
done_testing;
