#!/usr/bin/perl
# The extension in a schema of its own that is in nobody's search path: every call is written out, and what PostgreSQL
# calls by itself, such as operators of indexes, casts and what follows a live rollup's table, is found all the same.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use Test::More;

my $database = Database->new;
my $restored = Database->new;

sub answers {
    my ($expected, $what, $sql, %option) = @_;
    my ($answer, $error) = ($option{FROM} // $database)->attempt($sql);
    return is($error || $answer, $expected, $what);
}

$database->query(<<'SQL');
CREATE SCHEMA metrics;
CREATE EXTENSION customer_metrics SCHEMA metrics;
CREATE TABLE responses (id int PRIMARY KEY, day date, segment text, score metrics.score_0_to_10, comment text);
INSERT INTO responses
    SELECT n, date '2024-01-01' + n % 60, 's' || n % 3, nullif(n * n % 12, 11), 'great service' FROM generate_series(1, 3000) n;
CREATE TABLE daily AS SELECT day, metrics.nps_summary(score) AS s FROM responses GROUP BY day;
CREATE INDEX ON daily (s);
CREATE INDEX ON daily USING hash (s);
CREATE MATERIALIZED VIEW total AS SELECT metrics.rollup(s) AS s FROM daily;
CREATE FUNCTION by_hand(OUT nps numeric) LANGUAGE sql BEGIN ATOMIC
    SELECT round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score), 9) FROM responses;
END;
SQL
answers('f', 'the schema is in no search path', q{SELECT 'metrics' = ANY (current_schemas(true))});
answers('42883: function nps(score_0_to_10) does not exist' =~ s/score_0_to_10/metrics.score_0_to_10/r, 'so names alone are not found', 'SELECT nps(score) FROM responses');

# ---- Functions, operators, casts ----

answers('t', 'an aggregate', 'SELECT round(metrics.nps(score), 9) = by_hand() FROM responses');
answers('t', 'a rollup', 'SELECT round(metrics.nps(metrics.rollup(s)), 9) = by_hand() FROM daily');
answers('t', 'a sliding window', q{SELECT bool_and(metrics.responses(s) = n) FROM (SELECT metrics.nps_summary(score) OVER w AS s, count(score) OVER w AS n
    FROM responses WINDOW w AS (ORDER BY day RANGE BETWEEN INTERVAL '6 days' PRECEDING AND CURRENT ROW)) x});
answers('t', 'operators', 'SELECT (t.s OPERATOR(metrics.-) d.s) OPERATOR(metrics.+) d.s OPERATOR(metrics.=) t.s FROM total t, daily d LIMIT 1');
answers('60|60|60', 'DISTINCT, GROUP BY and ORDER BY', q{SELECT (SELECT count(*) FROM (SELECT DISTINCT day, s FROM daily) x), (SELECT sum(n) FROM (SELECT count(*) AS n
    FROM daily GROUP BY s) x), (SELECT count(*) FROM (SELECT s FROM daily ORDER BY s OFFSET 0) x)});
answers('t', 'text, JSON and back', 'SELECT bool_and(s::text::metrics.score_summary OPERATOR(metrics.=) s AND s::jsonb::metrics.score_summary OPERATOR(metrics.=) s) FROM daily');
answers('11', 'a function that returns rows', 'SELECT count(*) FROM total, metrics.distribution(s)');
answers('t', 'a function written in SQL', q{SELECT count(*) > 0 FROM metrics.nps_change_by_segment(ARRAY['a', 'b'],
    (SELECT array_agg(s) FROM (SELECT s FROM daily ORDER BY day LIMIT 2) x), (SELECT array_agg(s) FROM (SELECT s FROM daily ORDER BY day DESC LIMIT 2) x))});
answers('1', 'a test', 'SELECT round((metrics.nps_test(s, s)).p_value) FROM total');
answers('t', 'sentiment', 'SELECT bool_and(metrics.sentiment(comment) > 0) FROM responses');

# ---- Live rollups ----

my $changes = <<'SQL';
INSERT INTO responses VALUES (9001, '2024-01-01', 's1', 10, 'fine'), (9002, '2024-01-02', 'new', 0, NULL);
UPDATE responses SET score = 3, segment = 's2' WHERE id BETWEEN 10 AND 19;
DELETE FROM responses WHERE id BETWEEN 20 AND 29;
INSERT INTO responses VALUES (9003, '2024-01-01', 's1', NULL, 'nothing');
SQL
my $check = q{SELECT count(*) FROM metrics.check_live_rollup('live'); SELECT round(metrics.nps(metrics.rollup(s)), 9) = by_hand(), sum(n) = (SELECT count(*) FROM responses) FROM live};

answers('42883: function nps_summary(metrics.score_0_to_10) does not exist', 'a live rollup of what is not found',
    q{SELECT metrics.create_live_rollup('live', 'SELECT segment, nps_summary(score) AS s FROM responses GROUP BY segment')});
answers('live', 'a live rollup',
    q{SELECT metrics.create_live_rollup('live', 'SELECT segment, metrics.nps_summary(score) AS s, count(*) AS n FROM responses GROUP BY segment')});
$database->query($changes);
answers("0\nt|t", 'it follows every change', $check);
answers("\n0\nt|t", 'it can be filled anew', "SELECT metrics.refresh_live_rollup('live'); $check");

$database->query(q{CREATE TRIGGER low AFTER INSERT ON responses REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION metrics.notify_low_score('low', 'score', '3')});
answers(1, 'and messages are sent', q{LISTEN low; INSERT INTO responses VALUES (9004, '2024-01-03', 's1', 1, NULL); SELECT count(*) FROM responses WHERE id = 9004} =~ s/^LISTEN low; //r);

# ---- Dumped, restored, moved ----

system("pg_dump --format=custom @{[$database->name]} | pg_restore --exit-on-error --dbname=@{[$restored->name]}") == 0 or fail('dump and restore');
$restored->query('DELETE FROM responses WHERE id > 9000');
$restored->query($changes);
answers("0\nt|t", 'a restored live rollup goes on', $check, FROM => $restored);

# A session that goes on writing meanwhile, with all that it knows of the rollup.
$database->query("SELECT metrics.alter_live_rollup('live', 1)");
$database->query("INSERT INTO responses VALUES (9005, '2024-01-03', 's1', 1, NULL); CREATE SCHEMA elsewhere; ALTER EXTENSION customer_metrics SET SCHEMA elsewhere; DELETE FROM responses WHERE id = 9005");
$database->query('DELETE FROM responses WHERE id > 9000');
$database->query($changes);
answers("0\nt|t", 'moved to another schema, it goes on', $check =~ s/metrics\./elsewhere./gr);
$database->query('REFRESH MATERIALIZED VIEW total');
answers('t', 'and so does a materialised view', 'SELECT elsewhere.responses(s) > 0 FROM total');
answers("\n0", 'a live rollup is dropped',
    q{SELECT elsewhere.drop_live_rollup('live'); SELECT count(*) FROM pg_class WHERE relname ~ '^live_' AND relnamespace = 'public'::regnamespace});
done_testing();
