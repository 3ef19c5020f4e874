<?php
// What ext/intl does for languages.
class Words
{
    public function show(array $query): void
    {
        header('Content-Type: application/json');
        $words = ['zèbre', 'Äpfel', 'ananas', 'étoile'];
        (new Collator('de_DE'))->sort($words);
        $day = new DateTimeImmutable('2024-03-01 12:00', new DateTimeZone('UTC'));
        $format = new IntlDateFormatter('ja_JP', IntlDateFormatter::FULL, IntlDateFormatter::NONE, 'Asia/Tokyo');
        echo json_encode([
            'money' => (new NumberFormatter('de_DE', NumberFormatter::CURRENCY))->formatCurrency(1234.5, 'EUR'),
            'spelled' => (new NumberFormatter('fr', NumberFormatter::SPELLOUT))->format(81),
            'day' => $format->format($day),
            'sorted' => $words,
            'latin' => transliterator_transliterate('Any-Latin; Latin-ASCII; Lower()', 'Привет Ελλάδα'),
            'plural' => MessageFormatter::formatMessage('pl', '{0, plural, one{plik} few{pliki} many{plików} other{pliku}}', [5]),
            'host' => idn_to_ascii('bücher.example', IDNA_DEFAULT, INTL_IDNA_VARIANT_UTS46),
        ], JSON_UNESCAPED_UNICODE);
    }
}
