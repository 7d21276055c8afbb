#!/usr/bin/perl
# Each link between the pages of the documentation leads to a page, and to a heading on it.
use strict;
use warnings;
use File::Basename;
use Test::More;

my (%text, %anchors);

sub contents {
    my ($path) = @_;
    open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
    local $/;
    my $text = <$file>;
    # What looks like a link or a heading in code is none.
    return $text =~ s/^```.*?^```$//gmsr =~ s/`[^`\n]*`//gr;
}

# As GitHub makes them.
sub anchor {
    my ($heading) = @_;
    return lc($heading) =~ s/[^\w -]//gr =~ tr/ /-/r;
}

my @pages = glob '*.md doc/*.md doc/*/*.md';
for my $page (@pages) {
    $text{$page} = contents($page);
    $anchors{$page}{ anchor($_) } = 1 for $text{$page} =~ /^#+ (.*)$/mg;
}

my $links = 0;
for my $page (@pages) {
    for my $link ($text{$page} =~ /\]\(([^)\s]+)\)/g) {
        next if $link =~ /^[a-z]+:/;
        my ($path, $anchor) = $link =~ /^([^#]*)#?(.*)$/;
        my $target = $path eq '' ? $page : dirname($page) eq '.' ? $path : dirname($page) . "/$path";
        1 while $target =~ s{[^/]+/\.\./}{};
        ok(-e $target && ($anchor eq '' || $anchors{$target}{$anchor}), "$page: $link");
        $links++;
    }
}
cmp_ok($links, '>', 40, 'there are links');
done_testing();
