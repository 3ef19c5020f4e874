<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chandlery</title><link rel="stylesheet" href="/assets/shop.css"></head>
<body><h1>Ropes and sails</h1><p>PHP <?= PHP_MAJOR_VERSION ?></p></body></html>
