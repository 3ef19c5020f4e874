<?php
class Feed
{
    public function show(array $query): void
    {
        $document = new DOMDocument();
        $document->load(__DIR__ . '/../templates/feed.xml');
        if (isset($query['html'])) {
            $sheet = new DOMDocument();
            $sheet->load(__DIR__ . '/../templates/feed.xsl');
            $style = new XSLTProcessor();
            $style->importStylesheet($sheet);
            echo $style->transformToXml($document);
            return;
        }
        header('Content-Type: application/rss+xml');
        foreach (simplexml_import_dom($document)->channel->item as $item) {
            $item->title = mb_strtoupper((string) $item->title);
        }
        echo $document->saveXML();
    }
}
