<?php
// The paper's PHP examples, call for call and in its order, with arguments of the same shapes; what an example takes
// for granted (a second contact, a name that is there) is made before it. Arguments: the door, dist_id, dist_passwd.
// Writes one line a call, as JSON: its label and the answer. Where two calls depend on each other it waits until
// api_status says Done, or Wait for a vote. {"pause": …} waits for a line on STDIN.
ini_set('default_socket_timeout', '60');
[, $door, $dist_id, $dist_passwd] = $argv;

$client = new SoapClient( NULL,
    array(  'location' => $door,
            'uri' => "http://api.dev.bookmyname.com/apis.cgi",
            'encoding'=>'UTF-8'
            )
        );

function told( $label, $result ) {
    echo json_encode( ['call' => $label, 'answer' => $result],
        JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR ), "\n";
    flush();
    return $result;
}

function pause( $what ) {
    echo json_encode( ['pause' => $what] ), "\n";
    flush();
    fgets( STDIN );
}

/* api_status (pour connaitre l'etat d'une operation) ------------------- */
function ended( $label, $tid ) {
    global $client, $dist_id, $dist_passwd;
    for ( $tries = 0; $tries < 300; $tries++ ) {
        $result = $client->api_status( $dist_id, $dist_passwd, $tid );
        if ( !in_array( $result['retfields']['status'], ['ToProcess'] ) )
            break;
        usleep( 100000 );
    }
    return told( "api_status $label", $result );
}

/* Creation d'un contact ------------------------------------------------ */
$newcontact = array (
    "passwd" => "coincoin",
    "email" => "dupond@free.fr",
    "hash_email" => "yes",
    "formejuridique" => "particulier",
    "civilite" => "M",
    "nom" => "DUPOND",
    "prenom" => "Pierre",
    "societe" => "",
    "adresse1" => "12 Rue du chien qui fume",
    "adresse2" => "",
    "cp" => "75001",
    "ville" => "PARIS",
    "region_id" => "",
    "pays_id" => "1",
    "telephone" => "+33.147010203",
    "telecopie" => "",
    "numero_tva" => "",
    "siret" => "",
    "lang" => "fr",
    "revente" => "no",
    "dotus_nexus_purpose" => "",
    "dotus_nexus_category" => "",
    "dotfr_mode" => "",
    "dotfr_marque" => "",
    "dotfr_ne_le" => "",
    "dotfr_ne_cp" => "",
    "dotfr_ne_ville" => "",
    "dotfr_ne_pays_id" => "1",
    "dotfr_publication_jo" => "",
    "dotfr_publication_jo_page" => "",
    "dotuk_mode" => "",
    "dotuk_locality" => "",
    "dotuk_county" => "",
    "dotuk_trad_name" => "",
    "dotuk_co_number" => "",
    "dotit_pin" => "",
    "dotes_pin" => "",
    "dotnu_idno" => "",
    "dotxxx_membership" => "",
    "dotu_emailalt"  => "ma.2ieme.adresse.email@free.fr",
    "dotu_mobile"    => "+33.612345678",
    "dotu_question1" => "question secrete1",
    "dotu_answer1"   => "reponse secrete1",
    "dotu_question2" => "question secrete2",
    "dotu_answer2"   => "reponse secrete2",
    "dotu_question3" => "question secrete3",
    "dotu_answer3"   => "reponse secrete3",
    "dotu_question4" => "question secrete4",
    "dotu_answer4"   => "reponse secrete4",
    "dotu_question5" => "question secrete5",
    "dotu_answer5"   => "reponse secrete6",
);
$result = told( 'contact_create', $client->contact_create( $dist_id, $dist_passwd, $newcontact ) );
$id = $result['retval'];

/* Update d'un contact -------------------------------------------------- */
$result = told( 'contact_info before', $client->contact_info( $dist_id, $dist_passwd, "", $id ) );
$contact_id = $result['retval'];
$updcontact = $result['retfields'];
$updcontact['nom'] = "DUPONT";
$updcontact['telecopie'] = "+33.173500000";
told( 'contact_update', $client->contact_update( $dist_id, $dist_passwd,
    $contact_id, $updcontact ) );

