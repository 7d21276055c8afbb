#!/usr/bin/perl
# Every released version upgrades to exactly what a fresh install gives: the same objects with the same definitions,
# comments and privileges, as pg_dump describes them when it takes an extension apart. sql/released/ keeps the script
# of each released version. Versions that exist only here show that the comparison sees what an upgrade may forget.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use Files qw(slurp);
use Test::More;

my $EXTENSION = 'customer_metrics';
my $checkout  = "$FindBin::Bin/../..";
my $directory = tempdir(CLEANUP => 1);
my $database  = Database->new;
chomp(my $scripts = `'$ENV{PG_CONFIG}' --sharedir`);
$scripts .= '/extension';

# ---- Scripts that are there for the test alone ----

my @added;

sub as_owner_of_scripts {
    my @command = -w $scripts ? @_ : ('sudo', @_);
    system(@command) == 0 or die "@command: $?";
}

sub add_script {
    my ($name, $content) = @_;
    my $path = "$scripts/$EXTENSION--$name.sql";
    return if -e $path;
    open my $file, '>', "$directory/script" or die $!;
    print $file $content;
    close $file;
    as_owner_of_scripts('install', '-m', '644', "$directory/script", $path);
    push @added, $path;
}
END { as_owner_of_scripts('rm', '-f', @added) if @added }

# ---- Catalogues ----

# A map from the name of each object to its definition.
sub catalogue {
    my $dump = `pg_dump --binary-upgrade --schema-only -d @{[$database->name]}`;
    die "pg_dump: $?" if $?;
    my %objects;
    for my $entry (split /^--\n(?=-- Name: )/m, $dump) {
        my ($name) = $entry =~ /^-- Name: (.*); Schema:/ or next;
        # Object numbers differ, and text after the last object has its own.
        $entry =~ s/^(?:--.*|SET .*|\\.*|)\n//mg;
        $entry =~ s/^SELECT pg_catalog\.binary_upgrade_set_.*\n//mg;
        # Privileges that were given and taken again leave an entry without any.
        $objects{$name} .= $entry if $entry ne '';
    }
    return \%objects;
}

