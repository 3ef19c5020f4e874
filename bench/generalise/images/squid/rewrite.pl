#!/usr/bin/perl
# URL rewriter: old.harbour is peer now.
use strict;
use warnings;
use POSIX qw(strftime);
$| = 1;
while (<STDIN>) {
  my ($url) = split;
  if ($url =~ s{^http://old\.harbour/}{http://peer/}) { print "OK rewrite-url=\"" . $url . "?" . strftime("%Y", localtime) . "\"\n" }
  else { print "ERR\n" }
}
