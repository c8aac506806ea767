#!/usr/bin/perl
# The paper's Perl examples of the contacts, one after the other: create, info by number and by handle, update with what
# info answered, delete. Arguments: the door, dist_id, dist_passwd.
use strict;
use warnings;
use SOAP::Lite;

my ($door, $dist_id, $dist_passwd) = @ARGV;
my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($door, timeout => 60);
my $result;

# Creation d'un contact

my $contact_id;

my %newcontact = (
    # force type string pour eviter la conversion en float
    'passwd' => SOAP::Data->type(string =>'coincoin'),
    'email' => 'dupond@free.fr',
    'hash_email' => 'yes',
    'formejuridique' => 'particulier',
    'civilite' => 'M',
    'nom' => 'DUPOND',
    'prenom' => 'Pierre',
    'societe' => '',
    'adresse1' => '12 Rue du chien qui fume',
    'adresse2' => '',
    'cp' => SOAP::Data->type(string =>'75001'),
    'ville' => 'PARIS',
    'region_id' => '',
    'pays_id' => '1',
    'telephone' => SOAP::Data->type(string =>'+33.147010203'),
    'telecopie' => SOAP::Data->type(string => ''),
    'numero_tva' => '',
    'siret' => SOAP::Data->type(string =>''),
    'lang' => 'fr',
    'revente' => 'no',
    'dotus_nexus_purpose' => '',
    'dotus_nexus_category' => '',
);

$result = $client->contact_create( $dist_id, $dist_passwd, SOAP::Data->type(map =>\%newcontact));

if ($result->result->{'retcode'} !=1)
{
    die "Ca ne fonctionne pas create!\n";
};
$contact_id = $result->result->{'retval'};

# Info a propos d'un contact

$result = $client->contact_info( $dist_id, $dist_passwd, '', $contact_id );

if ($result->result->{'retcode'} !=1)
{
    die "Ca ne fonctionne pas contact_info\n";
};
my %updcontact = %{$result->result->{'retfields'}};

my $handle = $result->result->{'retfields'}->{'handle'};

$result = $client->contact_info( $dist_id, $dist_passwd, $handle );
die "the handle names another\n" if $result->result->{'retval'} != $contact_id;

# Update d'un contact

$updcontact{'nom'} = 'DUPONT';
$updcontact{'telecopie'} = SOAP::Data->type(string =>'+33.173500000');

$result = $client->contact_update( $dist_id, $dist_passwd, $contact_id,
    SOAP::Data->type(map => \%updcontact ));
if ($result->result->{'retcode'} !=1)
{
    die "Ca ne fonctionne pas !\n";
};

# Liste les contacts cree par le revendeur $dist_id

$result = $client->contact_list( $dist_id, $dist_passwd );
my ($listed) = grep { $_->{'id'} == $contact_id } @{$result->result->{'retfields'}};
print join(' ', map { $listed->{$_} } ('nom', 'prenom', 'telecopie', 'status', 'cp')), "\n";

# Delete d'un contact

$result = $client->contact_delete( $dist_id, $dist_passwd, $contact_id );
print $result->result->{'retcode'} == 1 ? "deleted\n" : "not deleted\n";
