<?php
class Greeting
{
    public function show(array $query): void
    {
        $language = $query['language'] ?? 'en';
        $locale = ['de' => 'de_DE.UTF-8', 'fr' => 'fr_FR.UTF-8'][$language] ?? 'C';
        putenv("LANGUAGE=$language");
        setlocale(LC_ALL, $locale);
        bindtextdomain('app', __DIR__ . '/../locale');
        textdomain('app');
        $money = localeconv();
        echo _('Good morning'), ' ', number_format(1234567.891, 2, $money['decimal_point'], $money['mon_thousands_sep']), "\n";
    }
}
