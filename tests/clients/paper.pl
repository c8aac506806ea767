#!/usr/bin/perl
# The paper's Perl examples, call for call and in its order, with arguments of the same shapes; what an example takes
# for granted (a second contact, a name that is there) is made before it. Arguments: the door, dist_id, dist_passwd.
# Writes one line a call, as JSON: its label and the answer. Where two calls depend on each other it waits until
# api_status says Done, or Wait for a vote.
use strict;
use warnings;
use SOAP::Lite;
use JSON::PP;

$| = 1;
my ($door, $dist_id, $dist_passwd) = @ARGV;
my $json = JSON::PP->new->utf8->canonical;
my $client = SOAP::Lite
    -> uri('http://api.dev.bookmyname.com/apis.cgi')
    -> proxy($door, timeout => 60);
my $result;

sub told
{
    my ($label, $result) = @_;
    die "$label: ".$result->faultstring."\n" if $result->fault;
    print $json->encode({ call => $label, answer => $result->result }), "\n";
    return $result;
}

# api_status (pour savoir lorsque l'operation est fini)
sub ended
{
    my ($label, $tid) = @_;
    my $result;
    for (1..300)
    {
        $result = $client->api_status( $dist_id, $dist_passwd, $tid );
        last if $result->result->{'retfields'}->{'status'} ne 'ToProcess';
        select(undef, undef, undef, 0.1);
    }
    told("api_status $label", $result);
}

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
    # force type string pour eviter la conversion en float
    'telephone' => SOAP::Data->type(string =>'+33.147010203'),
    'telecopie' => SOAP::Data->type(string => ''),
    'numero_tva' => '',
    'siret' => SOAP::Data->type(string =>''),
    'lang' => 'fr',
    'revente' => 'no',
    'dotus_nexus_purpose' => '',
    'dotus_nexus_category' => '',
);

sub created
{
    return $client->contact_create( $dist_id, $dist_passwd, SOAP::Data->type(map =>\%newcontact));
}

$result = told('contact_create', created());
$contact_id = $result->result->{'retval'};

# Update d'un contact

$result = told('contact_info before', $client->contact_info( $dist_id, $dist_passwd, '', $contact_id ));
my %updcontact = %{$result->result->{'retfields'}};
$updcontact{'nom'} = 'DUPONT';
$updcontact{'telecopie'} = SOAP::Data->type(string =>'+33.173500000');

told('contact_update', $client->contact_update( $dist_id, $dist_passwd, $contact_id,
    SOAP::Data->type(map => \%updcontact )));

# Delete d'un contact

told('contact_delete', $client->contact_delete( $dist_id, $dist_passwd, created()->result->{'retval'} ));

# Info a propos d'un contact

$result = told('contact_info', $client->contact_info( $dist_id, $dist_passwd, '', $contact_id ));
my $handle = $result->result->{'retfields'}->{'handle'};
told('contact_info handle', $client->contact_info( $dist_id, $dist_passwd, $handle ));

# Liste les contacts cree par le revendeur $dist_id

told('contact_list', $client->contact_list( $dist_id, $dist_passwd ));

# Controle la disponibilite d'un nom de domaine

my $name= sprintf( "demo-now-%d", time() );

my @adomain = map { "$name.".$_ } ('com','net','org','info','biz','name','us','eu');

foreach my $domain (@adomain)
{
    told('domain_check', $client->domain_check($dist_id, $dist_passwd,$domain));
};

# Controle la disponibilite d'un nom de domaine
# pour l'ENSEMBLE des TLDs gere par l'API

$name= sprintf( "mydomain-now-%d", time() );
told('domain_multicheck', $client->domain_multicheck( $dist_id, $dist_passwd, $name));

# Creation d'un nom de domaine

my $tid;
my %newdomain;
my $domain= 'demo-now-'.time()."-$$.com";

%newdomain =(
    "domain"   => $domain,
    "period"   => 1,
    "owner_id" => $contact_id,
    "admin_id" => $dist_id,
    "tech_id"  => $dist_id,
    "bill_id"  => $dist_id,
    "service"  => "dns",
    "ip_dns_master"  => "",
    "ns0" => "ns0.online.net",
    "ns1" => "ns1.online.net",
    "ns2" => "ns0.$domain",     # dns avec glue => fournir son IP
    "ipns2" => "213.228.62.20"
);

$result = told('domain_create', $client->domain_create( $dist_id, $dist_passwd,
    SOAP::Data->type(map => \%newdomain )));
$tid = $result->result->{'retval'};
ended('domain_create', $tid);

# Renouvellement d'un nom de domaine

my $period = 5; # Renouvellement pour 5 ans;

