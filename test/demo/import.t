#!/usr/bin/perl
# demo/import: what it makes of CSV files of all kinds, and that no row gets lost without a word.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use File::Temp;
use Test::More;

# Returns the exit status, what was said, the rows to load and the rows set aside.
sub import_csv {
    my ($csv, @said) = @_;
    my $directory = File::Temp->newdir;
    my $write = sub { open my $file, '>:raw', "$directory/$_[0]" or die; print $file $_[1]; close $file };
    my $read = sub { open my $file, '<:encoding(UTF-8)', "$directory/$_[0]" or return ''; local $/; <$file> };
    $write->('in.csv', $csv);
    open my $output, '-|', 'sh', '-c', 'exec demo/import "$@" 2>&1', 'sh', map({ "$directory/$_" } qw(in.csv load.sql report.sql arguments)), @said or die;
    my $said = do { local $/; <$output> };
    close $output;
    my $status = $? >> 8;
    my ($rows, $rejected) = $read->('load.sql') =~ /^COPY responses FROM stdin;\n(.*?)^\\\.\nCOPY rejected_rows FROM stdin;\n(.*?)^\\\.\n/ms;
    return { status => $status, said => $said, rows => $rows, rejected => $rejected, report => $read->('report.sql'), load => $read->('load.sql'), arguments => $read->('arguments') };
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
rows_are(encode($_, "score,segment\n9,\x{e4}\n"), "2\t9\t\x{e4}\n", "$_ without a byte order mark") for 'UTF-16LE', 'UTF-16BE';
rows_are("score,segment\n9,\xE4\n", "2\t9\t\x{e4}\n", 'Windows-1252, where it is not UTF-8');
rows_are("score;segment\n9;a,b\n", "2\t9\ta,b\n", 'semicolons');
rows_are("score\tsegment\n9\ta,b\n", "2\t9\ta,b\n", 'tabs');
rows_are("sep=|\nscore|segment\n9|a\n", "3\t9\ta\n", q{Excel's line that names the delimiter});
rows_are(qq{score,text\n9,"a, ""b""\nc"\n3,d\n}, qq{2\t9\ta, "b"\\nc\n4\t3\td\n}, 'quotes and newlines inside fields');
rows_are(qq{score\n9\n3\n"a, b, c"\n}, "2\t9\n3\t3\n", 'one column is no title');
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

for my $case (['', 'is empty'], ["PK\x03\x04\x14\0", 'is a workbook or an archive.*save it as CSV'], ["a,b\n1,2\n", 'no column that is known to hold answers\..*^  a +1\n  b +2\n.*SCORE=.a.'],
    ["score\n", 'No row is left'], ["score\n99\n", 'line 2: score 99.*No row is left'], [qq{"score\n1\n}, 'quotes in its header']) {
    my $result = import_csv($case->[0]);
    ok($result->{status} == 1 && $result->{said} =~ /$case->[1]/ms, "refused: $case->[1]") or diag($result->{said});
}

# ---- What the tools that people use write -----------------------------------------------------------------------

# Each: a name, the file, what is said of its columns, and the rows of chosen columns (answers and dates as loaded).
my @exports = (
    ['Qualtrics: names, questions, import ids', <<'CSV', qr/q1: NPS on the scale 0\.\.10; 0 rows.*^All 5 lines .*: 3 lines of header, 2 lines in 2 rows loaded/ms, "10\n2"],
StartDate,Q1_NPS_GROUP,Q1
Start Date,"NPS group","How likely are you to recommend us to a friend?"
"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}"
2024-01-02 10:00:00,Promoter,10
2024-01-03 10:00:00,Detractor,2
CSV
    ['SurveyMonkey: two lines of header, labels on either side', <<'CSV', qr/likely.*: NPS.*satisfied.*: CSAT on the scale 1\.\.5.*better: the comment.*: 2 lines of header, 3 lines in 2 rows loaded/s, "8\t5\n0\t1"],
Respondent ID,Start Date,How likely is it that you would recommend us?,"Overall, how satisfied are you?",What could we do better?
,,NPS Score,Response,Open-Ended Response
11001,05/21/2024 01:02:03 PM,8 - Likely,Very satisfied (5),Nothing
11002,05/22/2024 11:02:03 AM,0 - Not at all likely,Very dissatisfied (1),"Your app
crashes"
CSV
    ['Google Forms: a question in German, stars, a time with its half of the day', <<'CSV', qr/timestamp: the date, as year.month.day.*weiterempfehlen: NPS.*zufrieden.*: CSAT on the scale 1\.\.5/s, "9\t4\n10\t5"],
"Timestamp","Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?","Wie zufrieden sind Sie?","Wie alt sind Sie?"
"2024/03/05 6:12:33 pm MEZ","9","★★★★☆","34"
"2024/03/06 12:01:00 am MEZ","10","★★★★★","51"
CSV
    ['A help desk: CSAT with labels, answers missing', <<'CSV', qr/satisfaction_rating: CSAT.*1 row without an answer.*customer_comment: the comment.*solved_at: the date/s, "5\n\\N\n4"],
Ticket ID,Satisfaction Rating,Customer Comment,Solved at
1,5 (very satisfied),"Quick, friendly",2024-03-01 10:00
2,,,2024-03-02 12:00
3,4 (satisfied),ok,2024-03-05 09:10
CSV
    ['Excel in German: semicolons, decimal commas, days first', <<'CSV', qr/datum: the date, as day\.month\.year.*bewertung_nps: NPS.*aufwand_1_7: CES on the scale 1\.\.7.*kommentar: the comment/s, "9\t6\n2\t2"],
Datum;Filiale;Bewertung NPS;weight;Aufwand (1-7);Kommentar
05.03.2024;Nord;9,0;1,5;6,0;Alles gut!
06.03.2024;Nord;2,0;1;2,0;Viel zu lange gewartet.
CSV
    ['SurveyMonkey: joined cells of a question, with the group beside the score', <<'CSV', qr/  score: NPS on the scale 0\.\.10.*dimensions: plan\n/s, "10\n0\n\\N\n9"],
Respondent ID,Plan,How likely is it that you would recommend us?,
,,NPS Group,Score
1,A,Promoter,10 - Extremely likely
2,B,Detractor,0 - Not at all likely
3,B,,
4,A,Promoter,9
CSV
    ['Typeform: a question with words that else name no answers', <<'CSV', qr/how_likely\w*: NPS on the scale 0\.\.10; 1 row without/, "8\n0\n\\N"],
#,"How likely are you to recommend us this year? *(0 = no way, 10 = any day)*",Network ID
a1,8,f00
a2,0,f01
a3,,f02
CSV
    ['Google Forms: a time zone as a difference', <<'CSV', qr/timestamp: the date, as year.month.day.*recommend_us: NPS/s, "9\n8"],
Timestamp,How likely are you to recommend us?
2024/04/14 10:27:00 PM GMT+1,9
2024/04/15 9:05:00 AM GMT-11,8
CSV
    ['Excel in German: no answer, remarks', <<'CSV', qr/weiterempfehlung: NPS on the scale 0\.\.10; 2 rows without.*bemerkung: the comment/s, "9\n\\N\n\\N"],
Datum;Weiterempfehlung;Bemerkung
05.03.2024;9,0;gut
06.03.2024;k. A.;
07.03.2024;Keine Angabe;gut
CSV
    ['Excel: a title above the header', <<'CSV', qr/nps: NPS on the scale.*why: the comment.*: 3 lines of header, 3 lines in 2 rows/s, "9\n3"],
Survey of the first quarter;;

Day;NPS;Why?
05.03.2024;9;gut
06.03.2024;3;"nicht
gut"
CSV
    ['A column without a telling name', <<'CSV', qr/q1: NPS on the scale 0\.\.10, guessed from its values.*: 1 line of header, 3 lines in 3 rows/s, "10\n3\n7"],
Q1,Q2,Finished
10,Shop,1
3,Web,1
7,Web,1
CSV
    ['CES by name, dates with names of months', <<'CSV', qr/created: the date, as month day, year.*ces_score: CES.*1 row without.*ces_comment: the comment.*dimensions: team/s, "7\n1\n\\N"],
Created,CES Score,ces comment,Team
"Mar 5, 2024",7 = Strongly agree,very easy,A
"Mar 6, 2024",1 = Strongly disagree,I had to call three times before anybody answered.,B
"Mar 7, 2024",don't know,ok,B
CSV
);
for my $export (@exports) {
    my ($name, $csv, $said, $rows) = @$export;
    my $result = import_csv(encode('UTF-8', $csv));
    like($result->{said}, $said, "$name: columns");
    my @types = $result->{load} =~ /^CREATE TABLE responses \((.*)\);$/m ? map { (split)[-1] } split /, /, $1 : ();
    my @answers = grep { $types[$_] eq 'smallint' } 0 .. $#types;
    is(join("\n", map { join "\t", (split /\t/)[@answers] } split /\n/, $result->{rows}), $rows, "$name: answers") or diag($result->{said});
    unlike($result->{load}, qr/timestamp.*\d\d\/\d\d\/|\d\d\.\d\d\.\d{4}/s, "$name: dates as PostgreSQL reads them whatever its settings") if grep { $_ eq 'timestamp' } @types;
}

# Ways to write an answer, and what is none.
my %answer = ('10' => 10, '9.0' => 9, '9,00' => 9, '10 - Extremely likely' => 10, '0 – not at all' => 0, '5 (very satisfied)' => 5,
    '7 = easy' => 7, '4. Good' => 4, '3 stars' => 3, '9 out of 10' => 9, '8/10' => 8, 'Very likely (10)' => 10, '★★★☆☆' => 3, '⭐⭐' => 2);
for my $written (sort keys %answer) {
    my $result = import_csv(encode('UTF-8', qq{score,x\n"$written",a\n}));
    is($result->{rows} // '', "2\t$answer{$written}\ta\n", encode('UTF-8', "an answer written $written"));
}
for my $written ('8.5', '80%', '9-10', '3/14/2024', 'likely', '1e1', '8:30') {
    like(import_csv("score\n$written\n5\n")->{said}, qr/line 2: score '?\Q$written\E'? is not a /, "no answer: $written");
}

# Of two ways to read dates, the one that fits; where both do, it is said.
like(import_csv("d,score\n3/14/2024,9\n3/4/2024,9\n")->{rows}, qr/2024-03-14 ?\S*\t9\n3\t2024-03-04/, 'month before day');
like(import_csv("d,score\n14/3/2024,9\n3/4/2024,9\n")->{rows}, qr/2024-03-14\t9\n3\t2024-04-03/, 'day before month');
like(import_csv("d,score\n14.3.24 9:05,9\n")->{rows}, qr/2024-03-14 09:05:00\t9/, 'a year of two digits');
like(import_csv("d,score\n3/14/24,9\n")->{rows}, qr/2024-03-14\t9/, '... after the month');
like(import_csv("d,score\n14-3-24,9\n")->{load}, qr/"d" text/, '... but not where it could be the day');
like(import_csv("d,score\n4/3/2024,9\n")->{said}, qr{as month/day/year \(they could be day/month/year, too\)}, 'either');
like(import_csv(join("\n", 'd,score', ('2024-03-14,9') x 200, 'soon,9', ''))->{said}, qr/line 202: d 'soon' is no year-month-day/, 'a stray value among dates');

# A scale from 1.
my $one_to_ten = qr/WARNING: \S+ seems to be asked on 1\.\.10/;
like(import_csv("nps,a\n1,x\n10,x\n")->{said}, $one_to_ten, 'nobody gave 0, though somebody gave 1: a warning');
like(import_csv("Recommend us (1-10),a\n9,x\n")->{said}, $one_to_ten, 'the heading says 1 to 10: a warning');
unlike(import_csv("nps,a\n9,x\n10,x\n")->{said}, $one_to_ten, 'all are pleased: none');
unlike(import_csv("nps,a\n0,x\n1,x\n10,x\n")->{said}, $one_to_ten, 'somebody gave 0: none');

# Comments.
like(import_csv("score,notes\n" . join('', map { "$_,It took far too long to get an answer.\n$_,Great!\n" } 1 .. 9))->{said},
    qr/notes: the comment/, 'free text of few values is a comment');
like(import_csv("score,firm\n" . join('', map { "$_,Small business\n$_,Acme Ltd.\n" } 1 .. 9))->{said}, qr/dimensions: firm/, '... names are none');
like(import_csv("score,why\n9,good\n")->{report}, qr/\\set comment 'why'.*\\ir strongest_comments\.sql.*\\ir strongest_terms\.sql/s, '... and is shown with its sentiment and its terms');

is(import_csv("when,score,region,why\n2024-01-01,9,a,x\n2024-01-02,8,b,y\n2024-01-02,8,b,y\n")->{arguments},
    "--title=score\n--score=score\n--points=0\n--date=when\n--by=region=region\n--comment=why\n", 'the report in HTML gets the columns, too');
like(import_csv("Would you recommend us?,,Why?\n,Score,Open-Ended Response\n9,8,Quick\n")->{arguments}, qr/^--title=Would you recommend us\?$/m, '... and the question');
like(import_csv("Would you recommend us?,Which plan do you have?,How good is,,Why?\n,,Price,Support,Open-Ended Response\n9,A,x,y,1\n9,A,y,x,2\n8,B,x,y,3\n")->{arguments},
    qr/^--by=which_plan_do_you_have=Which plan do you have\?\n--by=how_good_is=Price\n--by=support=Support$/m, '... and those of the other columns');

# What is worth showing.
my $people = import_csv("First name,Distribution Channel,nps,Which plan?\nAnn,email,9,A\nAnn,sms,8,B\nBob,sms,8,B\n")->{said};
like($people, qr/dimensions: which_plan, distribution_channel\n/, 'who somebody is, is not; what was asked goes before what a tool notes');
like($people, qr/not shown \(.*who somebody is.*: first_name$/m, '... which is said');
like(decode('UTF-8', import_csv(encode('UTF-8', "Готовы ли Вы рекомендовать нас;Регион;Почему?\n9;Юг;быстро\n8;Юг;долго\n8;Север;долго\n"))->{said}),
    qr/готовы_ли_вы_рекомендовать_на: NPS.*\n  почему: the comment\n  dimensions: регион$/m, 'questions in Russian');
like(decode('UTF-8', import_csv(encode('UTF-8', "您会推荐我们吗？,地区,为什么？\n9,上海,快\n8,上海,慢\n8,北京,慢\n"))->{said}), qr/您会推荐我们吗: NPS.*\n  为什么: the comment\n  dimensions: 地区$/m, '... and in Chinese');

# What somebody says goes before what is guessed.
my $two = "nps,Other (0-10),Erstellt,text\n9,3,2024-01-01,a\n8,4,2024-01-02,b\n";
like(import_csv($two, 'SCORE=Other (0-10)')->{said}, qr/other_0_10: NPS/, 'SCORE= by the heading');
like(import_csv($two, 'SCORE=other_0_10')->{said}, qr/other_0_10: NPS/, '... by the name');
like(import_csv($two, 'RATING=nps', 'SCORE=none')->{said}, qr/nps: CSAT on the scale 1\.\.10/, 'RATING=, and none');
like(import_csv($two, 'DATE=none', 'COMMENT=text')->{said}, qr/text: the comment\n.*erstellt/s, 'DATE=none and COMMENT=');
for my $case (['SCORE=nix', qr/has no column 'nix'\. Its columns.*nps +9\n.*SCORE='nps'/s], ['DATE=text', qr/holds no dates, as 'a' shows/],
    ['GRADE=nps', qr/says nothing: use SCORE=column/]) {
    my $result = import_csv($two, $case->[0]);
    ok($result->{status} == 1 && $result->{said} =~ $case->[1], "refused: $case->[0]") or diag($result->{said});
}
like(import_csv("nps,recommend\n9,8\n")->{said}, qr/recommend: looks like answers, too; SCORE='recommend'/, 'further answers are named');
like(import_csv(join(',', 'score', map { "c$_" } 1 .. 2000) . "\n" . join(',', 9, (1) x 2000) . "\n")->{said}, qr/501 columns not loaded/, 'more columns than a table can have');

like(import_csv("Sent,Answered,score\n1/20/2024,1/22/2024,9\n,1/23/2024,8\n")->{said},
    qr{sent: the date, as month/day/year; 1 row without one, which.*^  answered: holds dates, too; DATE='Answered' reports}ms, 'a further date is named, rows without one are counted');
like(import_csv("id,Customer's \$ view\n4711,a\n4712,b\n", 'SCORE=none')->{said}, qr/SCORE='Customer'\\''s \$\$ view'$/m, 'the line to type is quoted for the shell and make');
like(import_csv("Recommend,Recommend\n9,8\n")->{said}, qr/^  recommend_2: looks like answers, too; SCORE='recommend_2' /m, '... and names a column that shares its heading');

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
    my ($all, @parts) = map { tr/,//dr } $result->{said} =~ /^All ([\d,]+) lines .*: ([\d,]+) lines? of header, ([\d,]+) lines? in .*, ([\d,]+) lines? in .*, ([\d,]+) blank/m;
    is(eval { $parts[0] + $parts[1] + $parts[2] + $parts[3] }, $all, "round $round: the totals add up");
    is($all, 4 + ($body =~ tr/\n//), "round $round: ... to the lines of the file");
}
done_testing();
