# A copy of the PostgreSQL of PG_CONFIG, for a test to change.
#
#   my $pg_config = copy_postgres($directory);      the copy's pg_config
#   my @files = files_of_ours($directory);          what customer_metrics has there: paths relative to the directory
#
# PostgreSQL finds its files from where its programs are, as long as they lie as before beside one another.
package PostgresCopy;
use strict;
use warnings;
use Exporter 'import';
use File::Find qw(find);

our @EXPORT = qw(copy_postgres files_of_ours);

sub common_directory {
    my ($common, @others) = @_;
    for my $path (@others) {
        $common =~ s{/[^/]*\z}{} until "$path/" =~ m{^\Q$common\E/};
    }
    return $common;
}

sub copy_postgres {
    my ($directory) = @_;
    my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
    my %path_of = map { chomp(my $path = `$pg_config --$_`); ($_ => $path) } qw(bindir pkglibdir sharedir includedir-server);
    my $prefix = common_directory(values %path_of);
    for my $path (values %path_of) {
        my ($parent) = $path =~ m{^\Q$prefix\E(.*)/[^/]*$};
        system("mkdir -p '$directory$parent' && cp -a '$path' '$directory$parent/'") == 0 or die "Can't copy $path";
    }
    return $directory . substr($path_of{bindir}, length $prefix) . '/pg_config';
}

sub files_of_ours {
    my ($directory) = @_;
    my @found;
    find(sub { push @found, $File::Find::name if -f && $File::Find::name =~ /customer_metrics/ }, $directory);
    return sort map { s{^\Q$directory\E/}{}r } @found;
}

1;
