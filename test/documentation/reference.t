#!/usr/bin/perl
# doc/reference.md and its chapters in doc/reference are what doc/reference.sql writes from the catalogue, and README.md
# names every public function. With --update the pages are written instead.
use strict;
use warnings;
use Test::More;

my $contents = 'doc/reference.md';
my $chapters = 'doc/reference';

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    local $/;
    return <$file>;
}

# The pages by their paths; one psql writes them all.
sub pages_written {
    my $written = `psql -X -d pgtap -f doc/reference.sql`;
    die "doc/reference.sql failed\n" if $?;
    my (undef, %pages) = split /^==> (\S+) <==\n/m, $written;
    # No blank line at the end of a page.
    s/\n+\z/\n/ for values %pages;
    return %pages;
}

sub update {
    my (%pages) = @_;
    mkdir $chapters;
    unlink grep { !exists $pages{$_} } glob "$chapters/*.md";
    for my $path (sort keys %pages) {
        open my $file, '>', $path or die "$path: $!";
        print $file $pages{$path};
        close $file or die "$path: $!";
    }
}

my %pages = pages_written();
if (@ARGV && $ARGV[0] eq '--update') {
    update(%pages);
    exit;
}

my @names = map { /^## ([a-z_0-9]+)$/mg } @pages{ sort keys %pages };
cmp_ok(scalar @names, '>', 30, 'the reference has an entry for each public function');
is_deeply([sort $contents, glob "$chapters/*.md"], [sort keys %pages], 'each chapter has a page, and each page is a chapter');

for my $path (sort keys %pages) {
    ok(slurp($path) eq $pages{$path}, "$path is up to date") or do {
        open my $difference, '|-', "diff -u $path - >&2" or die "diff: $!";
        print $difference $pages{$path};
        close $difference;
        diag('make doc-update writes it anew');
    };
}

# Names in braces are families, as in a shell.
my $readme = join "\n", map { glob($_) } slurp('README.md') =~ /`([\w{},]+)/g;
like($readme, qr/^\Q$_\E$/m, "README.md names $_") for @names;
done_testing();
