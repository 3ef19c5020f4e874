<?php
class Home
{
    public function show(array $query): void
    {
        render('home', ['title' => 'Notebook', 'today' => date('Y')]);
    }
}
