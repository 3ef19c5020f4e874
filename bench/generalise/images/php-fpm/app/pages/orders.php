<?php
$db = database();
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $order = json_decode(file_get_contents('php://input'), true, flags: JSON_THROW_ON_ERROR);
    $db->beginTransaction();
    $db->prepare('INSERT INTO orders (item, cents) VALUES (:item, :cents)')->execute($order);
    $db->commit();
}
reply($db->query('SELECT item, cents FROM orders ORDER BY id')->fetchAll());
