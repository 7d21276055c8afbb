# Lines, records and fields of a CSV file, whatever wrote it.
package Import::Reading;
use strict;
use warnings;
use Encode qw(decode FB_CROAK LEAVE_SRC);
use Exporter 'import';
use Text::CSV_XS;

our @EXPORT = qw(open_table next_record);

my $LONGEST_RECORD = 1000;    # lines; a quote that is not closed by then was not meant as one

# Some tools write more than one line of headings. Such a line is known by its cells; it is the last one of the header.
my @LAST_HEADINGS = (
    { tool => 'Qualtrics', cells => qr/^\{"ImportId":.*\}$/s, all => 1 },
    { tool => 'SurveyMonkey', cells => qr/^(?:(?:Open-Ended )?Response|NPS Group|(?:NPS )?Score)$/i },
);
my $MOST_HEADINGS = 3;
my $MOST_TITLES = 5;          # lines above the header
my $FEWEST_COLUMNS = 3;       # of a header below a title; fewer could be a sentence with a comma

# With a byte order mark, or known by the zero bytes of the first two letters.
my @ENCODINGS = (
    { encoding => 'UTF-16', begins => qr/^(?:\xFF\xFE|\xFE\xFF)/ },
    { encoding => 'UTF-16LE', begins => qr/^[^\0]\0[^\0]\0/ },
    { encoding => 'UTF-16BE', begins => qr/^\0[^\0]\0[^\0]/ },
);

sub read_lines {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!\n";
    local $/;
    my $text = <$file> // '';
    die "$path is a workbook or an archive, not a text: save it as CSV.\n" if $text =~ /^PK\x03\x04/;
    $text =~ s/^\xEF\xBB\xBF//;
    my $encoding = (map { $text =~ $_->{begins} ? $_->{encoding} : () } @ENCODINGS)[0] // 'UTF-8';
    my $decoded = eval { decode($encoding, $text, FB_CROAK | LEAVE_SRC) };
    ($decoded, $encoding) = (decode('cp1252', $text), 'Windows-1252') unless defined $decoded;
    return ($encoding, $decoded =~ /\G([^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+)/g);
}

sub new_parser { return Text::CSV_XS->new({ binary => 1, sep_char => $_[0] }) }

sub fields_of {
    my ($parser, $record) = @_;
    $record =~ s/[\r\n]+\z//;
    return $parser->parse($record) ? [$parser->fields] : undef;
}

# Takes the next record off the table: its first line's number, its fields, its text and its number of lines. One whose
# quotes don't match is its first line alone, without fields: the lines after it may well be sound.
sub next_record {
    my ($table) = @_;
    my ($lines, $start) = @$table{qw(lines at)};
    return if $start >= @$lines;
    my ($record, $count) = ('', 0);
    while ($count < @$lines - $start && $count < $LONGEST_RECORD) {
        $record .= $lines->[$start + $count++];
        next if ($record =~ tr/"//) % 2;
        my $fields = fields_of($table->{parser}, $record) or last;
        $table->{at} += $count;
        return { line => $start + 1, fields => $fields, text => $record, lines => $count };
    }
    $table->{at}++;
    return { line => $start + 1, text => $lines->[$start], lines => 1 };
}

# The delimiter that divides the next record into the most fields.
sub choose_delimiter {
    my ($table) = @_;
    my ($best, $most) = (',', 0);
    for my $delimiter (',', ';', "\t", '|') {
        my $record = next_record({ %$table, parser => new_parser($delimiter) });
        ($best, $most) = ($delimiter, scalar @{ $record->{fields} }) if @{ $record->{fields} // [] } > $most;
    }
    return $best;
}

# Some write a title above the header: lines with one cell, where the header has several.
sub skip_titles {
    my ($table) = @_;
    for my $at ($table->{at} .. $table->{at} + $MOST_TITLES) {
        my %here = (%$table, at => $at);
        my $record = next_record({ %here, parser => new_parser($table->{delimiter} // choose_delimiter(\%here)) }) or return;
        my $cells = grep { /\S/ } @{ $record->{fields} // [] };
        $table->{at} = $at if $cells >= $FEWEST_COLUMNS;
        return if $cells > 1;
    }
}

sub ends_header {
    my ($record) = @_;
    my @cells = grep { $_ ne '' } map { $_ // '' } @{ $record->{fields} // [] };
    for my $known (@LAST_HEADINGS) {
        my $alike = grep { $_ =~ $known->{cells} } @cells;
        return 1 if $alike && ($known->{all} ? $alike == @cells : ($record->{fields}[0] // '') eq '');
    }
    return 0;
}

# The records of the header: the first, and those up to the one that a tool is known by.
sub read_header {
    my ($table) = @_;
    my @records = next_record($table);
    my $after_first = $table->{at};
    die "$table->{path}: the quotes in its header do not match.\n" unless $records[0]{fields};
    while (@records < $MOST_HEADINGS and my $record = next_record($table)) {
        push @records, $record;
        return @records if ends_header($record);
    }
    $table->{at} = $after_first;
    return $records[0];
}

# A file, its header taken off: headings are one list of cells for each record of it.
sub open_table {
    my ($path) = @_;
    my ($encoding, @lines) = read_lines($path);
    my %table = (path => $path, encoding => $encoding, lines => \@lines, at => 0);
    # Excel may say in a line of its own how it divides the fields.
    my $said = @lines && $lines[0] =~ /^"?sep=(.)"?\s*$/i ? $1 : undef;
    $table{at}++ if defined $said;
    $table{at}++ while $table{at} < @lines && $lines[$table{at}] =~ /^\s*$/;
    die "$path is empty.\n" if $table{at} >= @lines;
    $table{delimiter} = $said;
    skip_titles(\%table);
    $table{delimiter} //= choose_delimiter(\%table);
    $table{parser} = new_parser($table{delimiter});
    $table{headings} = [map { $_->{fields} } read_header(\%table)];
    $table{header_lines} = $table{at};
    return \%table;
}

1;
