#!/usr/bin/perl
# The paper's Perl client at the functions of services: writes the paper's zone, reads it back as the paper reads a
# list, redirects a host, lists and deletes it. Prints one line a call, with keys in order.
use strict;
use warnings;
use SOAP::Lite;
use Data::Dumper;

$Data::Dumper::Indent = 0;
$Data::Dumper::Terse = 1;
$Data::Dumper::Sortkeys = 1;
$Data::Dumper::Useqq = 1;

my ($location, $dist_id, $dist_passwd, $domain) = @ARGV;
my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($location, timeout => 60);

sub call {
    my ($function, @arguments) = @_;
    my $result = $client->$function($dist_id, $dist_passwd, $domain, @arguments);
    die $result->faultstring if $result->fault;
    return $result;
}

my $zone = "www A 88.191.249.162\nmail A 88.191.249.132\n".$domain.". MX 10 mail\n";
my $result = call('service_dns_custom_set', $zone);
print Dumper($result->result), "\n";
$result = call('service_dns_custom_get');
print Dumper($result->result->{'retfields'}->[$_]), "\n" for 0 .. $#{ $result->result->{'retfields'} };
my @redirection = ('web', "http://perl.$domain", 'http://www.bookmyname.com/create.cgi');
print Dumper(call('service_redir_create', @redirection)->result), "\n";
print Dumper(call('service_redir_list', 'web')->result->{'retfields'}), "\n";
print Dumper(call('service_redir_delete', @redirection)->result), "\n";
