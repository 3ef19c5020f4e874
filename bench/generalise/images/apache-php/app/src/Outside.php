<?php
// What is asked of others: names, pages, pages over TLS, by ext/curl and by streams.
class Outside
{
    public function show(array $query): void
    {
        header('Content-Type: text/plain');
        if (isset($query['name'])) {
            echo gethostbyname($query['name']), "\n";
        } elseif (isset($query['curl'])) {
            $curl = curl_init($query['curl']);
            curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_FAILONERROR => true]);
            $body = curl_exec($curl);
            if ($body === false) {
                throw new RuntimeException(curl_error($curl));
            }
            echo $body;
        } else {
            echo file_get_contents($query['stream']);
        }
    }
}
