#!/usr/bin/perl
# Pictures where the database is not UTF-8: in ASCII, of the same shapes.
use strict;
use warnings;
use Test::More;

my $SUMMARY = "make_score_summary(0, '{3,1,2,0,4,5,6,10,12,20,15}')";
my @CALLS = ("spark($SUMMARY)", "nps_bar($SUMMARY, 33)", 'bar(37, 0, 100, 30)', 'interval_bar(-8, 3, 12, -10, 10, 30)', '(SELECT sparkline(v ORDER BY i) FROM (VALUES (1, 1), (2, 2), (3, NULL), (4, 9), (5, 5)) AS series (i, v))');
# Glyph for glyph; less than half a cell of a bar is none.
my ($UNICODE, $ASCII) = (' ▁▂▃▄▅▆▇█▒░─├┤◂▸●·▏▎▍', ' .:-=+*%#=.-[]<>o:');

sub ask {
    my ($database, $sql) = @_;
    local $ENV{PGCLIENTENCODING} = 'UTF8';
    open my $psql, '-|', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', $sql or die "psql: $!";
    chomp(my @lines = <$psql>);
    close $psql or die "psql failed: $sql";
    return join "\n", @lines;
}

my %database;
for my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII') {
    $database{$encoding} = "pictures_\L$encoding";
    system('createdb', '--template=template0', '--locale=C', "--encoding=$encoding", $database{$encoding}) == 0 or die 'createdb failed';
    ask($database{$encoding}, 'CREATE EXTENSION customer_metrics');
}
for my $call (@CALLS) {
    my $unicode = ask($database{UTF8}, "SELECT translate($call, '$UNICODE', '$ASCII')");
    like($unicode, qr/^[ -~]+$/, "$call: all of its glyphs are known");
    is(ask($database{$_}, "SELECT $call"), $unicode, "$call in $_") for 'LATIN1', 'SQL_ASCII';
}
system('dropdb', $_) for values %database;
done_testing();
