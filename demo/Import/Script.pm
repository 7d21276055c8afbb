# What psql is to do: load the rows, and report on them.
package Import::Script;
use strict;
use warnings;
use Exporter 'import';
use Import::Columns;
use Import::Values;

our @EXPORT = qw(print_load print_report print_arguments %METRIC);

our %METRIC = (score => 'NPS', rating => 'CSAT', effort => 'CES');
my %TYPE = (answer => 'smallint', weight => 'numeric', date => 'timestamp', comment => 'text', dimension => 'text');
my %LOADED = (
    answer => sub { answer_of($_[1]) },
    weight => sub { weight_of($_[1]) },
    date => sub { iso_date($_[0]{format}, $_[1]) },
);

sub copied {
    my ($value) = @_;
    return '\\N' unless defined $value;
    $value =~ s/\0//g;
    $value =~ s/\r\n?/\n/g;
    $value =~ s/\\/\\\\/g;
    $value =~ s/\n/\\n/g;
    $value =~ s/\t/\\t/g;
    return $value;
}

sub for_database {
    my ($column, $value) = @_;
    my $loaded = $LOADED{ $column->{role} };
    return defined $value && $loaded ? $loaded->($column, $value) : $value;
}

sub quoted { my ($name) = @_; $name =~ s/"/""/g; return qq("$name") }
sub for_psql { my ($value) = @_; $value =~ s/([\\'])/\\$1/g; return "'$value'" }
sub set_variable { my ($name, $value) = @_; return "\\set $name " . for_psql($value) . "\n" }

sub print_load {
    my ($load, $columns, $rows, $rejected) = @_;
    print $load "\\set ON_ERROR_STOP on\nSET client_min_messages = warning;\n",
        "CREATE EXTENSION IF NOT EXISTS customer_metrics;\n",
        'CREATE TABLE responses (line integer', (map { ', ' . quoted($_->{name}) . " $TYPE{$_->{role}}" } @$columns), ");\n",
        "CREATE TABLE rejected_rows (line integer, reason text, row text);\n",
        "COPY responses FROM stdin;\n";
    for my $row (@$rows) {
        my ($line, $values) = @$row;
        print $load join("\t", $line, map { copied(for_database($_, $values->[$_->{index}])) } @$columns), "\n";
    }
    print $load "\\.\nCOPY rejected_rows FROM stdin;\n";
    print $load join("\t", map { copied($_) } @$_), "\n" for @$rejected;
    print $load "\\.\nANALYZE responses;\n";
}

sub print_section {
    my ($report, $title, @scripts) = @_;
    print $report "\\echo\n\\echo :bold", for_psql($title), ":plain\n\\echo\n", @scripts;
}

# $totals: what became of the lines of the file.
sub print_report {
    my ($report, $columns, $totals) = @_;
    my ($shown) = dimensions($columns);
    my ($date, $weight, $comment) = map { my ($column) = columns_in_role($columns, $_); $column } qw(date weight comment);
    my @answers = columns_in_role($columns, 'answer');
    print $report "\\set ON_ERROR_STOP on\n\\set QUIET on\n\\ir drawing.sql\n\\set step 14\n",
        '\set has_weight ', $weight ? 'on' : 'off', "\n", set_variable('weight', $weight ? $weight->{name} : '');
    for my $answer (@answers) {
        my $metric = $METRIC{ $answer->{kind} };
        my $title = "$metric from $answer->{name}";
        choose_answer($report, $answer);
        print_section($report, $title, "\\ir overall.sql\n");
        for my $dimension (@$shown) {
            print $report set_variable('dimension', $dimension->{name});
            print_section($report, "$title, by $dimension->{name}", "\\ir by_dimension.sql\n");
        }
        print_section($report, "$title, unweighted and weighted", "\\ir weighted.sql\n") if $weight && @$shown;
        print_time_sections($report, $title, $answer, $date, $shown->[0]) if $date;
    }
    print_comment_sections($report, $comment, $answers[0], $shown->[0]) if $comment;
    print $report "\\echo\n\\echo ", for_psql($totals), "\n";
}

sub choose_answer {
    my ($report, $answer) = @_;
    print $report set_variable('measure', $answer->{name}), "\\set lowest $answer->{lowest}\n\\set points $answer->{highest}\n",
        "\\ir \L$METRIC{$answer->{kind}}\E.sql\n";
}

sub print_time_sections {
    my ($report, $title, $answer, $date, $dimension) = @_;
    print $report set_variable('view', "daily_$answer->{name}"), set_variable('date', $date->{name}),
        set_variable('dimensions', $dimension ? ', ' . quoted($dimension->{name}) : '');
    print_section($report, "$title, by month, from a materialised view of days", "\\ir daily_view.sql\n\\echo\n\\ir by_month.sql\n");
    print $report 'SELECT max(day) AS last, max(day) - 364 AS first FROM :"view" \\gset', "\n";
    print_section($report, "$title, of the last 30 days, every second week", "\\ir rolling.sql\n");
}

sub print_comment_sections {
    my ($report, $comment, $answer, $dimension) = @_;
    choose_answer($report, $answer);
    print $report set_variable('comment', $comment->{name}), "\\set restriction true\n",
        set_variable('dimension', $dimension ? $dimension->{name} : '');
    print_section($report, "Comments in $comment->{name}, with their sentiment", "\\ir strongest_comments.sql\n");
    print_section($report, "What at least 30 comments in $comment->{name} talk about, and what it costs or brings", "\\ir strongest_terms.sql\n");
    print_section($report, "Sentiment of $comment->{name}, by $dimension->{name}", "\\ir comments_by_dimension.sql\n") if $dimension;
}

# What was asked, rather than a short name.
sub question_of { return (sort { length $b <=> length $a } @{ $_[0]{headings} })[0] // $_[0]{name} }

# The same question may be asked of several things, as in a table; then the thing names the column.
sub heading_of {
    my ($columns, $column) = @_;
    my $question = question_of($column);
    my ($thing) = grep { $_ ne $question } @{ $column->{headings} };
    my $asked_of = grep { question_of($_) eq $question } @$columns;
    return ($asked_of > 1 ? $thing // $column->{name} : $question) =~ s/\s+/ /gr;
}

# Of scripts/report, a line each: the first column of answers, the date, the dimensions that are shown, the other answers as
# drivers of the first, the comment.
sub print_arguments {
    my ($file, $columns) = @_;
    my ($answer, @drivers) = columns_in_role($columns, 'answer');
    my ($shown) = dimensions($columns);
    print $file '--title=', question_of($answer) =~ s/\s+/ /gr, "\n";
    print $file "--$answer->{kind}=$answer->{name}\n--points=", $answer->{kind} eq 'score' ? 0 : $answer->{highest}, "\n";
    print $file "--date=$_->{name}\n" for columns_in_role($columns, 'date');
    print $file "--by=$_->{name}=", heading_of($columns, $_), "\n" for @$shown;
    print $file "--driver=$_->{name}=", heading_of($columns, $_), "\n" for @drivers;
    print $file "--comment=$_->{name}\n" for columns_in_role($columns, 'comment');
}

1;
