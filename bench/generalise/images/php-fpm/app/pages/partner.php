<?php
// What a partner's server says: over a TLS stream by hand, or by ext/curl; the certificate is checked.
if (isset($_GET['by']) && $_GET['by'] === 'curl') {
    $curl = curl_init('https://peer:8443/echo');
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => json_encode(['order' => 7]), CURLOPT_HTTPHEADER => ['Content-Type: application/json']]);
    $body = curl_exec($curl);
    reply(['body' => $body, 'error' => curl_error($curl)]);
    return;
}
$stream = stream_socket_client('tls://peer:443', $code, $text, 5, STREAM_CLIENT_CONNECT, stream_context_create(['ssl' => ['capture_peer_cert' => true]]));
fwrite($stream, "GET / HTTP/1.0\r\nHost: peer\r\n\r\n");
$certificate = openssl_x509_parse(stream_context_get_params($stream)['options']['ssl']['peer_certificate']);
reply(['body' => trim(substr(strrchr(stream_get_contents($stream), "\r\n\r\n"), 1)), 'issuer' => $certificate['issuer']['CN']]);
