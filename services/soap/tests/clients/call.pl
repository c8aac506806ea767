#!/usr/bin/perl
# The paper's Perl client: calls domain_update and prints what it yields, with keys in order.
use strict;
use warnings;
use utf8;
use SOAP::Lite;
use Data::Dumper;

$Data::Dumper::Indent = 0;
$Data::Dumper::Terse = 1;
$Data::Dumper::Sortkeys = 1;
# One notation for texts and numbers, whatever Perl holds them as.
$Data::Dumper::Useqq = 1;

my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($ARGV[0], timeout => 20);

my %domain = (
    domain => 'a.com', owner_id => 7, ns0 => '', note => 'Éloïse', cp => '01000',
    telephone => '+33.147010203', password => '+33147010203', none => undef,
    dsrecords => { 1234 => { algds => 8 } },
);
my $result = $client->domain_update(13490, 'secret', 'a.com', SOAP::Data->type(map => \%domain),
    ['88.191.249.1', '88.191.249.2'], { cp => '01000' });
if ($result->fault) {
    print Dumper([$result->faultcode, $result->faultstring]), "\n";
} else {
    print Dumper([$result->result->{'retfields'}->{'tid'}, $result->result]), "\n";
}
