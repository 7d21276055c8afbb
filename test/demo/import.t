#!/usr/bin/perl
# demo/import: what it makes of CSV files of all kinds, and that no row gets lost without a word.
use strict;
use warnings;
use Encode qw(encode);
use File::Temp;
use Test::More;

# Returns the exit status, what was said, the rows to load and the rows set aside.
sub import_csv {
    my ($csv) = @_;
    my $directory = File::Temp->newdir;
    my $write = sub { open my $file, '>:raw', "$directory/$_[0]" or die; print $file $_[1]; close $file };
    my $read = sub { open my $file, '<:encoding(UTF-8)', "$directory/$_[0]" or return ''; local $/; <$file> };
    $write->('in.csv', $csv);
    my $said = `demo/import $directory/in.csv $directory/load.sql $directory/report.sql 2>&1`;
    my $status = $? >> 8;
    my ($rows, $rejected) = $read->('load.sql') =~ /^COPY responses FROM stdin;\n(.*?)^\\\.\nCOPY rejected_rows FROM stdin;\n(.*?)^\\\.\n/ms;
    return { status => $status, said => $said, rows => $rows, rejected => $rejected, report => $read->('report.sql'), load => $read->('load.sql') };
}

sub rows_are {
    my ($csv, $rows, $name) = @_;
    my $result = import_csv($csv);
    is($result->{rows}, $rows, $name) or diag($result->{said});
    return $result;
}

rows_are("score,segment\n9,a\n3,b\n", "2\t9\ta\n3\t3\tb\n", 'plain');
rows_are("Score,SEGMENT\r\n9,a\r\n3,b\r\n", "2\t9\ta\n3\t3\tb\n", 'CRLF and capitals');
rows_are("score,segment\r9,a\r3,b\r", "2\t9\ta\n3\t3\tb\n", 'CR alone');
rows_are("score,segment\n9,a\n3,b", "2\t9\ta\n3\t3\tb\n", 'no newline at the end');
rows_are("\xEF\xBB\xBFscore,segment\n9,a\n", "2\t9\ta\n", 'byte order mark');
rows_are(encode('UTF-16', "score,segment\n9,\x{e4}\n"), "2\t9\t\x{e4}\n", 'UTF-16');
rows_are("score,segment\n9,\xE4\n", "2\t9\t\x{e4}\n", 'Windows-1252, where it is not UTF-8');
rows_are("score;segment\n9;a,b\n", "2\t9\ta,b\n", 'semicolons');
rows_are("score\tsegment\n9\ta,b\n", "2\t9\ta,b\n", 'tabs');
rows_are("sep=|\nscore|segment\n9|a\n", "3\t9\ta\n", q{Excel's line that names the delimiter});
rows_are(qq{score,text\n9,"a, ""b""\nc"\n3,d\n}, qq{2\t9\ta, "b"\\nc\n4\t3\td\n}, 'quotes and newlines inside fields');
rows_are("score,text\n9,a\\b\n", "2\t9\ta\\\\b\n", 'a backslash');
rows_are("score,a\n10.0,x\n 9 ,y\n,z\nNA,z\n", "2\t10\tx\n3\t9\ty\n4\t\\N\tz\n5\t\\N\tz\n", 'ways to write a score and to have none');
rows_are("score,Score,line\n9,8,x\n", "2\t9\t8\tx\n", 'columns of the same name');

my $bad = rows_are(
    "score,rating,text\n11,3,a\n-1,3,b\n7.5,3,c\nabc,3,d\n9,3\n9,3,\"open\n9,0,f\n9,5,good\n", "9\t9\t5\tgood\n", 'bad rows are left out');
my @reasons = (
    'line 2: score 11 is outside the scale 0..10',
    'line 3: score -1 is outside the scale 0..10',
    'line 4: score 7.5 is not a whole number on the scale 0..10',
    q{line 5: score 'abc' is not a number},
    'line 6: 2 fields where the header has 3',
    'line 7: its quotes do not match',
    'line 8: rating 0 is outside the scale 1..10',
);
like($bad->{said}, qr/^7 rows set aside/m, '... counted');
like($bad->{said}, qr/^  \Q$_\E/m, "... $_") for @reasons[0 .. 5];
like($bad->{said}, qr/^  line 8: rating 0 is outside the scale 1\.\.\d+$/m, '... and a rating below its scale');
is(() = $bad->{rejected} =~ /\n/g, 7, '... and kept in a table');

my %scale = (5 => [1 .. 5], 7 => [1 .. 7], 10 => [1 .. 10]);
for my $points (sort keys %scale) {
    my $result = import_csv(join "\n", 'rating,x', map({ "$_,a" } @{ $scale{$points} }), '');
    like($result->{said}, qr/rating: CSAT on the scale 1\.\.$points,/, "ratings up to $points");
}
my $stray = import_csv(join "\n", 'effort', (1 .. 5) x 100, 9, '');
like($stray->{said}, qr/effort: CES on the scale 1\.\.5,.*^  line 502: effort 9 is outside the scale 1\.\.5/ms,
    'one stray value in 500 does not widen the scale');

my $full = import_csv("when,score,weight,region\n2024-02-29,9,1.5,a\n2024-03-01 10:00,3,2,b\n2024-03-02,3,2,b\n");
like($full->{load}, qr/"when" timestamp, "score" smallint, "weight" numeric, "region" text/, 'dates, weights and dimensions are recognised');
like($full->{report}, qr/\\ir by_month\.sql.*\\ir rolling\.sql/s, '... and reported by time');
like($full->{report}, qr/\\ir weighted\.sql/, '... and weighted');
like(import_csv("when,score\n2023-02-29,9\n")->{load}, qr/"when" text/, 'a date that does not exist is a dimension');
like(import_csv("weight,score\n,9\n2,9\n")->{load}, qr/"weight" text/, 'weights with gaps are a dimension');

for my $case (['', 'is empty'], ["a,b\n1,2\n", 'no column named score, rating or effort\. It has: a, b'],
    ["score\n", 'No row is left'], ["score\n99\n", 'line 2: score 99.*No row is left'], [qq{"score\n1\n}, 'quotes in its header']) {
    my $result = import_csv($case->[0]);
    ok($result->{status} == 1 && $result->{said} =~ /$case->[1]/s, "refused: $case->[1]") or diag($result->{said});
}

# Whatever is in the file, what is told is what the tables hold; and without quotes, which may join lines, every line
# is loaded, set aside or blank.
srand 7;
for my $round (1 .. 40) {
    my $quote = $round % 2 ? '"' : '';
    my $body = join '', map { ('0', '9', '12', ',', ',', $quote, "\n", "\n", 'x', "\\", "\0")[rand 11] } 1 .. 400;
    my $result = import_csv("score,text\nx,y\n9,sound\n$body\n");
    my %told = (blank => 0);
    $told{$2} = $1 while $result->{said} =~ /(?:^|, )(\d+) (?:rows?|lines?|blank lines?) (loaded|set aside|skipped)/mg;
    my $rows = () = $result->{rows} =~ /\n/g;
    my $rejected = () = $result->{rejected} =~ /\n/g;
    is_deeply([@told{'loaded', 'set aside'}], [$rows, $rejected], "round $round: what is told is what is in the tables")
        or diag($result->{said});
    is($rows + $rejected + ($told{skipped} // 0), 3 + ($body =~ tr/\n//), "round $round: no line is lost") unless $quote;
}
done_testing();
