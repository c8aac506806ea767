<?php
// PHP's SoapClient without a WSDL, as the paper makes it. Reads one call a line, as JSON: a function and its
// arguments; writes one line a call: the answer as JSON, or the fault. An array that PHP sends as a Map stays one.
// Beside the answer stand the keys of `retfields`, and those of its first entry, in their order, and the header X-Refusal, where there is one.
ini_set('default_socket_timeout', '60');
$client = new SoapClient(null, [
    'location' => $argv[1],
    'uri' => 'http://api.dev.bookmyname.com/apis.cgi',
    'encoding' => 'UTF-8',
    'trace' => true,
]);
while (($line = fgets(STDIN)) !== false) {
    [$function, $arguments] = json_decode($line, true, 64, JSON_THROW_ON_ERROR);
    try {
        $said = ['answer' => $client->__soapCall($function, $arguments)];
        if (is_array($said['answer']['retfields'] ?? null)) {
            $said['keys'] = array_keys($said['answer']['retfields']);
            $first = reset($said['answer']['retfields']);
            $said['first_keys'] = is_array($first) ? array_keys($first) : null;
        }
    } catch (SoapFault $fault) {
        $said = ['faultcode' => $fault->faultcode, 'faultstring' => $fault->getMessage()];
    }
    if (preg_match('/^x-refusal: (.*?)\r?$/mi', (string) $client->__getLastResponseHeaders(), $found)) {
        $said['refusal'] = $found[1];
    }
    echo json_encode($said, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
    flush();
}
