<h1>Sorry</h1><p><?= get_class($error) ?>: <?= htmlspecialchars($error->getMessage()) ?></p>
<pre><?= htmlspecialchars($error->getTraceAsString()) ?></pre>
