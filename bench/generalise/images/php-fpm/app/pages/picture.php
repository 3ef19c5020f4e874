<?php
// A label by ImageMagick, in any format it can write; or a thumbnail of what was sent.
$format = $_GET['format'] ?? 'png';
$image = new Imagick();
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $image->readImageBlob(file_get_contents('php://input'));
    $image->thumbnailImage(48, 48, true);
} else {
    $image->newImage(120, 40, 'gold');
    if (isset($_GET['text'])) {
        $draw = new ImagickDraw();
        $draw->setFont('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf');
        $draw->setFontSize(20);
        header('X-Text-Width: ' . (int) $image->queryFontMetrics($draw, $_GET['text'])['textWidth']);
        $image->annotateImage($draw, 5, 28, 0, $_GET['text']);
    }
}
$image->setImageFormat($format);
header('X-Size: ' . $image->getImageWidth() . 'x' . $image->getImageHeight());
header("Content-Type: image/$format");
echo $image->getImageBlob();
