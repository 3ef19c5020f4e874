<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title><?= $title ?></title><link rel="stylesheet" href="/css/app.css"></head>
<body><h1>Welcome to your <?= $title ?></h1><p>&copy; <?= $today ?></p></body></html>
