# What each column holds: answers, the date, the weight, the comment, or a dimension.
package Import::Columns;
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use Exporter 'import';
use Import::Values;

our @EXPORT = qw(name_columns look_at give_roles find_column columns_in_role dimensions date_format_of likeliest_answers $MOST_VALUES);

our $MOST_VALUES = 30;        # a dimension with more, or longer ones, is not shown
my $LONGEST_VALUE = 40;
my $MOST_DIMENSIONS = 4;
my $MOST_LOOKED_AT = 1000;    # different values of a column; answers have few

# The headings of answers, the surest first. Those of a plain name hold answers whatever is in them; of the others, at
# least half of the values must be answers.
my @HEADINGS_OF_ANSWERS = (
    { kind => 'score', heading => qr/^score$/, sure => 1 },
    { kind => 'rating', heading => qr/^rating$/, sure => 1 },
    { kind => 'effort', heading => qr/^effort$/, sure => 1 },
    { kind => 'score', heading => qr/\bnps\b|net promoter|recommend|weiterempf|recommand|recomend|рекоменд|推荐/ },
    { kind => 'rating', heading => qr/\bcsat\b|satisf|zufrieden|удовлетвор|满意|\bstars?\b/ },
    { kind => 'effort', heading => qr/\bces\b|\beffort\b|\beas(?:y|ier|e)\b|aufwand/ },
    { kind => 'rating', heading => qr/\brating\b/ },
    { kind => 'score', heading => qr/\bscore\b/ },
);
my $NEVER_ANSWERS = qr/\b(?:id|no|nr|number|count|age|year|month|week|day|date|hours?|minutes?|seconds?|duration|time|zip|postcode|phone|latitude|longitude|progress|finished|status|version|quantity|amount|price|revenue|weight|line|row|group|category|type|bucket|label)\b/;
my $LONGEST_NAME = 5;         # words; more are a question, which may well have one of those in it
my $COMMENT_HEADING = qr/comment|feedback|verbatim|reason|\bwhy\b|suggest|improve|tell us|open[ -]ended|remarks?\b|\bnotes?\b|kommentar|(?:be|an)merkung|warum|gr[uü]nde?\b|комментари|отзыв|почему|причин|评论|评价|意见|建议|原因|为什么/;

# Tools write the group beside the score that it comes from.
my $GROUP_OF_SCORE = qr/^(?:promoter|passive|neutral|detractor)s?$/i;

# Who somebody is: a report is not about that, and may be sent to others.
my $PERSON = qr/^name$|\b(?:first|last|middle|full|given|family)[ _]?names?\b|\bsurname\b|\be ?mail\b|\b(?:vor|nach)name\b|\bprénom\b|\bфамилия\b|\bимя\b|姓名/;

# What the tool notes about an answer, which matters less than what was asked.
my $NOTED_BY_TOOL = qr/^(?:distribution ?channel|user ?language|response type|status|finished|channel type|tags|collector)$/;

# A number as in "Q1 | 9" tells its scale by the words beside it, or else by the range of all.
my @WORDS_OF_ANSWERS = (
    { kind => 'score', words => qr/likely|recommend/i },
    { kind => 'rating', words => qr/satisf|[★⭐]|stars?\b/i },
    { kind => 'effort', words => qr/eas(?:y|ier)|difficult|agree/i },
);
my %SCALES = (score => [0, 10], rating => [1, 10], effort => [1, 10]);

# ---- Names ----------------------------------------------------------------------------------------------------

# "NPSScore (0-10)" as words: "nps score 0 10".
sub words_of {
    my ($heading) = @_;
    $heading =~ s/(\p{Ll})(\p{Lu})/$1 $2/g;
    $heading =~ s/(\p{Lu})(\p{Lu}\p{Ll})/$1 $2/g;
    $heading = lc $heading;
    $heading =~ s/[\W_]+/ /g;
    $heading =~ s/^ | $//g;
    return $heading;
}

