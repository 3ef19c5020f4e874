<h1>Nothing at <?= htmlspecialchars($path) ?></h1>
