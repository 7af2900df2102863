<?php

/*
 * Runs the tests: each file of this folder that ends in -test.php returns functions by what they
 * show. Prints a line for each that fails, and the count in the end.
 */

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    if ((error_reporting() & $level) === 0) {
        return false;
    }
    throw new ErrorException($message, 0, $level, $file, $line);
});

$flysystem = getenv('FLYSYSTEM') ?: null;
if ($flysystem === null) {
    require __DIR__ . '/flysystem-3.php';
}
spl_autoload_register(function (string $class) use ($flysystem): void {
    $roots = ['Cockatiel\\' => dirname(__DIR__, 3) . '/contrib/php/src/'];
    if ($flysystem !== null) {
        $roots['League\\Flysystem\\'] = "$flysystem/";
    }
    foreach ($roots as $prefix => $root) {
        $path = $root . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (str_starts_with($class, $prefix) && is_file($path)) {
            require $path;
        }
    }
});

function equal(mixed $found, mixed $expected): void
{
    if ($found !== $expected) {
        throw new Exception(var_export($found, true) . ' is not ' . var_export($expected, true));
    }
}

/** Returns what was thrown, which must be of this class. */
function thrown(string $class, Closure $work): Throwable
{
    try {
        $work();
    } catch (Throwable $error) {
        return $error instanceof $class ? $error : throw $error;
    }
    throw new Exception("no $class was thrown");
}

/** A client of the node that the environment names. */
function client(array $options = []): Cockatiel\Client
{
    return new Cockatiel\Client(...$options + [
        'nodes' => [getenv('COCKATIEL_URL')],
        'writeSecretFile' => getenv('COCKATIEL_WRITE_SECRET_FILE'),
        'readSecretFile' => getenv('COCKATIEL_READ_SECRET_FILE'),
    ]);
}

/** The status of a request without a secret, and the body. */
function fetch(string $url, string $method = 'GET', string $content = ''): array
{
    $options = ['method' => $method, 'content' => $content, 'ignore_errors' => true];
    $options['header'] = 'Content-Type: text/plain';
    $body = file_get_contents($url, false, stream_context_create(['http' => $options]));
    return [(int) explode(' ', $http_response_header[0])[1], $body];
}

$passed = $failed = 0;
foreach (glob(__DIR__ . '/*-test.php') as $file) {
    foreach (require $file as $name => $test) {
        try {
            $test();
            $passed += 1;
        } catch (Throwable $error) {
            $failed += 1;
            echo "FAILED: $name\n$error\n\n";
        }
    }
}
echo "$passed passed, $failed failed\n";
exit($failed === 0 ? 0 : 1);
