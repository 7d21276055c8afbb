#!/usr/bin/perl
# The extension in a schema of its own: what other tests say must hold there too.
#
# The server is a copy whose control file names the schema, so that every CREATE EXTENSION goes there. With the schema
# in the search path, other tests run as they are; without, calls are written out in qualified.sql.
#   OWN_SCHEMA_TESTS='test/pgtap/laws.sql …' test/run test/own_schema/own_schema.t     others than those below
# All others pass too, but for those that install the extension into public themselves, or look for it there.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../servers";
use PostgresCopy;
use Servers;
use Test::More;

my @programs = split ' ', $ENV{OWN_SCHEMA_TESTS} // join ' ', map { "test/$_" }
    (map { "pgtap/$_.sql" } qw(accessors arithmetic bad_input in_place inference scaling sentiment sentiment_weighted storage text_form)),
    'documentation/examples.t';

my $directory = tempdir(CLEANUP => 1);
chmod 0755, $directory;
chdir "$FindBin::Bin/../..";
$ENV{PG_CONFIG} = copy_postgres("$directory/postgres");
my ($control) = grep { /\.control$/ } files_of_ours("$directory/postgres");
system("sed -i \"/^relocatable/d; \\\$a relocatable = false\\nschema = 'metrics'\" $directory/postgres/$control") == 0 or die;

my $server = start_server(q(search_path='"$user", public, metrics'));
@ENV{qw(PGHOST PGUSER PGDATABASE)} = ($server, 'postgres', 'postgres');
# As who installs it does it for others to use.
answer($server, 'CREATE SCHEMA metrics; GRANT USAGE ON SCHEMA metrics TO PUBLIC;', database => 'template1');
$ENV{SAMPLE_RESPONSES} //= 10000;
for my $command ('createdb demo', 'psql -X -q -d demo -v responses=$SAMPLE_RESPONSES -f demo/sample.sql', 'createdb pgtap',
    q(psql -X -q -d pgtap -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION customer_metrics')) {
    system($command) == 0 or die $command;
}
is(answer($server, 'SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = $$customer_metrics$$', database => 'pgtap'),
    'metrics', 'the extension is in a schema of its own');

for my $program (@programs) {
    my $said = `test/count $program 2>&1`;
    ok($? == 0, "$program, with the schema in the search path") or diag($said);
}
done_testing();
