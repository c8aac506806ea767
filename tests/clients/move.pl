#!/usr/bin/perl
# The paper's Perl client moves a name to another reseller: the one asks by "Update d'un nom de domaine", the other
# accepts by the same call with its own number. Prints the answers, the status between and after, and whose it is.
use strict;
use warnings;
use SOAP::Lite;

my ($location, $domain, $owner_id, $dist_id, $dist_passwd, $new_id, $new_passwd) = @ARGV;
my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($location, timeout => 60);

my %upddomain = (
    'domain' => $domain, 'owner_id' => $owner_id, 'admin_id' => $owner_id, 'tech_id' => $owner_id,
    'bill_id' => $owner_id, 'service' => 'dns',
);
$upddomain{'dist_id'} = $new_id;

my $result = $client->domain_update( $dist_id, $dist_passwd, $domain, SOAP::Data->type(map => \%upddomain) );
die "Ca ne fonctionne pas !\n" if $result->result->{'retcode'} != 1;
my $tid = $result->result->{'retval'};
print $client->api_status( $dist_id, $dist_passwd, $tid )->result->{'retfields'}->{'status'}, "\n";

$result = $client->domain_update( $new_id, $new_passwd, $domain, SOAP::Data->type(map => \%upddomain) );
die "Ca ne fonctionne pas !\n" if $result->result->{'retcode'} != 1;
print $result->result->{'retval'} == $tid ? "same tid\n" : "another tid\n";
print $client->api_status( $_->[0], $_->[1], $tid )->result->{'retfields'}->{'status'}, "\n"
    for [ $dist_id, $dist_passwd ], [ $new_id, $new_passwd ];
print $client->domain_info( $new_id, $new_passwd, $domain )->result->{'retfields'}->{'dist_id'}, "\n";
print $client->domain_info( $dist_id, $dist_passwd, $domain )->result->{'retval'}, "\n";
