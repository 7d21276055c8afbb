# What a cell says: nothing, an answer on a scale, a date, a weight.
package Import::Values;
use strict;
use warnings;
use utf8;
use Exporter 'import';

our @EXPORT = qw(trimmed value_of answer_of date_formats iso_date weight_of is_prose);

my %MISSING = map { $_ => 1 } '', 'na', 'n/a', '#n/a', 'null', 'nan', 'none', '-', '--', '–', '—', '\\n', 'no answer', 'not answered',
    'no response', 'not applicable', 'not sure', "don't know", 'prefer not to say', 'skipped', 'n. a.', 'k. a.', 'k.a.', 'keine angabe', 'weiß nicht';

# Ways to write an answer; the number is what is caught.
my @ANSWERS = (
    qr/^([+-]?\d{1,9})(?:[.,]0*)?$/,                        # 9  9.0  9,0
    qr/^(\d{1,3})\s*[-–—:=|]\s*[^\s\d]/,                    # 10 - Extremely likely
    qr/^(\d{1,3})\s*\(/,                                    # 5 (very satisfied)
    qr/^(\d{1,3})[.)]\s+[^\s\d]/,                           # 4. Satisfied
    qr/^(\d{1,3})\s+[[:alpha:]]/,                           # 10 Extremely likely  4 stars  9 out of 10
    qr{^(\d{1,3})\s*/\s*(?:5|7|10)$},                       # 8/10
    qr/^[^\d\s+-][^\d]*[\s(](\d{1,3})\)?$/,                 # Very satisfied (5)
);
my $STARS = qr/^((?:[★⭐]\x{fe0f}?)+)(?:☆\x{fe0f}?)*$/;

# Ways to write a date. Where a column fits several, the first: so month/day/year before day/month/year.
my $TIME = qr/(?:,?[T ]+(?<hour>\d{1,2}):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d(?:\.\d+)?))?(?: ?(?<half>[ap])\.?m\.?)?(?<zone> ?(?=[A-Z+-])[A-Z]{0,5}(?:[+-][01]?\d(?::?[0-5]\d)?)?)?)?/i;
my $YEAR = qr/(?<year>\d{4}|\d\d)/;    # of two digits, of this century
my $MONTH_NAME = qr/(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?/i;
my %MONTH = do { my $n = 0; map { $_ => ++$n } qw(jan feb mar apr may jun jul aug sep oct nov dec) };
my @DATES = (
    { name => 'year-month-day', form => qr/^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$TIME$/ },
    { name => 'year/month/day', form => qr{^(?<year>\d{4})[/.](?<month>\d\d?)[/.](?<day>\d\d?)$TIME$} },
    { name => 'month/day/year', form => qr{^(?<month>\d\d?)/(?<day>\d\d?)/$YEAR$TIME$}, or => 'day/month/year' },
    { name => 'day/month/year', form => qr{^(?<day>\d\d?)(?:/(?<month>\d\d?)/$YEAR|-(?<month>\d\d?)-(?<year>\d{4}))$TIME$} },
    { name => 'day.month.year', form => qr/^(?<day>\d\d?)\.(?<month>\d\d?)\.$YEAR$TIME$/ },
    { name => 'day month year', form => qr/^(?<day>\d\d?)[ -]$MONTH_NAME[ -](?<year>\d{4})$TIME$/ },
    { name => 'month day, year', form => qr/^$MONTH_NAME (?<day>\d\d?),? (?<year>\d{4})$TIME$/ },
);

sub trimmed { return ($_[0] // '') =~ s/^\s+|\s+$//gr }

sub value_of {
    my $field = trimmed($_[0]);
    return $MISSING{ lc $field =~ tr/’/'/r } ? undef : $field;
}

# The number of an answer, or nothing.
sub answer_of {
    my ($value) = @_;
    return scalar(() = $1 =~ /[★⭐]/g) if $value =~ $STARS;
    for my $form (@ANSWERS) {
        return int $1 if $value =~ $form;
    }
    return;
}

sub date_formats { return @DATES }

sub hour_of {
    my ($hour, $half) = @_;
    return $hour unless $half;
    return if $hour < 1 || $hour > 12;
    return $hour % 12 + (lc $half eq 'p' ? 12 : 0);
}

# A date and time as PostgreSQL reads it whatever its settings, or nothing. The time zone is left out, as people mean
# the day that they see.
sub iso_date {
    my ($format, $value) = @_;
    return unless $value =~ $format->{form};
    my ($year, $day, $minute, $second) = @+{qw(year day minute second)};
    $year += 2000 if length $year == 2;
    my $month = $+{name} ? $MONTH{ lc $+{name} } : $+{month};
    my $hour = defined $+{hour} ? hour_of(@+{qw(hour half)}) : 0;
    my $leap = $year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0);
    my @days = (31, $leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
    return unless defined $hour && $hour < 24 && $year > 0;
    return unless $month >= 1 && $month <= 12 && $day >= 1 && $day <= $days[$month - 1];
    return sprintf('%04d-%02d-%02d', $year, $month, $day) . (defined $minute ? sprintf(' %02d:%s:%s', $hour, $minute, $second // '00') : '');
}

# With a decimal point; nothing where it is no weight.
sub weight_of {
    my ($value) = @_;
    return unless $value =~ /^\d{1,6}(?:[.,]\d+)?$/;
    my $weight = $value =~ tr/,/./r;
    return $weight >= 1e-9 || $weight == 0 ? $weight : undef;
}

# A sentence or so, rather than the name of something.
sub is_prose {
    my ($value) = @_;
    my $words = () = $value =~ /[[:alpha:]]['’[:alpha:]]*/g;
    return $value =~ /\n/ || $words >= 6 || ($words >= 2 && $value =~ /[.!?…]["'”]?$/ && $value !~ /\b(?:inc|ltd|co|corp)\.$/i);
}

1;