# The glue is made once the name is there, and no operation is begun before it is.
for (1..300)
{
    $result = $client->domain_info( $dist_id, $dist_passwd, $domain );
    last if ($result->result->{'retfields'}->{'ns2'} // '') eq "ns0.$domain";
    select(undef, undef, undef, 0.1);
}
told('domain_info glue', $result);
$result = told('domain_renew', $client->domain_renew( $dist_id, $dist_passwd, $newdomain{'domain'}, $period ));
$tid = $result->result->{'retval'};
ended('domain_renew', $tid);

# Update d'un nom de domaine

my $tech_id = created()->result->{'retval'};
my $bill_id = $tech_id;
my %upddomain = %newdomain;

$upddomain{'ns0'} = "nsa.bookmyname.com";
$upddomain{'ns1'} = "nsb.bookmyname.com";
$upddomain{'ns2'} = "nsc.bookmyname.com";
$upddomain{'tech_id'} = $tech_id;
$upddomain{'bill_id'} = $bill_id;
$upddomain{'dist_id'} = $dist_id;

$result = told('domain_update', $client->domain_update( $dist_id, $dist_passwd,
    $newdomain{'domain'}, SOAP::Data->type(map => \%upddomain) ));
$tid = $result->result->{'retval'};
ended('domain_update', $tid);
told('domain_info updated', $client->domain_info( $dist_id, $dist_passwd, $newdomain{'domain'} ));

# Delete d'un nom de domaine

my %gone = (%newdomain, "domain" => "gone-$domain");
delete @gone{'ns2', 'ipns2'};
$result = $client->domain_create( $dist_id, $dist_passwd, SOAP::Data->type(map => \%gone ));
ended('domain_create gone', $result->result->{'retval'});
$result = told('domain_delete', $client->domain_delete( $dist_id, $dist_passwd, $gone{'domain'} ));
$tid = $result->result->{'retval'};
ended('domain_delete', $tid);

# Information a propos d'un nom de domaine

told('domain_info', $client->domain_info( $dist_id, $dist_passwd, $newdomain{'domain'} ));

# Liste des domaines (et date d'expiration)

told('domain_list', $client->domain_list( $dist_id, $dist_passwd ));

# Transfert d'un nom de domaine

$result = told('domain_transfer', $client->domain_transfer( $dist_id, $dist_passwd,
    "un-de-mes-domaines.com", SOAP::Data->type(string =>"123secret456") ));
$tid = $result->result->{'retval'};
ended('domain_transfer', $tid);

# creation d'un host

my $hostname;
$hostname = "ns1test-$$.bookmyname.com";
my @ips =  ("88.191.249.1","88.191.249.2", "88.191.249.3" );
$result = told('host_create', $client->host_create( $dist_id, $dist_passwd,
    $hostname, SOAP::Data->type(Array => \@ips)));
$tid = $result->result->{'retval'};
ended('host_create', $tid);

# update d'un host

@ips =  ("88.191.249.6");
$result = told('host_update', $client->host_update( $dist_id, $dist_passwd, $hostname,
    SOAP::Data->type(Array => \@ips)));
$tid = $result->result->{'retval'};
ended('host_update', $tid);
told('host_info updated', $client->host_info( $dist_id, $dist_passwd, $hostname ));

# delete d'un host

$result = told('host_delete', $client->host_delete( $dist_id, $dist_passwd, $hostname ));
$tid = $result->result->{'retval'};
ended('host_delete', $tid);

# Les hosts d'un domaine et leurs ips
# Hosts List && host_info

$result = $client->host_create( $dist_id, $dist_passwd, "listed-$$.bookmyname.com",
    SOAP::Data->type(Array => ["88.191.249.8"]));
ended('host_create listed', $result->result->{'retval'});
$result = told('host_list', $client->host_list($dist_id, $dist_passwd, 'bookmyname.com'));
foreach my $host (map { $_->{'hostname'} } @{$result->result->{'retfields'}})
{
    told('host_info', $client->host_info($dist_id, $dist_passwd,$host));
};

# Les fonctions propre a l'API : retfields par index, jusqu'a retval

sub walked
{
    my ($label, $result) = @_;
    my $last;
    if ($result->result->{'retcode'}==1)
    {
        for (my $cpt=0;$cpt<$result->result->{'retval'};++$cpt)
        {
            $last = $result->result->{'retfields'}->[$cpt];
            die "$label: nothing at $cpt\n" unless defined $last;
        };
    };
    my %answer = (retcode => $result->result->{'retcode'}, retval => $result->result->{'retval'}, retfields => $last);
    print $json->encode({ call => $label, answer => \%answer }), "\n";
}

told('api_pending_status', $client->api_pending_status( $dist_id, $dist_passwd, 4 ));
# liste les pays_id (utilise pour les contacts)
walked('api_paysid', $client->api_paysid());
# liste les regions_id (utilise pour les contacts)
walked('api_regionsid', $client->api_regionsid());
# liste les TLDs que gere l'API
walked('api_tlds', $client->api_tlds());
# liste les prix des operations pour chaque TLDs que gere l'API
walked('api_priceslist', $client->api_priceslist());
