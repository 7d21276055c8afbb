#!/usr/bin/perl
# The table of the built-in lexicon: readable, sorted, without repetitions, and true to the simplest facts of English.
use strict;
use warnings;
use utf8;
use FindBin;
use Test::More;

binmode $_, ':encoding(UTF-8)' for *STDOUT, *STDERR, Test::More->builder->output, Test::More->builder->failure_output;
open my $table, '<:encoding(UTF-8)', "$FindBin::Bin/../../src/sentiment/lexicon.tsv" or die $!;
chomp(my @lines = <$table>);

my %roles = map { $_ => 1 } qw(sentiment neutral hint negator intensifier damper excess contrast concession irrealis courtesy
    past comparison question relief function never degree wish comparative inversion);
my (%valence, %role, @bad, @unsorted, @repeated);
my $last = '';
for my $line (@lines) {
    my ($term, $valence, $role, @more) = split /\t/, $line, -1;
    push @bad, $line if @more || !defined $role || !$roles{$role} || $valence !~ /^-?[0-4]\.\d$/ || abs $valence > 4
        || $term ne lc $term || $term =~ /^ | $|  /;
    push @bad, $line if $role eq 'neutral' && $valence != 0;
    my $bytes = $term;
    utf8::encode($bytes);
    push @unsorted, $line if $bytes lt $last;
    push @repeated, $line if exists $valence{$term};
    ($valence{$term}, $role{$term}, $last) = ($valence, $role, $bytes);
}
cmp_ok(scalar @lines, '>=', 8000, 'there are 8,000 entries');
is_deeply(\@bad, [], 'every line has a term, a valence and a role');
is_deeply(\@unsorted, [], 'terms are sorted by their bytes');
is_deeply(\@repeated, [], 'no term occurs twice');

# Opposites: the first is positive, the second negative.
my @opposites = map { [split m{/}] } qw(
    good/bad great/awful excellent/terrible love/hate happy/sad friendly/rude clean/dirty fast/slow easy/difficult
    helpful/unhelpful comfortable/uncomfortable reliable/unreliable professional/unprofessional polite/impolite
    delicious/disgusting tasty/tasteless fresh/stale beautiful/ugly best/worst better/worse perfect/flawed
    honest/dishonest fair/unfair safe/dangerous useful/useless satisfied/dissatisfied pleased/displeased
    impressed/unimpressed recommend/avoid success/failure win/lose enjoyable/boring fun/boring quiet/noisy
    cheerful/gloomy competent/incompetent accurate/inaccurate efficient/inefficient intuitive/confusing
    responsive/unresponsive sturdy/flimsy smooth/buggy courteous/discourteous knowledgeable/clueless
    generous/stingy amazing/horrible wonderful/dreadful pleasant/unpleasant convenient/inconvenient
    thoughtful/thoughtless trustworthy/untrustworthy affordable/overpriced caring/uncaring);
my @wrong = grep { ($valence{ $_->[0] } // 0) <= 0 || ($valence{ $_->[1] } // 0) >= 0 } @opposites;
is_deeply(\@wrong, [], 'opposites have opposite signs');

# Stronger words are worth more.
my @stronger = map { [split m{/}] } qw(good/excellent nice/wonderful bad/terrible like/love okay/great slow/horrible);
my @weaker = grep { abs($valence{ $_->[0] } // 0) >= abs($valence{ $_->[1] } // 0) } @stronger;
is_deeply(\@weaker, [], 'strong words are worth more than weak ones');

# Functions of words.
my %function = (not => 'negator', "don't" => 'negator', very => 'intensifier', slightly => 'damper', too => 'excess',
    but => 'contrast', although => 'concession', would => 'irrealis', thanks => 'courtesy', than => 'comparison', 'used to' => 'past',
    why => 'question', fixed => 'relief', gone => 'relief', 'customer service' => 'neutral', 'free trial' => 'neutral', the => 'function', only => 'function',
    never => 'never', so => 'degree', 'could use' => 'wish', better => 'comparative', "isn't it" => 'inversion');
is_deeply({ map { $_ => $role{$_} } keys %function }, \%function, 'words have their functions');
done_testing;
