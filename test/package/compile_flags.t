#!/usr/bin/perl
# Whatever flags the caller gives, each compiler gets them, and -ffp-contract=off after them: it is the last that counts.
# What make would run is read, not run.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $checkout  = "$FindBin::Bin/../..";
my $PG_CONFIG = $ENV{PG_CONFIG} // 'pg_config';

# Nothing is built in a new copy, so that make would compile everything.
my $copy = tempdir(CLEANUP => 1);
system("cp -R '$checkout'/Makefile '$checkout'/*.control '$checkout'/src '$checkout'/sql $copy && make -s -C $copy PG_CONFIG='$PG_CONFIG' clean") == 0
    or die 'no copy';

# The commands that compile, by what they make: objects or bitcode.
sub compilations {
    my ($variables, %environment) = @_;
    local @ENV{ keys %environment } = values %environment;
    my @lines = `make -n -C $copy PG_CONFIG='$PG_CONFIG' with_llvm=yes CLANG=clang $variables all`;
    die "make: $?" if $?;
    return {
        objects => [grep { / -c\b.* -o \S+\.o\b/ } @lines],
        bitcode => [grep { / -emit-llvm .* -o \S+\.bc\b/ } @lines],
    };
}

sub last_contraction {
    my ($line) = @_;
    return ($line =~ /(-ffp-contract=\w+|-Ofast|-ffast-math)\b/g)[-1] // '(none)';
}

my @cases = (
    # the caller's variables, and a flag of theirs that objects, and bitcode, must be compiled with
    ['',                                                    {},                                        undef,       undef],
    ["PG_CFLAGS='-g3 -ffp-contract=fast'",                  {},                                        '-g3',       undef],
    ["COPT='-g3 -ffp-contract=fast'",                       {},                                        '-g3',       undef],
    ["CFLAGS='-O1 -ffp-contract=fast'",                     {},                                        '-O1',       undef],
    ["BITCODE_CFLAGS='-O1 -ffp-contract=fast'",             {},                                        undef,       '-O1'],
    ["PG_CFLAGS=-g3 COPT=-O1 CFLAGS=-O3 BITCODE_CFLAGS=-O", {},                                        '-g3',       '-O'],
    ['',                                                    { PG_CFLAGS => '-g3 -ffp-contract=fast' }, '-g3',       undef],
    ['',                                                    { COPT => '-g3 -ffp-contract=fast' },      '-g3',       undef],
);

for my $case (@cases) {
    my ($variables, $environment, %flag) = (@$case[0, 1], objects => $case->[2], bitcode => $case->[3]);
    my $compiled = compilations($variables, %$environment);
    my $name = $variables || join(' ', %$environment) || 'no flags of the caller';
    for my $kind (qw(objects bitcode)) {
        my @lines = @{ $compiled->{$kind} };
        cmp_ok(scalar @lines, '>', 50, "$kind to compile: $name");
        is_deeply([grep { last_contraction($_) ne '-ffp-contract=off' } @lines], [], "$kind never contract: $name");
        is_deeply([grep { !/ \Q$flag{$kind}\E / } @lines], [], "$kind get $flag{$kind}: $name") if $flag{$kind};
    }
}

# No flag can follow these to undo them all.
for my $flag (qw(-ffast-math -Ofast)) {
    my $said = `make -C $copy PG_CONFIG='$PG_CONFIG' PG_CFLAGS=$flag src/mathematics/histogram.o 2>&1`;
    like($said, qr/can't be compiled with -ffast-math or -Ofast/, "$flag is refused");
}

# The lexicon's array is most of the bytes of the library.
my @bitcode = @{ compilations('')->{bitcode} };
is_deeply([grep { /builtin_lexicon/ } @bitcode], [], 'no bitcode is made of the lexicon');
done_testing();
