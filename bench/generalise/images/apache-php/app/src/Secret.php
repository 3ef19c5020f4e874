<?php
class Secret
{
    public function show(array $query): void
    {
        echo 'welcome ' . $_SERVER['PHP_AUTH_USER'] . "\n";
    }
}
