<?php
require __DIR__ . '/lib.php';
match ($argv[1] ?? '') {
    'count' => printf("%d orders\n", database()->query('SELECT count(*) AS n FROM orders')->fetch()['n']),
    'mirror' => print(file_get_contents('https://peer/')),
    'format' => print((new NumberFormatter($argv[2], NumberFormatter::SPELLOUT))->format((float) $argv[3]) . "\n"),
    'limit' => print(ini_get('memory_limit') . "\n"),
    default => throw new InvalidArgumentException('no such command: ' . ($argv[1] ?? '')),
};
