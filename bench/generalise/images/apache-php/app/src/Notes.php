<?php
class Notes
{
    public function show(array $query): void
    {
        $store = new Store();
        if ($_SERVER['REQUEST_METHOD'] === 'POST') {
            $store->add($_POST['text'] ?? '');
            http_response_code(201);
        }
        render('notes', ['notes' => $store->find($query['q'] ?? '')]);
    }
}
