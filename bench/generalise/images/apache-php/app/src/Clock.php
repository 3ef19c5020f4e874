<?php
class Clock
{
    public function show(array $query): void
    {
        date_default_timezone_set($query['zone']);
        echo date('Y-m-d H:i T', (int) $query['at']), "\n";
    }
}
