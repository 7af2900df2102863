<?php

/*
 * A client for a cockatiel node, in plain PHP without an extension.
 *
 *   php client.php URL put FILE [NAME]    prints the name that the file was stored under
 *   php client.php URL get NAME           prints the file
 *   php client.php URL delete NAME
 *
 * A file is held in memory while it is sent; the curl extension can stream larger ones.
 */

declare(strict_types=1);

/** Uploads a file. Returns its stored name. */
function put(string $url, string $path, string $name): string
{
    $content = @file_get_contents($path);
    if ($content === false) {
        throw new RuntimeException("$path can not be read");
    }
    // With the hash the node refuses what was damaged on the way.
    $headers = ['X-Content-SHA1: ' . sha1($content), 'Content-Type: application/octet-stream'];
    // 302: the same content under the same name, in the same second. It is there already.
    $response = send('PUT', location_of($url, $name), [200, 201, 302], $headers, $content);
    $path = (string) parse_url($response['headers']['location'], PHP_URL_PATH);
    return ltrim(rawurldecode($path), '/');
}

/** Returns a stored file, checked against the hash that the node sends with it. */
function get(string $url, string $name): string
{
    $response = send('GET', location_of($url, $name), [200]);
    if (sha1($response['body']) !== $response['headers']['x-content-sha1']) {
        throw new RuntimeException('the file was damaged on the way');
    }
    return $response['body'];
}

/** Deletes a file for good, on all nodes. It may be gone already. */
function delete(string $url, string $name): void
{
    send('DELETE', location_of($url, $name), [200, 404]);
}

function location_of(string $url, string $name): string
{
    return rtrim($url, '/') . '/' . implode('/', array_map('rawurlencode', explode('/', $name)));
}

/** Sends a request; an exception has the line in which the node says what to change. */
function send(string $method, string $url, array $expected, array $headers = [], string $body = ''): array
{
    $options = [
        'method' => $method,
        'header' => $headers,
        'content' => $body,
        'follow_location' => 0,
        'ignore_errors' => true,
    ];
    // PHP would print a warning beside the exception.
    $stream = @fopen($url, 'rb', false, stream_context_create(['http' => $options]));
    if ($stream === false) {
        throw new RuntimeException('the node can not be reached');
    }
    $lines = stream_get_meta_data($stream)['wrapper_data'];
    $status = (int) explode(' ', array_shift($lines))[1];
    $received = [];
    foreach ($lines as $line) {
        [$header, $value] = explode(':', $line, 2);
        $received[strtolower($header)] = trim($value);
    }
    $content = stream_get_contents($stream);
    if (!in_array($status, $expected, true)) {
        throw new RuntimeException("$status: " . trim($content));
    }
    return ['headers' => $received, 'body' => $content];
}

$arguments = array_slice($argv, 1);
try {
    match ($arguments[1] ?? '') {
        'put' => print(put($arguments[0], $arguments[2], $arguments[3] ?? basename($arguments[2])) . "\n"),
        'get' => print(get($arguments[0], $arguments[2])),
        'delete' => delete($arguments[0], $arguments[2]),
        default => exit("usage: php client.php URL put|get|delete NAME\n"),
    };
} catch (RuntimeException $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
