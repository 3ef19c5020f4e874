<?php
// Front controller: /ACTION asks the class of that name for a page; classes and templates are loaded when asked for.
declare(strict_types=1);

spl_autoload_register(fn (string $class) => require __DIR__ . '/../src/' . str_replace('\\', '/', $class) . '.php');
set_exception_handler(function (Throwable $error): void {
    error_log((string) $error);
    http_response_code(500);
    require __DIR__ . '/../templates/error.php';
});

function render(string $template, array $values): void
{
    extract($values);
    require __DIR__ . "/../templates/$template.php";
}

$path = trim(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), '/');
$routes = [
    '' => 'Home', 'health' => 'Health', 'notes' => 'Notes', 'private' => 'Secret', 'words' => 'Words', 'charset' => 'Charset', 'picture' => 'Picture',
    'feed' => 'Feed', 'clock' => 'Clock', 'outside' => 'Outside', 'greeting' => 'Greeting', 'upload' => 'Upload', 'basket' => 'Basket', 'boom' => 'Boom',
    'vault' => 'Vault', 'archive' => 'Archive',
];
if (!isset($routes[$path])) {
    http_response_code(404);
    render('missing', ['path' => rawurldecode($path)]);
    return;
}
(new $routes[$path]())->show($_GET);