/* Delete d'un contact -------------------------------------------------- */
$other = $client->contact_create( $dist_id, $dist_passwd, $newcontact );
told( 'contact_delete', $client->contact_delete( $dist_id, $dist_passwd, $other['retval'] ) );

/* Info a propos d'un contact ------------------------------------------- */
$result = told( 'contact_info', $client->contact_info( $dist_id, $dist_passwd, "", $id ) );
$handle = $result['retfields']['handle'];
told( 'contact_info handle', $client->contact_info( $dist_id, $dist_passwd, $handle ) );

/* Liste les contacts cree par le revendeur $dist_id -------------------- */
told( 'contact_list', $client->contact_list( $dist_id, $dist_passwd ) );

/* Controle l'usage d'un contact pour chaque TLDs ----------------------- */
$atlds = array( 'com','org','us','fr','link','eu','it' );
told( 'check_contact_create_tlds', $client->check_contact_create_tlds( $dist_id, $dist_passwd, $newcontact, $atlds ) );

/* Controle la disponibilite d'un nom de domaine ------------------------ */
$domain = sprintf( "mydomaine-%d.com", time() );
// As printed, the example passes a variable that it never set.
$tdomain = null;
told( 'domain_check as printed', $client->domain_check( $dist_id, $dist_passwd, $tdomain ) );
$tdomain = $domain;
told( 'domain_check', $client->domain_check( $dist_id, $dist_passwd, $tdomain ) );

$name = sprintf( "mydomain-now-%d", time() );
$tlds = "com net org tv fm fr be es de it";
told( 'domain_multicheck', $client->domain_multicheck( $dist_id, $dist_passwd, $name, $tlds ) );

/* Creation d'un nom de domaine ----------------------------------------- */
$owner_id = $id;
$admin_id = $tech_id = $bill_id = $dist_id;
$newdomain = array(
    "domain"   => $domain,
    "period"   => 1,
    "owner_id" => $id,
    "admin_id" => $admin_id,
    "tech_id"  => $tech_id,
    "bill_id"  => $bill_id,
    "dist_id"  => $dist_id,
    "service"  => "dns",
    "ip_dns_master"  => "",
    "ns0" => "ns0.online.net",
    "ns1" => "ns1.online.net",
    "ipns0"  => "",
    "ipns1"  => "",
    "registry_status" => 0,
    "authinfo" => "EPPauthCode"
    );
$result = told( 'domain_create', $client->domain_create( $dist_id, $dist_passwd, $newdomain ) );
ended( 'domain_create', $result['retfields']['tid'] );

/* Renouvellement d'un nom de domaine ----------------------------------- */
$period = 5;
$result = told( 'domain_renew', $client->domain_renew( $dist_id, $dist_passwd, $newdomain['domain'], $period ) );
$tid = $result['retfields']['tid'];
ended( 'domain_renew', $tid );

/* Update d'un nom de domaine ------------------------------------------- */
$second = $client->contact_create( $dist_id, $dist_passwd, $newcontact );
$tech_id = $bill_id = $second['retval'];
$upddomain = $newdomain;
$upddomain['ns0'] = "nsa.bookmyname.com";
$upddomain['ns1'] = "nsb.bookmyname.com";
$upddomain['ns2'] = "nsc.bookmyname.com";
$upddomain['owner_id'] = $owner_id;
$upddomain['tech_id'] = $tech_id;
$upddomain['bill_id'] = $bill_id;
$upddomain['dist_id'] = $dist_id;
$upddomain['registry_status'] = 64;
$upddomain['authinfo'] = "NewEPPcode";
$result = told( 'domain_update', $client->domain_update( $dist_id, $dist_passwd,
    $newdomain['domain'], $upddomain ) );
$tid = $result['retfields']['tid'];
ended( 'domain_update', $tid );

// "il est possible de definir jusqu'a 13 DNS"
for ( $i=0; $i<13; $i++ ) {
    $upddomain['ns'.$i] = "n".$i.".".$domain;
    $upddomain['ipns'.$i] = "88.191.249.".( 10 + $i );
}
$result = told( 'domain_update 13 DNS', $client->domain_update( $dist_id, $dist_passwd, $domain, $upddomain ) );
ended( 'domain_update 13 DNS', $result['retfields']['tid'] );

