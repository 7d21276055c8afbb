#!/usr/bin/perl
# What somebody without superuser can do with the extension, and what nobody can do by it: a database's owner installs
# and uses it; what is planted in the schemas that it is installed into or looked up from is never called; no value and
# no aggregate made of its functions gets past their checks.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use Test::More;

# Roles are the whole server's.
my ($owner, $analyst) = ("owner_$$", "analyst_$$");
my $superuser = Database->new;
$superuser->query("CREATE ROLE $owner LOGIN; CREATE ROLE $analyst LOGIN");
my $database = Database->new(OWNER => $owner);

sub by { return $database->query($_[1], USER => $_[0]) }

# One test: the statement is refused, with this SQLSTATE.
sub is_refused {
    my ($who, $statement, $code, $name) = @_;
    my (undef, $error) = $database->attempt($statement, USER => $who);
    like($error, qr/^$code: /, $name // "$statement is refused");
}

chomp(my $sharedir = `'$ENV{PG_CONFIG}' --sharedir`);
my ($path) = grep { !/--.*--/ } glob "$sharedir/extension/customer_metrics--*.sql";
open my $file, '<', $path or die "$path: $!";
my %words = map { $_ => 1 } map { /([a-z_][a-z0-9_]*)\s*\(/g } grep { !/^\s*--/ } <$file>;

# ---- Who may install it ----

is_refused($analyst, 'CREATE EXTENSION customer_metrics', '42501', 'who may not create in a database can\'t install it there');

# What is already there is not taken over.
for my $taken ('CREATE TYPE public.score_summary AS (n bigint)',
               'CREATE FUNCTION public.decay_weight(timestamptz, timestamptz, interval) RETURNS double precision LANGUAGE sql RETURN 7',
               'CREATE DOMAIN public.score_0_to_10 AS text') {
    by($owner, $taken);
    is_refused($owner, 'CREATE EXTENSION customer_metrics SCHEMA public', '42(710|723)', "it is not installed over: $taken");
    is(by($owner, "SELECT count(*) FROM pg_extension WHERE extname = 'customer_metrics'"), 0, 'nothing is left of the attempt');
    by($owner, $taken =~ /CREATE (TYPE|DOMAIN) (\S+)/ ? "DROP $1 $2" : 'DROP FUNCTION public.decay_weight');
}

# ---- What is planted where it is installed ----

by($owner, "\\set words '@{[join ' ', sort keys %words]}'\n\\ir $FindBin::Bin/traps.sql");
cmp_ok(by($owner, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'trap'::regnamespace"), '>', 300, 'traps are set');
cmp_ok(by($owner, "SELECT count(*) FROM pg_operator WHERE oprnamespace = 'trap'::regnamespace"), '>', 1000, 'for operators too');
is_refused($owner, 'SET search_path = trap, pg_catalog; SELECT 1 + 1', 'P0001', 'they work');
is(($database->attempt('CREATE EXTENSION customer_metrics SCHEMA trap; DROP EXTENSION customer_metrics', USER => $owner))[1], '', 'among them it is installed, since it would call none');
by($owner, 'CREATE SCHEMA other');
for my $planted (['OPERATOR other.=(oid, regclass)', 'CREATE FUNCTION other.e(oid, regclass) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE \'it was called\'; END$$;
                  CREATE OPERATOR other.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = other.e)'],
                 ['OPERATOR other.~(text, name)', 'CREATE FUNCTION other.f(text, name) RETURNS boolean LANGUAGE sql RETURN true;
                  CREATE OPERATOR other.~ (LEFTARG = text, RIGHTARG = name, FUNCTION = other.f)']) {
    my ($object, $create) = @$planted;
    by($owner, $create);
    my (undef, $error) = $database->attempt('CREATE EXTENSION customer_metrics SCHEMA other; SELECT FROM other.live_rollups; DROP EXTENSION customer_metrics', USER => $owner);
    like($error, qr/^(42501: customer_metrics would call .*|)$/, "what is planted is never called: $object");
    by($owner, 'DROP EXTENSION IF EXISTS customer_metrics');
    by($owner, "DROP $object");
}
by($owner, 'CREATE SCHEMA metrics; SET search_path = trap, pg_catalog, public; CREATE EXTENSION customer_metrics SCHEMA metrics');
pass('a database\'s owner without superuser installs it in a schema of its own, with all traps in the search path');
is(by($owner, 'SELECT trusted AND superuser FROM pg_available_extension_versions WHERE name = \'customer_metrics\' AND installed'), 't', 'as a trusted extension');

# ---- Using it, with and without what shadows PostgreSQL's own functions and operators ----

my $use = <<'SQL';
SELECT metrics.nps(score), metrics.csat(score) FILTER (WHERE score OPERATOR(pg_catalog.<) 6 AND score OPERATOR(pg_catalog.>) 0), metrics.score_summary(score, 0, 10), metrics.nps_summary(score) FROM public.response;
SELECT metrics.weighted_nps(score, weight), metrics.sentiment_weighted_nps(score, sentiment), metrics.net_sentiment(sentiment) FROM public.response;
SELECT region, metrics.mean(s), metrics.stddev(s), metrics.median(s), metrics.percentile(s, 0.25), metrics.top_box(s, 2), s::pg_catalog.jsonb,
       s OPERATOR(metrics.+) s OPERATOR(metrics.-) s, metrics.reverse(s), metrics.at_least(s, 10), metrics.responses(s)
FROM public.summary;
SELECT metrics.rollup(s), metrics.nps(metrics.rollup(s)) FROM public.summary;
SELECT (metrics.distribution(s)).* FROM public.summary;
SELECT DISTINCT s FROM public.summary ORDER BY s;
SELECT metrics.nps_category(score), metrics.decay_weight(timestamptz '2024-01-01', timestamptz '2024-03-01', interval '30 days') FROM public.response LIMIT 3;
SQL
$use .= <<'SQL' if $words{sentiment_terms};
SELECT metrics.sentiment('not good at all'), metrics.sentiment_terms('not good at all');
SELECT metrics.sentiment('meh', metrics.sentiment_lexicon(term, 2.0)) FROM (VALUES ('meh')) v(term);
SQL
$use .= <<'SQL' if $words{nps_ci_low};
SELECT metrics.nps_ci_low(s), metrics.nps_margin(s), metrics.nps_test(s, s) FROM public.summary;
SELECT metrics.nps_sample_size(5);
SQL
by($owner, <<'SQL');
SET search_path = pg_catalog;
CREATE TABLE public.response AS
    SELECT n % 11 AS score, (n % 7) / 3.0 AS weight, (n % 5 - 2) / 2.0 AS sentiment, n % 3 AS region FROM generate_series(1, 500) n;
CREATE TABLE public.summary AS SELECT region, metrics.nps_summary(score) AS s FROM public.response GROUP BY region;
CREATE INDEX ON public.summary (s);
CREATE MATERIALIZED VIEW public.by_region AS SELECT region, metrics.nps(metrics.rollup(s)) FROM public.summary GROUP BY region;
REFRESH MATERIALIZED VIEW public.by_region;
GRANT USAGE ON SCHEMA trap, metrics TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
SQL
my $expected = by($owner, "SET search_path = pg_catalog, public;\n$use");
cmp_ok(length $expected, '>', 1000, 'the owner uses it');
is(by($owner, "SET search_path = trap, pg_catalog, public;\n$use"), $expected, 'what shadows built-in functions and operators changes nothing');
is(by($analyst, "SET search_path = pg_catalog, public;\n$use"), $expected, 'somebody without any privilege on it uses it');
is($database->query("SET search_path = trap, pg_catalog, public;\n$use"), $expected, 'a superuser who uses it calls nothing that was planted');

# Temporary objects come first where nobody says otherwise.
is(by($analyst, <<"SQL"), $expected, 'nor do temporary types and tables');
CREATE TEMP TABLE score_summary (x int);
CREATE TEMP TABLE pg_type (x int);
CREATE DOMAIN pg_temp.jsonb AS pg_catalog.text;
CREATE DOMAIN pg_temp.numeric AS pg_catalog.text;
SET search_path = pg_temp, pg_catalog, public;
$use
SQL

# ---- Casts ----

by($owner, <<'SQL');
SET search_path = pg_catalog, metrics;
CREATE TYPE public.hostile AS ENUM ('empty', 'v1 0..10 counts 1,1,1,1,1,1,1,1,1,1,1', '9', 'v1 0..10 counts 1');
CREATE FUNCTION public.to_summary(public.hostile) RETURNS score_summary LANGUAGE plpgsql AS $$BEGIN RAISE 'the cast was used'; END$$;
CREATE FUNCTION public.to_integer(public.hostile) RETURNS integer LANGUAGE plpgsql AS $$BEGIN RAISE 'the cast was used'; END$$;
CREATE FUNCTION public.from_integer(integer) RETURNS public.hostile LANGUAGE plpgsql AS $$BEGIN RAISE 'the cast was used'; END$$;
CREATE FUNCTION public.from_summary(score_summary) RETURNS public.hostile LANGUAGE plpgsql AS $$BEGIN RAISE 'the cast was used'; END$$;
CREATE CAST (public.hostile AS score_summary) WITH FUNCTION public.to_summary AS IMPLICIT;
CREATE CAST (public.hostile AS integer) WITH FUNCTION public.to_integer AS IMPLICIT;
CREATE CAST (integer AS public.hostile) WITH FUNCTION public.from_integer AS IMPLICIT;
CREATE CAST (score_summary AS public.hostile) WITH FUNCTION public.from_summary AS IMPLICIT;
SQL
is(by($owner, "SET search_path = pg_catalog, public;\n$use"), $expected, 'implicit casts to and from a hostile type change nothing');
by($owner, <<'SQL');
SET search_path = pg_catalog, metrics;
DROP CAST (public.hostile AS score_summary);
CREATE CAST (public.hostile AS score_summary) WITH INOUT AS IMPLICIT;
SQL
is(by($owner, q{SELECT metrics.responses('v1 0..10 counts 1,1,1,1,1,1,1,1,1,1,1'::public.hostile)}), 11, 'a cast through text');
is_refused($owner, q{SELECT metrics.responses('v1 0..10 counts 1'::public.hostile)}, '22P02', 'which is checked as any text');
for my $cast ('bytea AS metrics.score_summary', 'metrics.score_summary AS bytea', 'metrics.score_summary AS metrics.comment_summary',
              'metrics.comment_summary AS metrics.score_summary', 'public.hostile AS metrics.score_summary') {
    is_refused($owner, "CREATE CAST ($cast) WITHOUT FUNCTION", '42(501|P17|710)');
}

# ---- Nobody else's to change ----

is_refused($owner, $_, '(42501|2BP01)') for
    'CREATE OR REPLACE FUNCTION metrics.nps(metrics.score_summary) RETURNS numeric LANGUAGE sql RETURN 100',
    'ALTER FUNCTION metrics.nps(metrics.score_summary) VOLATILE',
    'ALTER TYPE metrics.score_summary OWNER TO CURRENT_USER',
    'DROP OPERATOR metrics.+ (metrics.score_summary, metrics.score_summary)',
    'ALTER AGGREGATE metrics.nps(integer) RENAME TO other',
    q{CREATE FUNCTION public.forged(cstring) RETURNS metrics.score_summary LANGUAGE internal AS 'textin'},
    q{CREATE FUNCTION public.forged(metrics.comment_summary) RETURNS numeric LANGUAGE c AS '$libdir/customer_metrics', 'cm_nps'};
is_refused($analyst, 'DROP EXTENSION customer_metrics', '42501');

# ---- Functions of aggregates in other hands ----

# All are allowed; what they are given must be refused where it fits ill, and must never end the server.
my $started = $database->query('SELECT pg_postmaster_start_time()');
my $n = 0;
sub aggregate_is_refused {
    my ($definition, $call, $code) = @_;
    $n++;
    by($owner, "CREATE AGGREGATE public.hostile_$n $definition");
    is_refused($owner, "SET search_path = public, metrics; SELECT hostile_$n($call", $code, "an aggregate $definition");
}
my $scores = 'n) FROM generate_series(0, 10) n';
my $state  = 'STYPE = metrics.score_summary';
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_nps, $state, INITCOND = 'v1 1..5 counts 1,1,1,1,1')", $scores, '42804');
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_nps, $state, INITCOND = 'v1 0..1 counts 1,1 weights 1,1 squared_weights 1,1')", $scores, '42804');
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_csat, $state, INITCOND = 'v1 0..10 counts 0,0,1,0,0,0,0,0,0,0,0')", $scores, '(42804|22003)');
is_refused($owner, "CREATE AGGREGATE public.refused (integer) (SFUNC = metrics.accumulate_nps, $state, INITCOND = 'v1 0..10 counts 1')", '22P02',
    'an aggregate can\'t begin with what is no summary');
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_nps, $state, INITCOND = 'v1 0..10 counts 90000000000000000,0,0,0,0,0,0,0,0,0,0')", $scores, '22003');
aggregate_is_refused("(integer, double precision) (SFUNC = metrics.accumulate_weighted_nps, $state, INITCOND = 'v1 0..10 counts 1,0,0,0,0,0,0,0,0,0,0')",
    'n, 1.5) FROM generate_series(0, 10) n', '42804');
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_nps_inverse, $state, INITCOND = 'empty')", $scores, '22023');
aggregate_is_refused("(integer) (SFUNC = metrics.accumulate_nps, $state, INITCOND = 'empty', MSFUNC = metrics.accumulate_nps, MINVFUNC = metrics.accumulate_csat_inverse,
    MSTYPE = metrics.score_summary, MINITCOND = 'empty')", 'n) OVER (ORDER BY n ROWS 2 PRECEDING) FROM generate_series(0, 10) n', '(42804|22003)');
