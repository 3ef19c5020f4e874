<?php
class Upload
{
    public function show(array $query): void
    {
        header('Content-Type: application/json');
        $file = $_FILES['file'];
        echo json_encode([
            'name' => $file['name'],
            'size' => filesize($file['tmp_name']),
            'type' => (new finfo(FILEINFO_MIME_TYPE))->file($file['tmp_name']),
            'sha' => hash_file('sha256', $file['tmp_name']),
        ], JSON_UNESCAPED_UNICODE);
    }
}
