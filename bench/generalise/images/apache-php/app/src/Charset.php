<?php
class Charset
{
    public function show(array $query): void
    {
        header('Content-Type: application/json');
        $text = $query['text'];
        $to = $query['to'];
        echo json_encode([
            'iconv' => bin2hex(iconv('UTF-8', $to . '//TRANSLIT', $text)),
            'mbstring' => bin2hex(mb_convert_encoding($text, $to, 'UTF-8')),
            'back' => iconv($to, 'UTF-8', iconv('UTF-8', $to, $text)),
            'upper' => mb_strtoupper($text),
            'width' => mb_strwidth($text),
        ], JSON_UNESCAPED_UNICODE);
    }
}
