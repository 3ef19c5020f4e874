<h1>Something broke</h1><p><?= $error::class ?>: <?= htmlspecialchars($error->getMessage()) ?></p><pre><?= htmlspecialchars($error->getTraceAsString()) ?></pre>
