<?php
// Every page is a file of pages/; what is thrown ends on the error page.
set_error_handler(fn (int $level, string $text, string $file, int $line) => throw new ErrorException($text, 0, $level, $file, $line));
$page = trim(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), '/') ?: 'home';
$file = __DIR__ . '/../pages/' . basename($page) . '.php';
if (!is_file($file)) {
    http_response_code(404);
    require __DIR__ . '/../views/missing.php';
    return;
}
require __DIR__ . '/../lib.php';
try {
    require $file;
} catch (Throwable $error) {
    error_log("uncaught: $error");
    http_response_code(500);
    require __DIR__ . '/../views/error.php';
}
