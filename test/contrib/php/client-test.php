<?php

declare(strict_types=1);

use Cockatiel\CorruptFile;
use Cockatiel\FileMissing;
use Cockatiel\NodesUnavailable;
use Cockatiel\NodeUrl;
use Cockatiel\RequestRefused;
use Cockatiel\StoredName;

/** A port where nothing listens. */
function closedUrl(): string
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    return 'http://' . stream_socket_get_name($server, false);
}

/** Calls with the URL of a server that gives this response to everything. */
function withStub(string $response, Closure $work): void
{
    $code = '$s = stream_socket_server("tcp://127.0.0.1:0");'
        . 'echo stream_socket_get_name($s, false), "\n";'
        . 'while ($c = @stream_socket_accept($s, 60)) { $r = "";'
        . 'while (!str_contains($r, "\r\n\r\n") && ($p = fread($c, 8192)) !== "") $r .= $p;'
        . 'fwrite($c, stripcslashes($argv[1])); stream_socket_shutdown($c, STREAM_SHUT_WR);'
        . 'while (!feof($c)) fread($c, 8192); fclose($c); }';
    $command = [PHP_BINARY, '-r', $code, $response];
    $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
    try {
        $work('http://' . trim((string) fgets($pipes[1])));
    } finally {
        proc_terminate($process, 9);
        proc_close($process);
    }
}

$sha1 = sha1('right');
$odd = [
    'a b.txt',
    '100%.txt',
    '%41.txt',
    'a#b.txt',
    'what?.txt',
    'größe-файл-写真-🦜.txt',
    'very-long-' . str_repeat('ß', 94) . '.txt',
    '..dots...and.more..txt',
    "dir with space/a+b&c=d;e,f'(g)!.txt",
];

