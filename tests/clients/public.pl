#!/usr/bin/perl
# The paper's Perl examples of the public functions. Argument: the door.
use strict;
use warnings;
use SOAP::Lite;

binmode STDOUT, ':encoding(UTF-8)';
my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($ARGV[0], timeout => 60);

sub walk
{
    my ($result, $show) = @_;
    if ($result->result->{'retcode'}==1)
    {
        for (my $cpt=0;$cpt<$result->result->{'retval'};++$cpt)
        {
            print $show->($result->result->{'retfields'}->[$cpt]), "\n";
        };
    };
}

# liste les pays_id (utilise pour les contacts)
walk($client->api_paysid(), sub { "$_[0]->{'pays_id'} $_[0]->{'pays'}" });
# liste les regions_id (utilise pour les contacts)
walk($client->api_regionsid(), sub { "$_[0]->{'region_id'} $_[0]->{'region'}" });
# liste les TLDs que gere l'API
walk($client->api_tlds(), sub { "tld: $_[0]" });
# liste les prix des operations pour chaque TLDs que gere l'API
walk($client->api_priceslist(), sub { "price: $_[0]->{'tld'}" });