sub differences {
    my ($got, $expected) = @_;
    my %names = (%$got, %$expected);
    return join("\n", map {
        my ($ours, $theirs) = ($got->{$_} // "(missing)\n", $expected->{$_} // "(missing)\n");
        $ours eq $theirs ? () : "$_:\n${ours}instead of\n$theirs";
    } sort keys %names);
}

sub install {
    my ($version) = @_;
    # The functions of an old version may have lost their C code since.
    $database->query("SET check_function_bodies = off; CREATE EXTENSION $EXTENSION VERSION '$version'");
}

sub remove { $database->query("DROP EXTENSION $EXTENSION CASCADE") }

sub upgraded {
    my ($version) = @_;
    install($version);
    $database->query("ALTER EXTENSION $EXTENSION UPDATE");
    my $catalogue = catalogue();
    remove();
    return $catalogue;
}

my ($current) = slurp("$checkout/$EXTENSION.control") =~ /^default_version = '(.*)'/m;
$database->query("CREATE EXTENSION $EXTENSION");
my $fresh = catalogue();
remove();
cmp_ok(scalar keys %$fresh, '>', 300, 'the dump describes the objects of a fresh install');
like(join('', values %$fresh), qr/CREATE FUNCTION public\.nps\(.*score_summary\) RETURNS numeric\b/, 'and what they are');

# ---- The versions that were released ----

my @released = map { m{--([0-9.]+)\.sql$} } glob "$checkout/sql/released/*.sql";
my @in_changelog = slurp("$checkout/CHANGELOG.md") =~ /^## \[([0-9.]+)\] - \d{4}-\d\d-\d\d/mg;
is("@{[sort @in_changelog]}", "@{[sort @released]}", 'the script of every released version is kept');
for my $version (@released) {
    my $script = slurp("$checkout/sql/released/$EXTENSION--$version.sql");
    if ($version eq $current) {
        is(slurp("$scripts/$EXTENSION--$version.sql"), $script, "$version has not changed since its release");
        next;
    }
    add_script($version, $script);
    is(differences(upgraded($version), $fresh), '', "$version upgrades to $current");
}

# ---- Versions that were not ----

# Each is the current one with something else; its upgrade puts that right, or forgets to.
my $script = slurp("$scripts/$EXTENSION--$current.sql");
my %comments = $script =~ /^COMMENT ON (TYPE score_summary) IS\s+('.*?');/mg;
my @changes = (
    # name, what is different, what puts it right
    ['CREATE FUNCTION', 'CREATE FUNCTION old_function() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1', 'DROP FUNCTION old_function()'],
    ['CREATE TABLE',    'CREATE TABLE old_table (id integer)',                                           'DROP TABLE old_table'],
    ['COMMENT',         "COMMENT ON TYPE score_summary IS 'otherwise'",                                 "COMMENT ON TYPE score_summary IS $comments{'TYPE score_summary'}"],
    ['VOLATILE',        'ALTER FUNCTION nps(score_summary) VOLATILE',                                   'ALTER FUNCTION nps(score_summary) IMMUTABLE'],
    ['PARALLEL',        'ALTER FUNCTION csat(score_summary) PARALLEL UNSAFE',                           'ALTER FUNCTION csat(score_summary) PARALLEL SAFE'],
    ['REVOKE',          'REVOKE EXECUTE ON FUNCTION ces(score_summary) FROM PUBLIC',                    'GRANT EXECUTE ON FUNCTION ces(score_summary) TO PUBLIC'],
    ['DROP CAST',       'DROP CAST (score_summary AS jsonb)',
        "CREATE CAST (score_summary AS jsonb) WITH FUNCTION score_summary_to_jsonb(score_summary);\nCOMMENT ON CAST (score_summary AS jsonb) IS 'the summary for programs'"],
    ['OPERATOR',        'ALTER OPERATOR = (score_summary, score_summary) SET (RESTRICT = NONE)',        'ALTER OPERATOR = (score_summary, score_summary) SET (RESTRICT = eqsel)'],
    ['DOMAIN',          'ALTER DOMAIN score_0_to_10 SET NOT NULL',                                      'ALTER DOMAIN score_0_to_10 DROP NOT NULL'],
    ['SET',             "ALTER FUNCTION mean(score_summary) SET search_path = public",                  'ALTER FUNCTION mean(score_summary) RESET search_path'],
);

for my $n (0 .. $#changes) {
    my ($name, $different, $right) = @{ $changes[$n] };
    add_script("0.0.$n", "$script\n$different;\n");
    add_script("0.0.$n--$current", "\\echo \\quit\n");
    my ($object) = $different =~ /(\w+_function|\w+_table|score_summary|nps|csat|ces|score_0_to_10|mean)\b/;
    like(differences(upgraded("0.0.$n"), $fresh), qr/\b$object\b/, "an upgrade that forgets something is seen: $name");
}
add_script('0.0.100', join("\n", $script, map { "$_->[1];" } @changes));
add_script("0.0.100--$current", join("\n", map { "$_->[2];" } @changes));
is(differences(upgraded('0.0.100'), $fresh), '', 'an upgrade that puts everything right is as good as a fresh install');

# ---- Values in tables live through it ----

install('0.0.100');
$database->query(<<'SQL');
CREATE TABLE kept AS SELECT n, nps_summary(m % 11) AS s FROM generate_series(1, 50) n, generate_series(1, n) m GROUP BY n;
CREATE INDEX ON kept (s);
CREATE MATERIALIZED VIEW kept_view AS SELECT rollup(s) AS s, nps(rollup(s)) FROM kept;
CREATE TABLE kept_bytes AS SELECT n, score_summary_send(s) AS bytes FROM kept;
SQL
$database->query("ALTER EXTENSION $EXTENSION UPDATE");
is($database->query("SELECT extversion FROM pg_extension WHERE extname = '$EXTENSION'"), $current, 'the version is the current one');
is($database->query('SELECT count(*) FROM kept JOIN kept_bytes USING (n) WHERE score_summary_send(s) = bytes'), 50, 'values in tables are as they were');
is($database->query('SELECT bool_and(v.s = (SELECT rollup(s) FROM kept)) FROM kept_view v'), 't', 'and so is a materialised view');
done_testing;