aggregate_is_refused("(metrics.score_summary) (SFUNC = metrics.score_summary_subtract, $state)",
    'metrics.make_score_summary(0, ARRAY[n, 2 * n])) FROM generate_series(1, 10) n', '22023');

# Those that fit give what they should, whoever puts them together, and leave their input alone.
by($owner, "CREATE AGGREGATE public.merged (metrics.score_summary) (SFUNC = metrics.score_summary_add, $state)");
is(by($owner, 'SELECT public.merged(s) OPERATOR(metrics.=) metrics.rollup(s), public.merged(s) OPERATOR(metrics.=) metrics.rollup(s) FROM public.summary'), 't|t',
    'an aggregate of one\'s own that merges');
is(by($owner, "SET search_path = pg_catalog, public;\n$use"), $expected, 'and leaves the rows as they were');
# The state of the lexicon's aggregate is bytes, which anybody can make up.
cmp_ok(by($owner, <<'SQL'), '>', 1000, 'forged states are refused');
SET search_path = pg_catalog, metrics;
CREATE FUNCTION public.refused() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    refused integer := 0;
    state bytea;
BEGIN
    FOR n IN 1 .. 1000 LOOP
        -- Its first four bytes are a length.
        state := set_byte(set_byte(decode(repeat(md5(n::text), 3), 'hex'), 1, 0), 0, n % 60);
        state := overlay(state PLACING CASE WHEN n % 3 = 0 THEN '\xffff'::bytea ELSE '\x0000'::bytea END FROM 3);
        BEGIN
            PERFORM sentiment_lexicon_finish(state);
        EXCEPTION WHEN OTHERS THEN
            refused := refused + 1;
        END;
        BEGIN
            PERFORM sentiment_lexicon_send(sentiment_lexicon_finish(accumulate_sentiment_lexicon(state, 'good', 1.0)));
        EXCEPTION WHEN OTHERS THEN
            refused := refused + 1;
        END;
    END LOOP;
    RETURN refused;
END
$$;
SELECT public.refused();
SQL
is($database->query('SELECT pg_postmaster_start_time()'), $started, 'the server has lived through it');

# ---- The end of it ----

by($owner, 'DROP EXTENSION customer_metrics CASCADE');
pass('the owner removes it');
done_testing;

END {
    if ($database && $superuser) {
        $database->drop;
        $superuser->query("DROP ROLE $owner; DROP ROLE $analyst");
    }
}