return [
    'odd names are kept, and found by plain and by signed URLs' => function () use ($odd): void {
        foreach ($odd as $name) {
            $stored = client()->put($name, $name);
            equal(preg_replace('/_\d{10}_[0-9a-f]{40}(?=\.[^.]*$|$)/D', '', $stored), $name);
            equal(stream_get_contents(client()->get($stored)), $name);
            equal(client()->head($stored)['size'], strlen($name));
            equal(fetch(client()->url($stored))[0], 401);
            equal(fetch(client()->signedUrl('GET', $stored, time() + 600)), [200, $name]);
            client()->delete($stored);
            client()->delete($stored);
            equal(client()->head($stored), null);
            thrown(FileMissing::class, fn () => client()->get($stored));
        }
    },
    'a signed URL takes an upload within its limits' => function (): void {
        $url = client()->signedUrl('PUT', 'größe 1.txt', time() + 600, 5, 'text/*');
        equal(fetch($url, 'PUT', 'image')[0], 201);
        equal(fetch($url, 'PUT', 'images')[0], 413);
        equal(fetch(client()->signedUrl('PUT', 'a.txt', time() - 1), 'PUT', 'a')[0], 403);
    },
    'signatures are those of the documentation' => function (): void {
        $limits = ['expires' => 1800000000, 'max-size' => 5242880, 'type' => 'image/*'];
        $query = NodeUrl::sign('correct-horse-battery-staple', 'PUT', 'größe 1.png', $limits);
        equal(substr($query, -64, 32), '09723fe95e57cd9cc55d332770289243');
    },
    'a large file is sent and read in chunks' => function (): void {
        $file = tmpfile();
        for ($count = 0; $count < 32; $count += 1) {
            fwrite($file, str_repeat(chr(65 + $count), 1024 * 1024));
        }
        rewind($file);
        memory_reset_peak_usage();
        $before = memory_get_peak_usage();
        $stored = client()->put('large.bin', $file);
        $read = client()->get($stored);
        equal(memory_get_peak_usage() - $before < 4 * 1024 * 1024, true);
        equal(fstat($read)['size'], 32 * 1024 * 1024);
        equal(stream_get_contents($read, 3, 5 * 1024 * 1024), 'FFF');
    },
    'a pipe is sent in chunks, from where it stands, and once' => function (): void {
        $pipe = popen('printf 0123456789', 'r');
        fread($pipe, 3);
        $stored = client()->put('pipe.txt', $pipe);
        equal(stream_get_contents(client()->get($stored)), '3456789');
        withStub('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n', function (string $url): void {
            $client = client(['nodes' => [$url, getenv('COCKATIEL_URL')]]);
            $put = fn () => $client->put('pipe.txt', popen('printf 0123456789', 'r'));
            $error = thrown(NodesUnavailable::class, $put);
            equal(str_contains($error->getMessage(), 'second time'), true);
            $stored = $client->put('a.txt', 'a');
            equal(stream_get_contents($client->get($stored)), 'a');
        });
    },
    'another node is asked where one can not be reached' => function (): void {
        $client = client(['nodes' => [closedUrl(), getenv('COCKATIEL_URL')]]);
        $stored = $client->put('a.txt', 'content');
        equal(stream_get_contents($client->get($stored)), 'content');
        equal($client->head($stored)['size'], 7);
        $client->delete($stored);
        equal($client->head($stored), null);
        $secretive = str_replace('//', '//user:hidden@', closedUrl());
        $error = thrown(NodesUnavailable::class, fn () => client(['nodes' => [$secretive]])->head('a'));
        equal(str_contains($error->getMessage(), 'hidden'), false);
    },
    'a silent node is passed over' => function (): void {
        $server = stream_socket_server('tcp://127.0.0.1:0');
        $url = 'http://' . stream_socket_get_name($server, false);
        $client = client(['nodes' => [$url, getenv('COCKATIEL_URL')], 'idleTimeout' => 10]);
        $stored = $client->put('a.txt', 'content');
        equal(client()->head($stored)['size'], 7);
    },
    'what came corrupt is an error, or read from another node' => function () use ($sha1): void {
        $wrong = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong';
        withStub($wrong, function (string $url) use ($sha1): void {
            thrown(CorruptFile::class, fn () => client(['nodes' => [$url]])->get("a_13_$sha1.txt"));
            $stored = client()->put('a.txt', 'right');
            $client = client(['nodes' => [$url, getenv('COCKATIEL_URL')]]);
            equal(stream_get_contents($client->get($stored)), 'right');
        });
        $short = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nrig';
        withStub($short, function (string $url) use ($sha1): void {
            $get = fn () => client(['nodes' => [$url]])->get("a_13_$sha1.txt");
            thrown(NodesUnavailable::class, $get);
        });
        $stored = 'HTTP/1.1 201 Created\r\nLocation: /a_13_' . $sha1 . '.txt\r\nContent-Length: 0\r\n\r\n';
        withStub($stored, function (string $url): void {
            thrown(CorruptFile::class, fn () => client(['nodes' => [$url]])->put('a.txt', 'other'));
        });
    },
    'a Location may have what a proxy puts before the name' => function () use ($sha1): void {
        foreach (['/', 'https://files.example.com/media/', '/media/'] as $before) {
            $found = StoredName::inLocation("{$before}d%20d/a_13_$sha1.txt", 'd d/a.txt');
            equal($found?->name, "d d/a_13_$sha1.txt");
        }
        equal(StoredName::inLocation('/elsewhere', 'a.txt'), null);
    },
    'a refusal is final, and says why' => function (): void {
        $put = fn () => client(['writeSecretFile' => null])->put('a.txt', 'a');
        equal(thrown(RequestRefused::class, $put)->status, 401);
        $put = fn () => client()->put('large.bin', str_repeat('x', 101 * 1024 * 1024));
        equal(thrown(RequestRefused::class, $put)->status, 413);
        $error = thrown(RequestRefused::class, fn () => client()->put('_reserved/a.txt', 'a'));
        equal([$error->status, strlen($error->getMessage()) > 40], [400, true]);
    },
];
