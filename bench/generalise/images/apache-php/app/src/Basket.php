<?php
class Basket
{
    public function show(array $query): void
    {
        session_start();
        $_SESSION['items'] = ($_SESSION['items'] ?? 0) + 1;
        echo $_SESSION['items'], "\n";
    }
}
