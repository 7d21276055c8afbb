#!/usr/bin/perl
# The binary form through COPY … WITH (FORMAT binary): every summary comes back as it was, and garbage is refused, with
# never a crash and never a value that its own text form would refuse.
#
# psql and the server are found by PGHOST, PGPORT and PGUSER. SEED=n tries other garbage.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $database = "binary_form_$$";
srand($ENV{SEED} // 1);

sub psql {
    my ($script, %option) = @_;
    my $file = "$directory/script.sql";
    open my $out, '>', $file or die "$file: $!";
    print $out $script;
    close $out;
    my $to = $option{database} // $database;
    my $answer = `psql -X -A -t -q -d $to -v VERBOSITY=verbose -f $file 2>$directory/errors`;
    open my $errors, '<', "$directory/errors" or die $!;
    local $/;
    return ($answer, scalar <$errors> // '');
}

# Stops at whatever should have worked.
sub query {
    my ($script) = @_;
    my ($answer, $errors) = psql("\\set ON_ERROR_STOP on\n$script");
    die $errors if $errors =~ /ERROR/;
    chomp $answer;
    return $answer;
}

my $server = $ENV{PGDATABASE} // 'postgres';
my (undef, $failure) = psql("CREATE DATABASE $database;", database => $server);
die $failure if $failure;
END { psql("DROP DATABASE IF EXISTS $database;", database => $server) if $database }

query(<<'SQL');
CREATE EXTENSION customer_metrics;
CREATE TABLE sample (id int, score_summary score_summary, comment_summary comment_summary, driver_products_summary driver_products_summary,
    retention_flow_summary retention_flow_summary);
INSERT INTO sample VALUES (0, 'empty', 'empty', 'empty', 'empty'), (1, NULL, NULL, NULL, NULL);
INSERT INTO sample
    SELECT 1 + row_number() OVER (), v.s, c, d, f
    FROM (SELECT score_summary(lo + n * n % points, lo, lo + points - 1) AS plain,
                 weighted_score_summary(lo + n * n % points, n / 7.0, lo, lo + points - 1) AS weighted,
                 sentiment_score_summary(lo + n * n % points, (n - 10) / 20.0, lo, lo + points - 1) AS sentiment,
                 sentiment_summary((n - points % 20) / 20.0) AS c,
                 driver_summary(n, VARIADIC ARRAY(SELECT 1000000 * sin(n * k) FROM generate_series(1, 1 + points % 20) k)) AS d,
                 retention_summary(n * points % 7, n % 3, n % 2 = 0) AS f
          FROM generate_series(2, 101) points, (VALUES (0), (1), (-32768), (32667), (-7)) l(lo), generate_series(0, 19) n
          WHERE points < 12 OR points % 30 = 11 GROUP BY points, lo) g, LATERAL (VALUES (plain), (weighted), (sentiment)) v(s);
SQL

my @types = split /\n/, query(<<'SQL');
SELECT typname FROM pg_type JOIN pg_depend ON classid = 'pg_type'::regclass AND objid = pg_type.oid
WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND typcategory <> 'A' AND typname ~ '_summary$' ORDER BY 1;
SQL

# ---- There and back ----
query(<<"SQL");
\\copy sample TO '$directory/sample' WITH (FORMAT binary)
CREATE TABLE copied (LIKE sample);
\\copy copied FROM '$directory/sample' WITH (FORMAT binary)
\\copy sample TO '$directory/sample.text'
CREATE TABLE copied_as_text (LIKE sample);
\\copy copied_as_text FROM '$directory/sample.text'
SQL
cmp_ok(query('SELECT count(*) FROM sample;'), '>', 100, 'there are summaries');
my $differ = join ' OR ', map { "${_}_send(sample.$_) IS DISTINCT FROM ${_}_send(o.$_)" } @types;
for my $copy ('copied', 'copied_as_text') {
    is(query("SELECT count(*) FROM sample FULL JOIN $copy o USING (id)
              WHERE $differ;"),
        0, "every summary is the same when $copy");
}
is(query("SELECT score_summary_send('empty');"), '\x0100000000', 'the form of the empty summary');
is(query("SELECT score_summary_send('v1 -1..1 counts 1,0,258');"),
    '\x01' . '00' . 'ffff' . '03' . '0000000000000001' . '0000000000000000' . '0000000000000102', 'the form of a plain one, in network order');
is(query("SELECT score_summary_send('v1 1..2 counts 1,0 weights 1.5,0 squared_weights 2.25,0');"),
    '\x01' . '01' . '0001' . '02' . '0000000000000001' . '0' x 16 . '0000000000000000' . '0000000059682f00' . '0' x 32
    . '0000000000000000' . '1f399b1438a10000' . '0' x 32, 'the form of a weighted one');

# ---- Garbage ----
sub bytes_of {
    my ($type, $text) = @_;
    return pack 'H*', query("SELECT encode(${type}_send('$text'), 'hex');");
}
my %seeds = (
    score_summary => [map { bytes_of('score_summary', $_) } 'empty', 'v1 1..2 counts 3,4', 'v1 -2..0 counts 3,0,5 weights 3,0,5.5 squared_weights 3,0,6.5',
        'v1 1..2 counts 3,4 comments 3,1 positive 1,1 negative 1,0 sentiment 0.2,1 squared_sentiment 0.5,1'],
    comment_summary => [map { bytes_of('comment_summary', $_) } 'empty', 'v1 comments 2 positive 1 negative 0 sentiment 0.75 squared_sentiment 0.5625'],
    driver_products_summary => [map { bytes_of('driver_products_summary', $_) } 'empty', 'v1 drivers 1 responses 2 incomplete 3 sums 100,-7 products 10000,-500,29',
        'v1 drivers 2 responses 3 incomplete 0 sums 3,0.5,6 products 5,0.5,0.25,5,0.5,14'],
    retention_flow_summary => [map { bytes_of('retention_flow_summary', $_) } 'empty', 'v1 customers_before 2 customers_kept 1 customers_new 1 customers_earned 0 revenue_before 200 revenue_kept 90 revenue_of_kept 90 revenue_new 50 revenue_earned 0',
        'v1 customers_before 0 customers_kept 0 customers_new 3 customers_earned 1 revenue_before 0 revenue_kept 0 revenue_of_kept 0 revenue_new 30.5 revenue_earned 0.5'],
);
# What a summary counts: it is empty where that is nothing.
my %counted = (driver_products_summary => 'responses(s) + incomplete(s)', retention_flow_summary => 'customers_before(s) + customers_new(s)');

is("@{[sort keys %seeds]}", "@types", 'there are summaries of every type');

sub random_bytes { return join '', map { chr int rand 256 } 1 .. shift }

# Bytes that are no summary, or hardly ever one.
sub garbage {
    my (@seeds) = @_;
    my @garbage = map { random_bytes(int rand 60) } 1 .. 300;
    push @garbage, map { "\1" . chr(int rand 5) . "\0\0" . chr(int rand 4) . random_bytes(8 * int rand 12) } 1 .. 300;
    for my $seed (@seeds) {
        my $length = length $seed;
        push @garbage, map { substr $seed, 0, $_ } 0 .. $length - 1;
        push @garbage, map { $seed . "\0" x $_ } 1 .. 17;
        push @garbage, substr($seed, 0, 5) . "\0" x ($length - 5);
        push @garbage, $seed . $seed, $seed . random_bytes(8), $seed . "\0" x 100_000;
        for my $place (0 .. 4) {
            push @garbage, map { my $copy = $seed; substr($copy, $place, 1) = chr $_; $copy } 0 .. 6, 11, 100 .. 103, 127, 128, 254, 255;
        }
        for (my $place = 5; $place < $length; $place += 8) {
            for my $number ("\xff" x 8, "\x80" . "\0" x 7, "\x7f" . "\xff" x 7, pack('q>', 90000000000000001), pack('q>', -90000000000000001), "\0" x 8, "\0" x 7 . "\1") {
                my $copy = $seed;
                substr($copy, $place, 8) = $number;
                push @garbage, $copy;
            }
        }
        for (1 .. 250) {
            my $copy = $seed;
            substr($copy, int rand $length, 1) = chr int rand 256 for 0 .. int rand 3;
            push @garbage, $copy;
        }
    }
    return @garbage;
}

sub copy_file { return "PGCOPY\n\377\r\n\0" . pack('NN', 0, 0) . join('', @_) . pack('n', 0xffff) }

my $number = 0;
sub write_copy {
    my ($content) = @_;
    my $name = sprintf '%s/%05d', $directory, $number++;
    open my $file, '>:raw', $name or die "$name: $!";
    print $file $content;
    close $file;
    return $name;
}

for my $type (sort keys %seeds) {
    query("CREATE TABLE accepted_$type (s $type);");
    my @cases = garbage(@{ $seeds{$type} });
    my @files = map { write_copy(copy_file(pack('nN', 1, length) . $_)) } @cases;
    my ($answer, $errors) = psql(join '', map { "\\warn -- case $_\n\\copy accepted_$type FROM '$files[$_]' WITH (FORMAT binary)\n" } 0 .. $#files);
    my (undef, @answers) = split /^-- case \d+\n/m, $errors, -1;
    is(scalar @answers, scalar @cases, "$type: the connection lives through " . @cases . ' cases of garbage') or diag(substr $errors, -1000);
    my @wrong = grep { $answers[$_] ne '' && $answers[$_] !~ /ERROR:  22P03: invalid binary representation of type $type\nDETAIL:  .+\nHINT:  / } 0 .. $#answers;
    is(@wrong ? unpack('H*', $cases[$wrong[0]]) . ": $answers[$wrong[0]]" : '', '', "$type: garbage is refused in the name of the type");
    my $refused = grep { $_ ne '' } @answers;
    cmp_ok($refused, '>', @cases / 2, "$type: most is refused ($refused)");
    cmp_ok(query("SELECT count(*) FROM accepted_$type;"), '==', @cases - $refused, "$type: the rest is accepted");
    my $counted = $counted{$type} // 'responses(s)';
    is(query("SELECT count(*) FROM accepted_$type WHERE ${type}_send(s::text::$type) <> ${type}_send(s) OR $counted < 0 OR (s::text = 'empty') <> ($counted = 0);"),
        0, "$type: what is accepted goes through its text form");
}
done_testing;
