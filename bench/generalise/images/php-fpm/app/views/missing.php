<h1>We do not stock <?= htmlspecialchars(urldecode($page)) ?></h1>
