<?php require __DIR__ . '/../views/home.php';