/* Exemple de configuration pour DNSSEC --------------------------------- */
function dnssec( $label, $domain, $records ) {
    global $client, $dist_id, $dist_passwd;
    $result = told( "domain_info $label", $client->domain_info( $dist_id, $dist_passwd, $domain ) );
    $du['domain'] = $domain;
    // reprend les DNS du domain_info
    for ( $i=0; $i<13; $i++ )
        if ( isset($result['retfields']['ns'.$i]) )
            $du['ns'.$i] = $result['retfields']['ns'.$i];
    // reprend les contacts
    foreach( array('owner_id','admin_id','tech_id','bill_id','dist_id') as $key )
        $du[ $key ] = $result['retfields'][ $key ];
    $du['registry_status'] = 64;
    $du['authinfo'] = 'C1p3tiS3cr3t';
    $du['service'] = 'dns';
    $result = told( "domain_update $label", $client->domain_update( $dist_id, $dist_passwd, $du['domain'], $du ) );
    ended( "domain_update $label", $result['retval'] );

    $du['dsrecords'] = $records;
    $result = told( "domain_update $label add", $client->domain_update( $dist_id, $dist_passwd, $du['domain'], $du ) );
    ended( "domain_update $label add", $result['retval'] );
    told( "domain_info $label signed", $client->domain_info( $dist_id, $dist_passwd, $domain ) );

    // Exemple pour retirer les DS records DNSSEC
    $du['dsrecords']='';
    $result = told( "domain_update $label remove",
        $client->domain_update( $dist_id, $dist_passwd, $du['domain'], $du ) );
    ended( "domain_update $label remove", $result['retval'] );
}

$keytag=1234;
$records[ $keytag ]['algds']=8;
$records[ $keytag ]['digesttype']=2;
$records[ $keytag ]['digest']='444475086DF99C9BB7A9977CAC911CA67D06D0267B53F2526E521742D0631BA2';
$keytag=4567;
$records[ $keytag ]['algds']=13;
$records[ $keytag ]['digesttype']=2;
$records[ $keytag ]['digest']='AD5144DBE76626669C569DC4D28D7AB1BC4D2D85B719248802C38931E011B6B1';
dnssec( 'dnssec', $domain, $records );

// pour un .EU ou .BE : une clef publique, ecrite avec des espaces
$eudomain = sprintf( "mydomaine-%d.eu", time() );
$result = $client->domain_create( $dist_id, $dist_passwd, array_merge( $newdomain, ['domain' => $eudomain] ) );
ended( 'domain_create eu', $result['retval'] );
$keytag=1234;
$keys[ $keytag ]['algds']=8;
$keys[ $keytag ]['pubkey']=implode( ' ', str_split( base64_encode( "\x03\x01\x00\x01".str_repeat( "\xd6\x6e", 254 ) ), 56 ) );
dnssec( 'dnssec eu', $eudomain, $keys );

/* Delete d'un nom de domaine ------------------------------------------- */
$again = $client->domain_create( $dist_id, $dist_passwd, array_merge( $newdomain, ['domain' => "gone-$domain"] ) );
ended( 'domain_create gone', $again['retval'] );
$result = told( 'domain_delete', $client->domain_delete( $dist_id, $dist_passwd, "gone-$domain" ) );
if ( $result['retcode'] == 1 ) {
    $tid = $result['retfields']['tid'];
    ended( 'domain_delete', $tid );
    }

/* Information a propos d'un nom de domaine ----------------------------- */
told( 'domain_info', $client->domain_info( $dist_id, $dist_passwd, $newdomain['domain'] ) );

/* Liste des domaines (et date d'expiration) ---------------------------- */
told( 'domain_list', $client->domain_list( $dist_id, $dist_passwd ) );

/* Transfert d'un nom de domaine ---------------------------------------- */
$transfer = "un-de-mes-domaines.com";
$authkey = "1234secret5678";
$result = told( 'domain_transfer', $client->domain_transfer( $dist_id, $dist_passwd, $transfer, $authkey ) );
ended( 'domain_transfer', $result['retfields']['tid'] );
pause( 'new code' );
/* relance un transfert */
$authkey = "NewSecret5678";
told( 'domain_transfer again', $client->domain_transfer( $dist_id, $dist_passwd, $transfer, $authkey ) );

