#!/usr/bin/perl
# The documentation's SQL does what the documentation says.
#
# Each ```sql block of README.md and doc/*.md is run by psql, all blocks of a file in one session, in a fresh copy of
# the database that `make demo KEEP=1` leaves. Where a ```text block follows it, that must be what psql prints (blanks
# at the ends of lines aside), errors included; where none does, there must be no error. A block after the line
# <!-- not run: why --> is left alone. With --update the text blocks are rewritten instead. On a small sample, for tools
# that slow the server down, only errors are compared.
use strict;
use warnings;
use Test::More;
use File::Temp;

my $END = '--- end of block ---';
my $update = @ARGV && $ARGV[0] eq '--update';

# Finds the blocks: { line, sql, from, to, shown }, where the lines [from, to) hold what is shown.
sub blocks_of {
    my @lines = @_;
    my (@blocks, $left_alone);
    for (my $i = 0; $i < @lines; $i++) {
        $left_alone = $i + 1 if $lines[$i] =~ /^\s*<!-- not run\b/;
        my ($indent, $language) = $lines[$i] =~ /^(\s*)```(\w+)\s*$/ or next;
        my $start = $i + 1;
        $i++ until $i == $#lines || $lines[$i + 1] =~ /^\s*```\s*$/;
        my $end = ++$i;
        my $body = join '', map { s/^$indent//r } @lines[$start .. $end - 1];
        if ($language eq 'sql' && ($left_alone // -1) != $start - 1) {
            push @blocks, { line => $start, sql => $body, end => $end };
        } elsif ($language eq 'text' && @blocks && !defined $blocks[-1]{shown}) {
            # It belongs to the SQL when nothing but blank lines is in between.
            next if grep { /\S/ } @lines[$blocks[-1]{end} + 1 .. $start - 2];
            @{ $blocks[-1] }{qw(from to indent shown)} = ($start, $end, $indent, $body);
        }
    }
    return @blocks;
}

# psql's errors carry no line numbers when it reads standard input, and so look as they do to a person.
sub run_blocks {
    my ($database, @blocks) = @_;
    my $script = File::Temp->new;
    print $script $_->{sql}, "\n;\n\\echo $END\n" for @blocks;
    close $script;
    my $output = `psql -X -q -P pager=off -d $database 2>&1 <$script`;
    my @answers = split /^\Q$END\E\n/m, $output, -1;
    return @answers;
}

sub tidy {
    my ($text) = @_;
    $text =~ s/[ \t]+$//mg;
    $text =~ s/\n+\z//;
    return $text;
}

sub difference {
    my ($shown, $answer) = @_;
    my @files = map { my $file = File::Temp->new; print $file "$_\n"; close $file; $file } $shown, $answer;
    return join '', grep { !/^(?:---|\+\+\+)/ } `diff -u $files[0] $files[1]`;
}

sub errors_in {
    my ($text) = @_;
    return join '', $text =~ /^ERROR: .*\n?/mg;
}

sub test_block {
    my ($path, $block, $answer) = @_;
    my $name = "$path, line $block->{line}";
    return fail("$name: psql ended before it") unless defined $answer;
    $answer = tidy($answer);
    return ok($answer !~ /^(?:ERROR|FATAL|invalid command)/m, $name) || diag($answer) unless defined $block->{shown};
    my $shown = tidy($block->{shown});
    return is(errors_in($answer), errors_in($shown), $name) if $ENV{SAMPLE_RESPONSES};
    return ok($shown eq $answer, $name) || diag("- is the documentation, + the server\n" . difference($shown, $answer));
}

# From the last block to the first, so that the numbers of the lines before stay right.
sub rewrite {
    my ($path, $lines, $blocks, $answers) = @_;
    for my $n (reverse 0 .. $#$blocks) {
        my $block = $blocks->[$n];
        next unless defined $block->{shown} && defined $answers->[$n];
        my @new = map { /\S/ ? "$block->{indent}$_\n" : "\n" } split /\n/, tidy($answers->[$n]);
        splice @$lines, $block->{from}, $block->{to} - $block->{from}, @new;
    }
    open my $file, '>', $path or die "$path: $!";
    print $file @$lines;
    close $file or die "$path: $!";
}

my $number = 0;
for my $path (glob 'README.md doc/*.md') {
    open my $file, '<', $path or next;
    my @lines = <$file>;
    my @blocks = blocks_of(@lines) or next;
    my $database = 'documentation_' . ++$number;
    system('createdb', '--template=demo', $database) == 0 or die "Can't copy the database demo";
    my @answers = run_blocks($database, @blocks);
    pop @answers;
    if ($update) { rewrite($path, \@lines, \@blocks, \@answers) }
    else { test_block($path, $blocks[$_], $answers[$_]) for 0 .. $#blocks }
    system('dropdb', $database);
}
exit if $update;
plan skip_all => 'no SQL in the documentation' unless Test::More->builder->current_test;
done_testing();
