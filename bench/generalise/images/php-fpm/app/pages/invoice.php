<?php
$document = new DOMDocument('1.0', 'utf-8');
$document->loadHTML('<?xml encoding="utf-8"?><p id="who">Jürgen &amp; Söhne</p><ul><li>rope<li>sail</ul>', LIBXML_NOERROR);
$items = array_map(fn ($node) => $node->textContent, iterator_to_array((new DOMXPath($document))->query('//li')));
reply(['who' => $document->getElementById('who')->textContent, 'items' => $items, 'signature' => hash_hmac('sha3-256', 'tide', 'key')]);
