#!/usr/bin/perl
# The server must have lived through all tests: no crash, no failed assertion, nothing that a sanitizer reports there.
use strict;
use warnings;
use Test::More;

my $path = ($ENV{PGHOST} // '') . '/log';
plan skip_all => 'not on a private server' unless -f $path;
plan tests => 1;

open my $log, '<', $path or die "$path: $!";
my @lines = grep { /\bPANIC:|terminated by signal|TRAP: |write past chunk end|runtime error:|exited with exit code (?![01]\b)/ } <$log>;
is(join('', @lines), '', 'no crash in the log of the server');
