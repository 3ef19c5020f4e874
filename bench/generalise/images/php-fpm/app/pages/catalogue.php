<?php
$reader = new XMLReader();
$reader->open(__DIR__ . '/../data/catalogue.xml');
$prices = parse_ini_file(__DIR__ . '/../data/prices.ini');
$format = new NumberFormatter($_GET['locale'] ?? 'en_US', NumberFormatter::CURRENCY);
$found = [];
while ($reader->read()) {
    if ($reader->nodeType === XMLReader::ELEMENT && $reader->name === 'item') {
        $found[$reader->getAttribute('name')] = $format->formatCurrency($prices[$reader->getAttribute('id')], $_GET['currency'] ?? 'USD');
    }
}
reply($found);
