#!/usr/bin/perl
# notify_low_score(): what is sent, to whom, and what never fails.
use strict;
use warnings;
use JSON::PP;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Live;

create_database('live_notify');
ask(<<'SQL');
CREATE TABLE responses (id serial, part integer DEFAULT 1, segment text, score numeric, comment text, PRIMARY KEY (id, part));
CREATE TRIGGER low AFTER INSERT ON responses REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '6', 'segment');
SQL

# The messages that a session gets which listens and runs this.
sub messages {
    my ($sql) = @_;
    my $answer = ask("LISTEN \"low scores\"; $sql");
    fail("no error: $answer") if $answer =~ /ERROR/;
    return map { decode_json($_) } $answer =~ /with payload "(.*)" received/g;
}

is_deeply([messages("INSERT INTO responses (segment, score, comment) VALUES ('a \"b\"', 6, 'secret'), ('b', 6.5, 'secret'), ('c', NULL, 'secret'), ('d', 0, 'secret')")],
    [{ table => 'responses', id => 1, part => 1, score => 6, segment => 'a "b"' }, { table => 'responses', id => 4, part => 1, score => 0, segment => 'd' }],
    'one message for each response at or under the threshold: key, score, and what was asked for');
is_deeply([messages("BEGIN; INSERT INTO responses (score) VALUES (1); ROLLBACK")], [], 'none for what is rolled back');
is_deeply([messages("DROP TRIGGER low ON responses; CREATE TRIGGER low AFTER UPDATE ON responses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '-0.5', 'comment'); UPDATE responses SET score = -0.5 WHERE id = 4")],
    [{ table => 'responses', id => 4, part => 1, score => -0.5, comment => 'secret' }], 'it serves UPDATE as well, and a comment is told only if asked for');
ask("DROP TRIGGER low ON responses; CREATE TRIGGER low AFTER INSERT ON responses REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '6', 'comment')");
is_deeply([messages("INSERT INTO responses (id, score, comment) VALUES (70, 2, repeat('x', 20000))")], [{ table => 'responses', id => 70, part => 1, score => 2 }], 'a message too long for NOTIFY is reduced to the key');
is(scalar messages("INSERT INTO responses (id, score, comment) SELECT 1000 + n, 2, repeat('x', 7800 + n) FROM generate_series(1, 90) AS n"), 90, '... at every length about the limit');
my @many = messages("INSERT INTO responses (id, score, comment) SELECT 2000 + n, 2, 'same' FROM generate_series(1, 1234) AS n");
is(scalar @many, 101, 'at most 100 messages of a statement');
is_deeply($many[-1], { table => 'responses', more => 1134 }, '... and one that tells how many more there are');
is_deeply([map { $_->{id} } @many[0, 99]], [2001, 2100], '... the first ones');
is_deeply([messages("CREATE TABLE wide (key text PRIMARY KEY, score integer); ALTER TABLE wide DROP CONSTRAINT wide_pkey; CREATE TABLE w (key text, score integer); CREATE TRIGGER low AFTER INSERT ON w REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '6', 'key'); INSERT INTO w VALUES (repeat('k', 9000), 1)")],
    [{ table => 'w', score => 1 }], 'without a primary key, the score is all that is left');
is_deeply([messages("CREATE TABLE p (id integer, score smallint) PARTITION BY RANGE (id); CREATE TABLE p1 (score smallint, id integer); ALTER TABLE p ATTACH PARTITION p1 DEFAULT; CREATE TRIGGER low AFTER INSERT ON p REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '6', 'id'); INSERT INTO p VALUES (9, 4)")],
    [{ table => 'p', score => 4, id => 9 }], 'partitioned tables, whatever the order of columns');

my $trigger = "CREATE TRIGGER wrong AFTER INSERT ON responses REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score(%s); INSERT INTO responses (score) VALUES (1)";
sub wrong { my ($arguments, $code, $message) = @_; refused('BEGIN;' . sprintf($trigger, $arguments), $code, $message) }
wrong("'low', 'score'", '39P01', 'needs a channel, a column and a threshold');
wrong("'low', 'grade', '6'", '42703', 'column "grade" does not exist');
wrong("'low', 'score', '6', 'xmin'", '42703', 'column "xmin" does not exist');
wrong("'low', 'comment', '6'", '42804', 'column "comment" is no number');
wrong("'', 'score', '6'", '22023', 'can\'t be the name of a channel');
wrong("'" . 'x' x 64 . "', 'score', '6'", '22023', 'can\'t be the name of a channel');
refused("BEGIN; CREATE TRIGGER wrong AFTER INSERT ON responses FOR EACH ROW EXECUTE FUNCTION notify_low_score('low', 'score', '6'); INSERT INTO responses (score) VALUES (1)", '39P01', 'must be the function of an AFTER trigger for each statement');
like(ask('SELECT notify_low_score()'), qr/ERROR/, 'it is no function to be called');

# ---- demo/listen ----------------------------------------------------------------------------------------------------

SKIP: {
    my $has_driver = eval { require DBD::Pg } || system('bash', '-c', '. scripts/server.sh && install_packages libdbd-pg-perl >/dev/null') == 0 && eval { require DBD::Pg };
    skip 'DBD::Pg is missing', 1 unless $has_driver;
    ask("DROP TRIGGER low ON responses; CREATE TRIGGER low AFTER INSERT ON responses REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_low_score('low scores', 'score', '6')");
    my $pid = open(my $heard, '-|', 'demo/listen', 'low scores') // die "demo/listen: $!";
    for (1 .. 50) {
        last if ask("SELECT count(*) FROM pg_stat_activity WHERE query ~ '^LISTEN' AND datname = current_database()") eq '1';
        select undef, undef, undef, 0.1;
    }
    ask('INSERT INTO responses (id, score) VALUES (5000, 3)');
    my $line = eval { local $SIG{ALRM} = sub { die "silence\n" }; alarm 20; my $said = <$heard>; alarm 0; $said };
    kill TERM => $pid;
    close $heard;
    is_deeply($line && decode_json($line), { table => 'responses', id => 5000, part => 1, score => 3 }, 'demo/listen prints the message');
}
done_testing();
