#!/usr/bin/perl
# Values that earlier versions wrote: each file in values/ has values of a type in one version of its format, a line for
# each, as COPY writes it: the text form, the binary form and the bytes in a table on the disk, both in hexadecimal. All
# must stay readable, so lines may be added but never changed. A new layout on the disk needs a new kind of value, beside
# the old ones; only where version 1 is no longer written may the test of what is written go, for that version.
#   test/upgrade/stored_values.t --keep    fills in what the lines that have \N after their text lack
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Database;
use File::Temp qw(tempdir);
use Test::More;

my $directory = tempdir(CLEANUP => 1);
my $database  = Database->new;
$database->query(<<'SQL');
CREATE EXTENSION customer_metrics;
CREATE EXTENSION pageinspect;

CREATE TABLE stored (line int GENERATED ALWAYS AS IDENTITY, form text, sent text, disk text);

-- What a table holds of a value of this type.
CREATE FUNCTION on_disk(form text, type text) RETURNS text AS $$
DECLARE
    disk text;
BEGIN
    EXECUTE format('CREATE TEMP TABLE one (v %s)', type);
    EXECUTE format('INSERT INTO one VALUES (%L)', form);
    SELECT encode(t_attrs[1], 'hex') INTO disk FROM heap_page_item_attrs(get_raw_page('one', 0), 'one');
    DROP TABLE one;
    RETURN disk;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION sent(form text, type text) RETURNS text AS $$
DECLARE
    sent text;
BEGIN
    EXECUTE format('SELECT encode(%s_send(%L), ''hex'')', type, form) INTO sent;
    RETURN sent;
END
$$ LANGUAGE plpgsql;
SQL

sub load {
    my ($path) = @_;
    $database->query("TRUNCATE stored RESTART IDENTITY;\n\\copy stored (form, sent, disk) FROM '$path'");
}

if (($ARGV[0] // '') eq '--keep') {
    for my $path (glob "$FindBin::Bin/values/*.copy") {
        my ($type) = $path =~ m{([^/.]+)\.v\d+\.copy$};
        load($path);
        $database->query(<<"SQL");
UPDATE stored SET sent = sent(form, '$type') WHERE sent IS NULL;
UPDATE stored SET disk = on_disk(form, '$type') WHERE disk IS NULL;
\\copy (SELECT form, sent, disk FROM stored ORDER BY line) TO '$path'
SQL
    }
    exit;
}

# The bytes of a file as COPY … WITH (FORMAT binary) reads it: rows of a number and a value.
sub copy_binary {
    my ($path, %sent) = @_;
    open my $file, '>:raw', $path or die "$path: $!";
    print $file "PGCOPY\n\xff\r\n\0", pack('NN', 0, 0);
    for my $line (sort { $a <=> $b } keys %sent) {
        my $value = pack 'H*', $sent{$line};
        print $file pack('nNNNa*', 2, 4, $line, length $value, $value);
    }
    print $file pack 'n', 0xffff;
    close $file;
}

my %kinds;
my %types;
for my $path (glob "$FindBin::Bin/values/*.copy") {
    my ($name, $type) = $path =~ m{(([^/.]+)\.v\d+)\.copy$};
    $types{$type} = 1;
    load($path);
    cmp_ok($database->query('SELECT count(*) FROM stored WHERE form <> \'\' AND sent <> \'\' AND disk <> \'\''), '>=', 2, "$name: there are values");
    is($database->query("SELECT line FROM stored WHERE form::$type\::text <> form"), '', "$name: the text is read, and written as it was");
    is($database->query("SELECT line FROM stored WHERE sent(form, '$type') <> sent"), '', "$name: the binary form is written as it was");
    is($database->query("SELECT line FROM stored WHERE on_disk(form, '$type') <> disk"), '', "$name: what is on the disk is laid out as it was");

    copy_binary("$directory/values", split /[\t\n]/, $database->query("SELECT line || E'\\t' || sent FROM stored"));
    $database->query("CREATE TABLE received (line int, v $type);\n\\copy received FROM '$directory/values' WITH (FORMAT binary)");
    is($database->query('SELECT line FROM stored FULL JOIN received USING (line) WHERE form IS DISTINCT FROM v::text'), '',
        "$name: the binary form is read");
    next unless $type =~ /_summary$/;
    $kinds{$_} = 1 for split /\n/, $database->query("SELECT DISTINCT form::$type\::jsonb ->> 'kind' FROM stored");
}
continue {
    $database->query('DROP TABLE IF EXISTS received');
}

open my $header, '<', "$FindBin::Bin/../../src/types/summary.h" or die $!;
my %all_kinds = map { $_ => 1 } 'empty', map { /^\s*\[CM_\w+\] = \{"(\w+)"/ ? $1 : () } <$header>;
is(join(', ', sort keys %kinds), join(', ', sort keys %all_kinds), 'values of every kind are kept');
is(join(', ', grep { !$types{$_} } split /\n/, $database->query(<<'SQL')), '', 'values of every type are kept');
SELECT typname FROM pg_type JOIN pg_depend ON classid = 'pg_type'::regclass AND objid = pg_type.oid
WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'customer_metrics') AND typtype = 'b'
  AND typcategory <> 'A'
SQL
done_testing;
