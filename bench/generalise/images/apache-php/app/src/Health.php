<?php
class Health
{
    public function show(array $query): void
    {
        header('Content-Type: text/plain');
        echo "ok\n";
    }
}
