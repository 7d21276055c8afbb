# What a file holds.
#
#   slurp($path)    all of it, as bytes
#   lines($path)    its lines, without their ends
package Files;
use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(slurp lines);

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    local $/;
    return scalar <$file>;
}

sub lines {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    chomp(my @lines = <$file>);
    return @lines;
}

1;
