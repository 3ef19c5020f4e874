<?php
header('Content-Type: application/gzip');
$deflate = deflate_init(ZLIB_ENCODING_GZIP, ['level' => 9]);
foreach (range(1, 20000) as $row) {
    echo deflate_add($deflate, "$row;rope;12.50\n", ZLIB_NO_FLUSH);
}
echo deflate_add($deflate, '', ZLIB_FINISH);
