<?php
// The contender of `bench soap`: PHP's SoapServer answers domain_info from one indexed query, over a connection that
// each worker keeps. It checks no password.
function domain_info($dist_id, $dist_passwd, $domain)
{
    $database = pg_pconnect(getenv('BENCH_DATABASE'));
    $found = pg_query_params($database, 'select state from views.whois where name = $1', [$domain]);
    $row = pg_fetch_row($found);
    if ($row === false) {
        return ['retcode' => 0, 'retval' => 0];
    }
    $held = json_decode($row[0], true)['Held'];
    $date = fn ($text) => gmdate('Y-m-d H:i:s', strtotime($text));
    $fields = [
        'id' => $held['number'],
        'domain' => $domain,
        'registrar_creation' => $date($held['held_since']),
        'registrar_expiration' => $date($held['expires']),
        'registry_debut' => $date($held['created']),
        'registry_fin' => $date($held['expires']),
        'service' => 'dns',
        'status' => 'Active',
        'registry_status' => 0,
    ];
    foreach ($held['servers'] as $place => $server) {
        $fields["ns$place"] = $server['host'];
    }
    foreach (['owner', 'admin', 'tech', 'billing'] as $role) {
        $fields["{$role}_id"] = $held['contacts'][$role];
    }
    return ['retcode' => 1, 'retval' => $held['number'], 'retfields' => $fields];
}

$server = new SoapServer(null, ['uri' => 'http://api.dev.bookmyname.com/apis.cgi']);
$server->addFunction('domain_info');
$server->handle();
