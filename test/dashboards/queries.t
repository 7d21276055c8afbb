#!/usr/bin/perl
# dashboards/: every query of the Evidence project, its pages' too, and of Grafana's dashboard runs, on data of all kinds,
# and has columns of plain types alone; and the numbers of dashboards/views.sql are those of the functions on the answers.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(encode);
use File::Basename qw(basename);
use JSON::PP qw(decode_json);
use Test::More;
use Database;
use Files qw(slurp);

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output);
my $VIEWS = slurp('dashboards/views.sql');
my $PLAIN = qr/^(?:bigint|integer|smallint|double precision|text|date|boolean|timestamp with time zone)$/;

my %sources = map { basename($_, '.sql') => slurp($_) =~ s/\s+\z//r } glob 'dashboards/evidence/sources/survey/*.sql';
my %queries = map { ("source $_" => $sources{$_}) } keys %sources;
# A page asks the sources, as tables of a schema, and its own queries.
for my $page (glob 'dashboards/evidence/pages/*.md') {
    my $name = basename($page, '.md');
    my %here = slurp($page) =~ /^```sql (\w+)\n(.*?)^```/gms;
    for my $query (sort keys %here) {
        my $sql = $here{$query};
        1 while $sql =~ s/\$\{(\w+)\}/($here{$1})/g;
        $queries{"page $name, $query"} = $sql;
    }
}
my $grafana = decode_json(slurp('dashboards/grafana/customer_metrics.json'));
my @asked = ((map { [$_->{title}, $_->{targets}[0]{rawSql}] } @{ $grafana->{panels} }),
    (map { [$_->{name}, $_->{query}] } grep { $_->{type} eq 'query' } @{ $grafana->{templating}{list} }));
for my $asked (@asked) {
    my ($name, $sql) = @$asked;
    # As Grafana writes them out, for all segments.
    $sql =~ s/\$__timeFilter\((\w+)\)/$1 BETWEEN '2020-01-01T00:00:00Z' AND '2030-01-01T00:00:00Z'/g;
    $sql =~ s/\$\{segment:sqlstring\}/SELECT segment FROM survey_daily/g;
    unlike($sql, qr/\$/, "Grafana, $name: no macro is left");
    $queries{"Grafana, $name"} = $sql;
}
cmp_ok(scalar keys %queries, '>=', 25, 'there are queries');

my %answers = (
    'many' => 'true', 'one month' => q(day < '2022-03-20'), 'one answer' => 'n = 1', 'nothing' => 'false',
    'no scores' => 'score IS NULL', 'one segment' => q(segment = '华东地区（上海、江苏、浙江）'),
);
for my $kind (sort keys %answers) {
    my $database = Database->new;
    $database->query(encode('UTF-8', <<"SQL"));
CREATE EXTENSION customer_metrics;
CREATE TABLE answers AS
SELECT n, date '2022-03-01' + (n % 730) AS day, CASE WHEN n % 17 > 0 THEN (n * n + 7 * n / 5) % 11 END AS score, 1 + (n * n) % 5 AS rating, 1 + n % 7 AS effort,
       (ARRAY['North', 'Small and medium-sized enterprises of the public sector, all of it', 'Северо-Запад и Поволжье', '华东地区（上海、江苏、浙江）', NULL])[1 + n % 5] AS segment,
       'shop no. ' || n % 30 AS touchpoint, 'all of them' AS channel, CASE n % 3 WHEN 0 THEN 'Great service!' WHEN 1 THEN 'Terrible waiting.' ELSE '' END AS comment
FROM generate_series(1, 6000) AS n;
CREATE VIEW survey_responses AS SELECT day, segment, touchpoint, channel, score, rating, effort, comment FROM answers WHERE $answers{$kind};
SQL
    # Twice: it may be run again.
    $database->query($VIEWS) for 1, 2;
    $database->query(join "\n", 'CREATE SCHEMA survey;', map { "CREATE VIEW survey.$_ AS $sources{$_};" } sort keys %sources);
    for my $name (sort keys %queries) {
        my ($types, $error) = $database->attempt("CREATE TEMPORARY TABLE answer AS $queries{$name};\nSELECT string_agg(format_type(atttypid, NULL), ',') FROM pg_attribute WHERE attrelid = 'answer'::regclass AND attnum > 0");
        is($error, '', "$kind: $name runs");
        is(join(',', grep { !/$PLAIN/ } split /,/, $types), '', '... and has plain columns');
    }
    for my $case (['all', "'all'"], ['segment', q(coalesce(nullif(btrim(segment), ''), 'not known'))], ['touchpoint', 'touchpoint'], ['channel', 'channel']) {
        my ($dimension, $column) = @$case;
        is($database->query(<<"SQL"), 0, "$kind: by $dimension, the views say what the functions do");
SELECT count(*) FROM (
  SELECT $column AS name, count(score) AS responses, nps(score)::float8 AS nps, nps_ci_low(nps_summary(score))::float8 AS nps_low, nps_ci_high(nps_summary(score))::float8 AS nps_high,
         csat(rating)::float8 AS csat, csat_ci_low(csat_summary(rating))::float8 AS csat_low, csat_ci_high(csat_summary(rating))::float8 AS csat_high, ces(effort)::float8 AS ces
  FROM survey_responses GROUP BY 1) AS expected
FULL JOIN (SELECT * FROM survey_groups WHERE dimension = '$dimension') AS shown USING (name)
WHERE (expected.responses, expected.nps, expected.nps_low, expected.nps_high, expected.csat, expected.csat_low, expected.csat_high, expected.ces)
      IS DISTINCT FROM (shown.responses, shown.nps, shown.nps_low, shown.nps_high, shown.csat, shown.csat_low, shown.csat_high, shown.ces)
SQL
        is($database->query(<<"SQL"), 0, '... and the distribution is that of the answers');
SELECT count(*) FROM (SELECT $column AS name, score, count(*) AS responses FROM survey_responses WHERE score IS NOT NULL GROUP BY 1, 2) AS expected
FULL JOIN (SELECT name, score, responses FROM survey_distribution WHERE dimension = '$dimension' AND responses > 0) AS shown USING (name, score)
WHERE expected.responses IS DISTINCT FROM shown.responses
SQL
    }
    is($database->query("SELECT count(*) FROM survey_groups WHERE share NOT BETWEEN 0 AND 100"), 0, "$kind: shares are percentages");
    is($database->query('SELECT count(*) FROM survey_comparisons AS c CROSS JOIN LATERAL (SELECT nps_summary(score) FILTER (WHERE touchpoint = c.name) AS a, nps_summary(score) FILTER (WHERE touchpoint <> c.name) AS b FROM survey_responses) AS s WHERE dimension = $$touchpoint$$ AND (difference, low, high, p_value) IS DISTINCT FROM (nps_difference(a, b)::float8, nps_difference_ci_low(a, b)::float8, nps_difference_ci_high(a, b)::float8, nps_p_value(a, b))'),
        0, '... and each group is compared with the rest');
}

# ---- What doc/dashboards.md lets each tool read: enough, and not more ------------------------------------------

my ($cube) = slurp('dashboards/cube/model/survey.js') =~ /sql_table: '(\w+)'/;
my %asked_by = (
    Evidence => [values %sources],
    Cube     => ["SELECT * FROM $cube"],
    Grafana  => [map { $queries{$_} } grep { /^Grafana/ } keys %queries],
);
my %granted = reverse slurp('doc/dashboards.md') =~ /^GRANT SELECT ON ([^;]*?) TO dashboards; *-- (\w+)$/gms;
is_deeply([sort keys %granted], [sort keys %asked_by], 'the page tells what each tool needs');

my $database = Database->new;
$database->query("CREATE EXTENSION customer_metrics; CREATE TABLE responses (responded_on date, segment text, touchpoint text, channel text, score int, rating int, effort int, comment text); CREATE ROLE dashboards_test LOGIN; $VIEWS");
for my $tool (sort keys %granted) {
    my @relations = split /,\s*/, $granted{$tool};
    my $script = join '', map { "$_;\n" } @{ $asked_by{$tool} };
    my $said = sub { return ($database->attempt($script, USER => 'dashboards_test'))[1] };
    $database->query("GRANT SELECT ON $granted{$tool} TO dashboards_test");
    is($said->(), '', "$tool: a role with these rights may ask all that it asks");
    for my $relation (@relations) {
        $database->query("REVOKE SELECT ON $relation FROM dashboards_test");
        like($said->(), qr/permission denied for .*\b$relation$/, "... and needs $relation");
        $database->query("GRANT SELECT ON $relation TO dashboards_test");
    }
    $database->query("REVOKE SELECT ON $granted{$tool} FROM dashboards_test");
}
like(($database->attempt('SELECT * FROM responses', USER => 'dashboards_test'))[1], qr/permission denied for table responses/, 'the answers themselves are not for it');
$database->query('DROP OWNED BY dashboards_test; DROP ROLE dashboards_test');
done_testing();
