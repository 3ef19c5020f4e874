<?php
// Passwords, signatures, sealed boxes, big numbers.
class Vault
{
    public function show(array $query): void
    {
        header('Content-Type: application/json');
        $hash = password_hash('tide', PASSWORD_ARGON2ID);
        $key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
        openssl_sign('tide', $signature, $key, OPENSSL_ALGO_SHA256);
        $box = sodium_crypto_secretbox('tide', str_repeat("\1", 24), str_repeat("\2", 32));
        $sealed = openssl_encrypt('tide', 'aes-256-gcm', str_repeat("\3", 32), OPENSSL_RAW_DATA, str_repeat("\4", 12), $tag);
        echo json_encode([
            'argon' => password_verify('tide', $hash),
            'bcrypt' => password_verify('rasmuslerdorf', '$2y$05$eWyMAfpD8kFXbajFHPUsoOewJbzAXhGddkEEW1bVzwu2buEWtz39G'),
            'signed' => openssl_verify('tide', $signature, openssl_pkey_get_details($key)['key'], OPENSSL_ALGO_SHA256) === 1,
            'opened' => sodium_crypto_secretbox_open($box, str_repeat("\1", 24), str_repeat("\2", 32)),
            'gcm' => openssl_decrypt($sealed, 'aes-256-gcm', str_repeat("\3", 32), OPENSSL_RAW_DATA, str_repeat("\4", 12), $tag),
            'sum' => bcadd('99999999999999999999', '1'),
        ]);
    }
}
