<?php
$url = $argv[1];

function send(string $step, string $method, string $address, string $body = ''): string {
    $stored = parse_url($address, PHP_URL_PATH);
    $handle = curl_init($address);
    curl_setopt_array($handle, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HEADERFUNCTION => function ($handle, $line) use (&$stored) {
            if (preg_match('{^location: (.*?)\s*$}i', $line, $found)) $stored = $found[1];
            return strlen($line);
        },
    ]);
    $text = curl_exec($handle);
    echo "$step ", curl_getinfo($handle, CURLINFO_HTTP_CODE), " $stored ", trim($text), "\n";
    return $stored;
}

$stored = send('put', 'PUT', "$url/photo.txt", 'content');
send('again', 'PUT', "$url/photo.txt", 'content');
send('get', 'GET', $url . $stored);
send('delete', 'DELETE', $url . $stored);
send('gone', 'GET', $url . $stored);
