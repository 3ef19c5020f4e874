<?php
class Picture
{
    public function show(array $query): void
    {
        $type = $query['type'] ?? 'png';
        $image = imagecreatetruecolor(160, 60);
        imagefill($image, 0, 0, imagecolorallocate($image, 250, 250, 210));
        $ink = imagecolorallocate($image, 20, 30, 60);
        if (isset($query['font'])) {
            $box = imagettftext($image, 18, 0, 10, 40, $ink, '/usr/share/fonts/truetype/dejavu/' . basename($query['font']) . '.ttf', 'Größe');
            header('X-Text-Width: ' . ($box[2] - $box[0]));
        } else {
            imagestring($image, 5, 10, 20, 'plain', $ink);
        }
        header("Content-Type: image/$type");
        match ($type) {
            'jpeg' => imagejpeg($image), 'webp' => imagewebp($image), 'gif' => imagegif($image), 'avif' => imageavif($image), default => imagepng($image)
        };
    }
}
