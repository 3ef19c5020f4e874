<?php
$bytes = file_get_contents('php://input');
reply([
    'iconv' => iconv($_GET['from'], 'UTF-8', $bytes),
    'mb' => mb_convert_encoding($bytes, 'UTF-8', $_GET['from']),
    'guess' => mb_detect_encoding($bytes, ['ASCII', 'UTF-8', 'SJIS', 'EUC-JP', 'ISO-8859-1'], true),
]);
