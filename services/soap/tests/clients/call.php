<?php
// The paper's PHP client, without a WSDL: calls domain_update and prints what it yields, as JSON.
ini_set('default_socket_timeout', '20');
$client = new SoapClient(null, [
    'location' => $argv[1],
    'uri' => 'http://api.dev.bookmyname.com/apis.cgi',
    'encoding' => 'UTF-8',
]);
$du = ['domain' => 'a.com', 'owner_id' => 7, 'ns0' => '', 'note' => "Éloïse & <fils>\n"];
$du['dsrecords'][1234]['algds'] = 8;
$du['dsrecords'][1234]['digesttype'] = 2;
$du['none'] = null;
$du['empty'] = [];
$du['restored'] = true;
$du['ratio'] = 1.5;
try {
    $result = $client->domain_update('13490', 'secret', 'a.com', $du, ['88.191.249.1', '88.191.249.2'], (object) ['cp' => '01000']);
    // The paper's programs index the answer.
    $tid = $result['retfields']['tid'];
    echo json_encode(['tid' => $tid, 'result' => $result], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION), "\n";
} catch (SoapFault $fault) {
    echo json_encode(['faultcode' => $fault->faultcode, 'faultstring' => $fault->getMessage()]), "\n";
}
