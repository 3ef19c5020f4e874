<?php
// Drains orders until told to stop.
require __DIR__ . '/lib.php';
pcntl_async_signals(true);
$stop = false;
pcntl_signal(SIGTERM, function () use (&$stop) { $stop = true; });
$db = database();
echo "working\n";
while (!$stop) {
    foreach ($db->query('SELECT * FROM orders')->fetchAll() as $order) {
        echo "sent {$order['item']}\n";
        $db->exec("DELETE FROM orders WHERE id = {$order['id']}");
    }
    usleep(200000);
}
echo "stopped\n";
