<ul><?php foreach ($notes as $note): ?><li><?= htmlspecialchars($note) ?></li><?php endforeach ?></ul>
