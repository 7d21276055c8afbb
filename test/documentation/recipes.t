#!/usr/bin/perl
# What doc/recipes.md shows is true: test/documentation/by_hand.sql computes it once more without the extension.
# (That the recipes' own SQL returns what is shown is what examples.t tests.)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Files qw(slurp);
use Test::More;

plan skip_all => 'the sample is not whole' if $ENV{SAMPLE_RESPONSES};

my $ANSWERS = 'CREATE TEMPORARY VIEW answers AS SELECT *, '
    . 'CASE WHEN score >= 9 THEN 100.0 WHEN score <= 6 THEN -100 WHEN score IS NOT NULL THEN 0 END AS value FROM responses;';

# The rows of each table, by its heading and place: fields without the blanks around them.
sub tables_shown {
    my ($page) = @_;
    my %tables;
    for my $section (split /^## /m, $page) {
        my ($heading) = $section =~ /\A(.*)$/m;
        my $place = 0;
        while ($section =~ /^```text\n(.*?)^```$/gms) {
            my (undef, undef, @rows) = split /\n/, $1;
            pop @rows;
            $tables{"$heading, " . ++$place} = join "\n", map { join '|', map { s/^\s+|\s+$//gr } split /\|/, $_, -1 } @rows;
        }
    }
    return %tables;
}

my %shown = tables_shown(slurp('doc/recipes.md'));
my (undef, %by_hand) = split /^--- (.*)\n/m, slurp('test/documentation/by_hand.sql');

# Sizes in bytes are the extension's own.
delete $shown{'How large a summary is, 1'};
is_deeply([sort keys %by_hand], [sort keys %shown], 'each table of the recipes is computed by hand too');
for my $table (sort keys %by_hand) {
    open my $psql, '-|', 'psql', '-XqAt', '-d', 'demo', '-c', $ANSWERS, '-c', $by_hand{$table} or die "psql: $!";
    chomp(my @rows = <$psql>);
    is($shown{$table} // '', join("\n", @rows), $table);
}
done_testing();
