<?php
$url = $argv[1];

function send(string $step, string $method, string $address, string $body = ''): string {
    $options = ['method' => $method, 'content' => $body, 'ignore_errors' => true];
    $text = file_get_contents($address, false, stream_context_create(['http' => $options]));
    $stored = parse_url($address, PHP_URL_PATH);
    foreach ($http_response_header as $line) {
        if (preg_match('{^HTTP/\S+ (\d+)}', $line, $found)) $status = $found[1];
        if (preg_match('{^location: (.*)}i', $line, $found)) $stored = $found[1];
    }
    echo "$step $status $stored ", trim($text), "\n";
    return $stored;
}

$stored = send('put', 'PUT', "$url/photo.txt", 'content');
send('again', 'PUT', "$url/photo.txt", 'content');
send('get', 'GET', $url . $stored);
send('delete', 'DELETE', $url . $stored);
send('gone', 'GET', $url . $stored);
