<?php
$image = imagecreatetruecolor(90, 30);
imagefilter($image, IMG_FILTER_COLORIZE, 40, 80, 120);
imagettftext($image, 14, 5, 8, 24, imagecolorallocate($image, 255, 255, 255), '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf', $_GET['text'] ?? 'AB12');
header('Content-Type: image/jpeg');
imagejpeg($image, null, 70);
