<?php
class Store
{
    private PDO $db;

    public function __construct(string $path = '/var/lib/notes/notes.sqlite')
    {
        $this->db = new PDO("sqlite:$path", options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
        $this->db->exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
        $this->db->exec('CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5(text)');
    }

    public function add(string $text): void
    {
        $this->db->prepare('INSERT INTO notes (text) VALUES (?)')->execute([$text]);
        $this->db->prepare('INSERT INTO found (text) VALUES (?)')->execute([$text]);
    }

    /** @return string[] */
    public function find(string $words): array
    {
        $query = $words === ''
            ? $this->db->query('SELECT text FROM notes ORDER BY id')
            : $this->db->prepare('SELECT text FROM found WHERE found MATCH ?');
        if ($words !== '') {
            $query->execute([$words]);
        }
        return $query->fetchAll(PDO::FETCH_COLUMN);
    }

    public function count(): int
    {
        return (int) $this->db->query('SELECT count(*) FROM notes')->fetchColumn();
    }
}