# From the records of the header. The first names the columns; the others may hold the questions. A cell of the first
# that is empty, as of cells that were joined, continues the one to its left, and the name is in the others.
sub name_columns {
    my ($first, @further) = @_;
    my %taken = (line => 1);
    my (@columns, $question);
    for my $title (map { trimmed($_) } @$first) {
        my $index = @columns;
        my ($named, @others) = grep { $_ ne '' && !/^\{"ImportId"/ } $title, map { trimmed($_->[$index]) } @further;
        $question = $title if $title ne '' || !defined $named;
        my @headings = grep { defined && $_ ne '' } $named, @others, $title eq '' ? $question : ();
        (my $base = lc($named // '')) =~ s/\W+/_/g;
        $base =~ s/^_+|_+$//g;
        $base = 'column_' . ($index + 1) if $base eq '';
        # PostgreSQL keeps 63 bytes of a name.
        chop $base while length(encode('UTF-8', $base)) > 55;
        my ($name, $copy) = ($base, 2);
        $name = $base . '_' . $copy++ while $taken{$name}++;
        push @columns, { name => $name, base => $base, headings => \@headings, words => [map { words_of($_) } @headings], index => $index };
    }
    return @columns;
}

# A column by what somebody calls it: its heading or question, exactly or not, or its name here.
sub find_column {
    my ($columns, $called) = @_;
    for my $same (sub { $_[0] eq $called }, sub { lc $_[0] eq lc $called }, sub { words_of($_[0]) eq words_of($called) }) {
        my ($found) = grep { my $column = $_; grep { $same->($_) } @{ $column->{headings} }, $column->{name} } @$columns;
        return $found if $found;
    }
    return;
}

# ---- What the values have in common ---------------------------------------------------------------------------

sub look_at {
    my ($column, $value) = @_;
    return $column->{missing}++ unless defined $value;
    $column->{sample} //= $value;
    $column->{filled}++;
    $column->{prose}++ if is_prose($value);
    defined iso_date($_, $value) and $column->{dates}{ $_->{name} }++ for date_formats();
    $column->{no_weight} ||= !defined weight_of($value);
    $column->{long} ||= length $value > $LONGEST_VALUE || $value =~ /\n/;
    my $values = $column->{values} //= {};
    $values->{$value}++ if $values->{$value} || keys %$values < $MOST_LOOKED_AT;
}

# Whole numbers and how often each is given, and how many values are answers on a scale at all.
sub numbers_of {
    my ($column, $lowest, $highest) = @_;
    my ($answers, %count) = (0);
    while (my ($value, $times) = each %{ $column->{values} // {} }) {
        my $number = answer_of($value) // next;
        $count{$number} += $times;
        $answers += $times if $number >= $lowest && $number <= $highest;
    }
    return ($answers, %count);
}

# The narrowest usual scale that holds all but a stray answer in a hundred.
sub choose_scale {
    my ($column) = @_;
    my (undef, %count) = numbers_of($column, 0, 0);
    my $all = 0;
    $all += $_ for values %count;
    for my $points (5, 7, 10) {
        my $held = 0;
        $held += $count{$_} // 0 for 1 .. $points;
        return $points if $held >= 0.99 * $all;
    }
    return 10;
}

# ---- Roles ----------------------------------------------------------------------------------------------------

sub make_answers {
    my ($column, $kind) = @_;
    @$column{qw(role kind)} = ('answer', $kind);
    @$column{qw(lowest highest)} = $kind eq 'score' ? (0, 10) : (1, choose_scale($column));
    doubt_scale($column) if $kind eq 'score';
}

# On a scale from 1 nobody gives 0.  Its NPS is not that of a scale from 0: the lowest have fewer points to choose from.
sub doubt_scale {
    my ($column) = @_;
    my (undef, %count) = numbers_of($column, 0, 10);
    return if $count{0};
    $column->{doubt} = 'its heading says 1 to 10' if grep { /\b1 (?:(?:to|bis|a|à) )?10\b/ } @{ $column->{words} };
    $column->{doubt} //= 'nobody gave 0, though somebody gave 1' if $count{1};
}

sub is_name_of_others {
    my ($words) = @_;
    return $words =~ $NEVER_ANSWERS && split(' ', $words) <= $LONGEST_NAME;
}

# How sure it is, by its heading and values, that the column holds answers of the kind; 0 if it does not.
sub holds_answers {
    my ($column, $row) = @_;
    return 0 unless grep { $_ =~ $row->{heading} } $column->{base}, @{ $column->{words} };
    return 1 if $row->{sure};
    return 0 if is_name_of_others($column->{words}[0] // '');
    my ($answers) = numbers_of($column, @{ $SCALES{ $row->{kind} } });
    return $answers && $answers >= 0.5 * $column->{filled};
}

sub answers_by_heading {
    my ($columns, $said) = @_;
    my %found;
    for my $row (@HEADINGS_OF_ANSWERS) {
        next if exists $said->{ $row->{kind} };
        for my $column (grep { !$_->{role} && !$_->{also} && holds_answers($_, $row) } @$columns) {
            # Further columns of a plain name are answers, too; of others, the first.
            if (!$found{ $row->{kind} } || $row->{sure}) {
                make_answers($column, $row->{kind});
                $found{ $row->{kind} } = 1;
            } else {
                $column->{also} = $row->{kind};
            }
        }
    }
}

# What its values alone tell: which kind of answers, or nothing.
sub kind_by_values {
    my ($column) = @_;
    return if !$column->{filled} || grep { $_ =~ $NEVER_ANSWERS } @{ $column->{words} };
    my ($answers, %count) = numbers_of($column, 0, 10);
    return if $answers < 0.99 * $column->{filled};
    my $all = join ' ', keys %{ $column->{values} };
    for my $row (@WORDS_OF_ANSWERS) {
        return $row->{kind} if $all =~ $row->{words};
    }
    my ($lowest, $highest) = (sort { $a <=> $b } keys %count)[0, -1];
    return 'score' if $highest >= 8;
    return 'rating' if $lowest >= 1 && $highest <= 5 && $highest > 2;
    return;
}

# Where only one column can be meant.
sub answers_by_values {
    my ($columns, $said) = @_;
    my %can;
    for my $column (grep { !$_->{role} } @$columns) {
        my $kind = kind_by_values($column) // next;
        push @{ $can{$kind} }, $column unless exists $said->{$kind};
    }
    for my $kind (grep { @{ $can{$_} } == 1 } keys %can) {
        make_answers($can{$kind}[0], $kind);
        $can{$kind}[0]{guessed} = 1;
    }
}

# The way of writing dates that fits most values, with the one that it may be taken for; nothing where none fits.
sub date_format_of {
    my ($column) = @_;
    my $fits = $column->{dates} // {};
    my ($best) = sort { ($fits->{ $b->{name} } // 0) <=> ($fits->{ $a->{name} } // 0) } date_formats();
    my $times = $fits->{ $best->{name} } or return;
    my $rival = $best->{or} && ($fits->{ $best->{or} } // 0) == $times;
    return { %$best, fits => $times, rival => $rival ? $best->{or} : undef };
}

# But for a stray value in a hundred.
sub is_date {
    my ($column) = @_;
    my $format = date_format_of($column) or return 0;
    return $format->{fits} >= 0.99 * $column->{filled};
}

sub is_comment {
    my ($column) = @_;
    return 0 if $column->{role} || !$column->{filled} || is_date($column);
    return 1 if $column->{long} || ($column->{prose} // 0) >= 0.5 * $column->{filled};
    return scalar grep { $_ =~ $COMMENT_HEADING } @{ $column->{words} };
}

sub is_weight_column { return $_[0]{base} eq 'weight' && $_[0]{filled} && !$_[0]{no_weight} && !$_[0]{missing} }

# Roles that one column has, in the order in which columns are chosen for them.
my @SINGLE_ROLES = (
    { role => 'weight', is => \&is_weight_column },
    { role => 'date', is => \&is_date },
    { role => 'comment', is => sub { is_comment($_[0]) && grep { $_ =~ $COMMENT_HEADING } @{ $_[0]{words} } } },
    { role => 'comment', is => \&is_comment },
);

# $said: for score, rating, effort, date and comment the column that somebody named, or undef for none.
sub give_roles {
    my ($columns, $said) = @_;
    while (my ($what, $column) = each %$said) {
        next unless $column;
        if ($SCALES{$what}) { make_answers($column, $what) } else { $column->{role} = $what }
    }
    answers_by_heading($columns, $said);
    answers_by_values($columns, $said) unless columns_in_role($columns, 'answer');
    for my $single (@SINGLE_ROLES) {
        next if exists $said->{ $single->{role} } || columns_in_role($columns, $single->{role});
        my ($column) = grep { !$_->{role} && $single->{is}->($_) } @$columns;
        $column->{role} = $single->{role} if $column;
    }
    for my $column (@$columns) {
        $column->{role} //= 'dimension';
        $column->{free_text} = 1 if $column->{role} eq 'dimension' && is_comment({ %$column, role => undef });
        $column->{format} = date_format_of($column) if $column->{role} eq 'date';
        $column->{also} //= 'date' if $column->{role} eq 'dimension' && $column->{filled} && is_date($column);
    }
}

sub columns_in_role {
    my ($columns, $role) = @_;
    return grep { ($_->{role} // '') eq $role } @$columns;
}

# The column that somebody may have meant where none is known to hold answers.
sub likeliest_answers {
    my ($columns) = @_;
    my @numbers = grep { (numbers_of($_, 0, 10))[0] } @$columns;
    return ((grep { !is_name_of_others($_->{words}[0] // '') } @numbers, @$columns), @$columns)[0];
}

# Neither free text or a person, nor something that every row has its own of, nor something that all have in common, nor the score
# once more.
sub is_worth_showing {
    my ($column) = @_;
    my @values = keys %{ $column->{values} // {} };
    return 0 if $column->{free_text} || grep { $_ =~ $PERSON && split(' ') <= $LONGEST_NAME } @{ $column->{words} };
    return 0 unless grep { $_ !~ $GROUP_OF_SCORE } @values;
    return @values > 1 && @values <= $MOST_VALUES && @values < $column->{filled};
}

# Those to show, what was asked first, and the others.
sub dimensions {
    my ($columns) = @_;
    my @all = columns_in_role($columns, 'dimension');
    my @worth = grep { is_worth_showing($_) } @all;
    my $is_noted = sub { grep { $_ =~ $NOTED_BY_TOOL } $_[0]{words}[0] // '' };
    my @few = ((grep { !$is_noted->($_) } @worth), grep { $is_noted->($_) } @worth);
    splice @few, $MOST_DIMENSIONS if @few > $MOST_DIMENSIONS;
    my %shown = map { $_ => 1 } @few;
    return (\@few, [grep { !$shown{$_} } @all]);
}

1;
