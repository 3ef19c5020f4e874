<?php
require __DIR__ . '/../src/Store.php';
printf("%d notes, %s\n", (new Store())->count(), (new NumberFormatter('en', NumberFormatter::SPELLOUT))->format(42));