/* domain_prices -------------------------------------------------------- */
$priced = "dubruit.audio";
$period = 5;
told( 'domain_prices', $client->domain_prices( $dist_id, $dist_passwd, $priced, $period ) );

/* Zone DNS ------------------------------------------------------------- */
$zoned = "dnsperso-nom-de-domaine.com";
$result = $client->domain_create( $dist_id, $dist_passwd,
    array_merge( $newdomain, ['domain' => $zoned, 'service' => 'dnsperso'] ) );
ended( 'domain_create zone', $result['retval'] );
told( 'service_dns_custom_get', $client->service_dns_custom_get( $dist_id, $dist_passwd, $zoned ) );
$zone = "www A 88.191.249.162\nmail A 88.191.249.132\n".$zoned.". MX 10 mail\n";
told( 'service_dns_custom_set', $client->service_dns_custom_set( $dist_id, $dist_passwd, $zoned, $zone ) );
told( 'service_dns_custom_get again', $client->service_dns_custom_get( $dist_id, $dist_passwd, $zoned ) );

/* Creation d'une glue record sur un nom de domaine que l'on gere ------- */
$array_ip = array ( "88.191.249.1", "88.191.249.2", "88.191.249.3" );
$hostname = "glue1.".$domain;
$result = told( 'host_create glue1', $client->host_create( $dist_id, $dist_passwd, $hostname, $array_ip ) );
ended( 'host_create glue1', $result['retval'] );

$array_ip = array ( "88.191.249.4", "88.191.249.5" );
$hostname = "glue2.".$domain;
$result = told( 'host_create glue2', $client->host_create( $dist_id, $dist_passwd, $hostname, $array_ip ) );
ended( 'host_create glue2', $result['retval'] );

/* le cas le plus frequent, juste une IP pour la glue */
$array_ip = array ( "88.191.249.6" );
$hostname = "glue3.".$domain;
$result = told( 'host_create glue3', $client->host_create( $dist_id, $dist_passwd, $hostname, $array_ip ) );
ended( 'host_create glue3', $result['retval'] );

/* glue directement sur le nom de domaine */
$array_ip = array ( "88.191.249.7" );
$hostname = $domain;
$result = told( 'host_create name', $client->host_create( $dist_id, $dist_passwd, $hostname, $array_ip ) );
ended( 'host_create name', $result['retval'] );

/* Update d'une glue ---------------------------------------------------- */
$hostname = "glue3.".$domain;
$array_ip = array ( "88.191.249.6", "88.191.249.5", "88.191.249.4" );
$result = told( 'host_update', $client->host_update( $dist_id, $dist_passwd, $hostname, $array_ip ) );
ended( 'host_update', $result['retval'] );

/* Delete d'une glue ---------------------------------------------------- */
$hostname = "glue2.".$domain;
told( 'host_info glue2', $client->host_info( $dist_id, $dist_passwd, $hostname ) );
$result = told( 'host_delete', $client->host_delete( $dist_id, $dist_passwd, $hostname ) );
ended( 'host_delete', $result['retval'] );

/* Liste des glues record d'un nom de domaine --------------------------- */
$result = told( 'host_list', $client->host_list( $dist_id, $dist_passwd, $domain ) );

/* Information sur les IPs d'un hostname qui a une glue ------------------ */
$gluelist = $result['retfields'];
for( $i=0; $i<count($gluelist); $i++ ) {
    $hostname = $gluelist[$i]['hostname'];
    told( "host_info", $client->host_info( $dist_id, $dist_passwd, $hostname ) );
    }

/* Les fonctions propre a l'API ----------------------------------------- */
told( 'api_pending_status', $client->api_pending_status( $dist_id, $dist_passwd, 4 ) );
told( 'api_paysid', $client->api_paysid() );
told( 'api_regionsid', $client->api_regionsid() );
told( 'api_fr_cpville', $client->api_fr_cpville() );
told( 'api_tlds', $client->api_tlds() );
told( 'api_dnssec_tlds', $client->api_dnssec_tlds() );
told( 'api_priceslist', $client->api_priceslist() );
told( 'api_info', $client->api_info( $dist_id, $dist_passwd ) );
