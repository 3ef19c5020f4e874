<?php
class Archive
{
    public function show(array $query): void
    {
        $path = tempnam(sys_get_temp_dir(), 'archive');
        $zip = new ZipArchive();
        $zip->open($path, ZipArchive::OVERWRITE);
        $zip->addFromString('größe.txt', str_repeat('tide ', 2000));
        $zip->close();
        header('Content-Type: application/zip');
        readfile($path);
        unlink($path);
    }
}
