<?php
require __DIR__ . '/lib.php';
database()->exec("INSERT INTO orders (item, cents) VALUES ('seeded rope', 1250)");
echo "seeded\n";
