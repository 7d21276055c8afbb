#!/usr/bin/perl
# `make dist` makes the archive for PGXN. What is in it is built elsewhere than where it was unpacked, with flags of the
# caller's, installed into a copy of PostgreSQL that has no customer_metrics yet, and passes the regression tests there.
use strict;
use warnings;
use File::Find qw(find);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../servers";
use Files qw(slurp);
use JSON::PP qw(decode_json);
use PostgresCopy;
use Servers;
use Test::More;

my $checkout = "$FindBin::Bin/../..";
plan skip_all => 'this is no git checkout' if system("git -C '$checkout' rev-parse HEAD >/dev/null 2>&1");

my $directory = tempdir(CLEANUP => 1);
chmod 0755, $directory;
chomp(my $PG_CONFIG = `command -v "\${PG_CONFIG:-pg_config}"`);

sub run {
    my ($command) = @_;
    my $said = `$command 2>&1`;
    die "$command\n$said" if $?;
    return $said;
}

# ---- The archive ----

my ($version) = slurp("$checkout/customer_metrics.control") =~ /^default_version = '(.*)'/m;
my $name = "customer_metrics-$version";
run("make --no-print-directory -C '$checkout' PG_CONFIG='$PG_CONFIG' dist");
run("cd $directory && unzip -q '$checkout/build/$name.zip'");
is(join(' ', map { s{.*/}{}r } glob "$directory/*"), $name, 'the archive has one folder, which names the version');
my $sources = "$directory/$name";

my $meta = decode_json(slurp("$sources/META.json"));
my ($provided) = $meta->{provides}{customer_metrics};
is($meta->{$_}, { name => 'customer_metrics', version => $version }->{$_}, "META.json names the $_") for qw(name version);
is($provided->{version}, $version, 'and the version of the extension');
ok(-f "$sources/$provided->{docfile}", 'the documentation that it names is there');
ok($meta->{resources}{$_}, "it tells the $_") for qw(homepage bugtracker repository);
my ($packaged) = slurp("$sources/debian/changelog") =~ /^customer-metrics \((.*)-\d+\)/;
is($packaged, $version, 'the Debian package is of the same version');
like(slurp("$sources/CHANGELOG.md"), qr/^## \[\Q$version\E\]/m, 'and so is the changelog');

# ---- A PostgreSQL that can be installed into ----

my $postgres = "$directory/postgres";
my $copy_of_pg_config = copy_postgres($postgres);
unlink map { "$postgres/$_" } files_of_ours($postgres);
is(join(' ', files_of_ours($postgres)), '', 'the copy of PostgreSQL has no customer_metrics');

# ---- Built, installed and tested ----

# Root may write anywhere; so what is compared is whether anything is other than before.
sub state_of_sources {
    my @state;
    find({ wanted => sub { push @state, join ' ', $_, (lstat)[2, 7, 9, 10] }, no_chdir => 1 }, $sources);
    return join "\n", sort @state;
}

# On a processor that has it, a compiler would use fused multiply-add wherever it may.
my $has_fma = `cat /proc/cpuinfo` =~ /^flags\b.*\bfma\b/m;
my $flags = $has_fma ? '-mfma' : '-g';

run("chmod -R a-w $sources");
my $before = state_of_sources();
my $build = "$directory/build";
mkdir $build;
my $make = "make --no-print-directory -C $build -f $sources/Makefile VPATH=$sources PG_CONFIG=$copy_of_pg_config PG_CFLAGS=$flags with_llvm=no";
my $said = run("$make -j2 all");
like($said, qr/ $flags .*-o src\/mathematics\/histogram\.o/, 'the caller\'s flags are used');
unlike($said, qr/warning:/, 'nothing to warn of');
run("$make install");
ok(-f "$build/$provided->{file}", 'the script that META.json names is made');
is(join(' ', map { s{.*/}{}r } files_of_ours($postgres)), "customer_metrics.so customer_metrics--$version.sql customer_metrics.control", 'all is installed, and nothing else');

# Where fma() is called, it is meant, and exact with or without the processor's help.
SKIP: {
    skip 'this processor has no fused multiply-add', 2 unless $has_fma;
    my @objects = grep { slurp("$sources/" . s{^\Q$build\E/(.*)\.o$}{$1.c}r) !~ /\bfma\(/ } glob "$build/src/*/*.o";
    my @fused = grep { /\bvfn?m(?:add|sub)/ } `objdump -d @objects`;
    cmp_ok(scalar @objects, '>', 50, 'there are objects to look into');
    is(scalar @fused, 0, 'no multiplication is fused with an addition');
}

my $server = do { local $ENV{PG_CONFIG} = $copy_of_pg_config; start_server() };
$said = do { local @ENV{qw(PGHOST PGUSER)} = ($server, 'postgres'); `$make installcheck 2>&1` };
like($said, qr/All \d+ tests passed/, 'the regression tests pass') or diag($said);
is(state_of_sources(), $before, 'the sources are as they were');
done_testing();
