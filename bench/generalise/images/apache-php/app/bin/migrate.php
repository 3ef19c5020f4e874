<?php
require __DIR__ . '/../src/Store.php';
new Store();
echo "migrated\n";
