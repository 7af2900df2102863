<?php

declare(strict_types=1);

namespace Cockatiel;

use Closure;

/**
 * Stores, reads and deletes files on the first of several nodes that can do it. A node picks the
 * name: keep what `put` returns. All throw NodesUnavailable and RequestRefused.
 */
final class Client
{
    /** The node fails, or has too much to do, or no space: another one may be well. */
    private const FAILING = [429, 500, 502, 503, 504, 507];

    /**
     * @param list<string> $nodes URLs, tried in this order
     * @param string|null $publicUrl what URLs for browsers begin with; the first node by default
     * @param string|null $writeSecretFile a file whose first line is the secret
     * @param string|null $readSecretFile the same, also to sign URLs
     * @param float $connectTimeout seconds for a connection
     * @param float $idleTimeout seconds in which not a byte comes or goes
     */
    public function __construct(
        private readonly array $nodes,
        private readonly ?string $publicUrl = null,
        private readonly ?string $writeSecretFile = null,
        private readonly ?string $readSecretFile = null,
        private readonly float $connectTimeout = 3,
        private readonly float $idleTimeout = 30,
    ) {
    }

    /**
     * Stores a file, and returns its stored name. What can't be rewound is sent to one node only.
     *
     * @param string|resource $content
     */
    public function put(string $name, $content): string
    {
        $body = new Body(is_string($content) ? Body::streamOf($content) : $content);
        $take = function (Exchange $response, string $node) use ($name, $body): string {
            $stored = StoredName::inLocation($response->headers['location'] ?? '', $name);
            if ($stored === null) {
                throw new NodeFailed("$response->status without a stored name: is it a node?");
            }
            if ($stored->sha1 !== $body->sha1()) {
                $this->tryToDelete($node, $stored->name);
                throw new NodeFailed('the file was corrupt when it arrived', true);
            }
            return $stored->name;
        };
        $secret = SecretFile::read($this->writeSecretFile);
        return $this->ask('PUT', $name, $secret, [200, 201, 202, 302], $take, $body);
    }

    /**
     * Returns a stored file, checked against the SHA-1 in its name, as a stream at its beginning.
     *
     * @return resource
     */
    public function get(string $name)
    {
        $take = function (Exchange $response, string $node, $sink) use ($name) {
            if ($response->status === 404) {
                throw new FileMissing("There is no file $name");
            }
            rewind($sink);
            $hash = hash_init('sha1');
            hash_update_stream($hash, $sink);
            $expected = StoredName::parse($name)?->sha1;
            if ($expected !== null && hash_final($hash) !== $expected) {
                throw new NodeFailed('the file was corrupt when it came', true);
            }
            rewind($sink);
            return $sink;
        };
        return $this->ask('GET', $name, SecretFile::read($this->readSecretFile), [200, 404], $take);
    }

    /** Deletes a file on all nodes, for good. It may be gone already. */
    public function delete(string $name): void
    {
        $secret = SecretFile::read($this->writeSecretFile);
        $this->ask('DELETE', $name, $secret, [200, 404], fn () => null);
    }

    /**
     * Tells size and media type of a file, or null where there is none.
     *
     * @return array{size: int, type: string}|null
     */
    public function head(string $name): ?array
    {
        $take = fn (Exchange $response) => $response->status === 404 ? null : [
            'size' => (int) ($response->headers['content-length'] ?? 0),
            'type' => $response->headers['content-type'] ?? 'application/octet-stream',
        ];
        return $this->ask('HEAD', $name, SecretFile::read($this->readSecretFile), [200, 404], $take);
    }

    /** The URL of a file for browsers. */
    public function url(string $name): string
    {
        $base = $this->publicUrl ?? NodeUrl::withoutUser($this->nodes[0]);
        return rtrim($base, '/') . '/' . NodeUrl::pathOf($name);
    }

    /**
     * A URL by which a browser may read this file (GET), or upload one under this name (PUT),
     * without a secret, until `expires`, in Unix seconds. `maxSize` is in bytes.
     */
    public function signedUrl(
        string $method,
        string $name,
        int $expires,
        ?int $maxSize = null,
        ?string $type = null,
    ): string {
        $file = $method === 'PUT' ? $this->writeSecretFile : $this->readSecretFile;
        $secret = SecretFile::read($file) ?? throw new CockatielException("No secret for $method");
        $limits = ['expires' => $expires, 'max-size' => $maxSize, 'type' => $type];
        return $this->url($name) . '?' . NodeUrl::sign($secret, $method, $name, $limits);
    }

    /** @param list<int> $expected */
    private function ask(
        string $method,
        string $name,
        ?string $secret,
        array $expected,
        Closure $take,
        ?Body $body = null,
    ): mixed {
        $failures = [];
        $isCorrupt = false;
        foreach ($this->nodes as $node) {
            $sink = $method === 'GET' ? Body::streamOf('') : null;
            if ($body !== null && !$body->begin()) {
                $failures[] = "the file can't be read a second time, for another node";
                break;
            }
            try {
                $response = $this->exchange($method, $node, $name, $secret, $body, $sink);
                if (in_array($response->status, $expected, true)) {
                    return $take($response, $node, $sink);
                }
                self::refuse("$method $name", $response);
            } catch (NodeFailed $failure) {
                $isCorrupt = $isCorrupt || $failure->isCorrupt;
                $failures[] = NodeUrl::withoutUser($node) . ': ' . $failure->getMessage();
            }
        }
        $message = "$method $name: " . implode('; ', $failures);
        throw $isCorrupt ? new CorruptFile($message) : new NodesUnavailable($message);
    }

    /** @param resource|null $sink */
    private function exchange(
        string $method,
        string $node,
        string $name,
        ?string $secret,
        ?Body $body = null,
        $sink = null,
    ): Exchange {
        $url = rtrim($node, '/') . '/' . NodeUrl::pathOf($name);
        $timeouts = ['connect' => $this->connectTimeout, 'idle' => $this->idleTimeout];
        $exchange = new Exchange($method, $url, $secret, $timeouts, $body, $sink);
        $exchange->run();
        return $exchange;
    }

    private function tryToDelete(string $node, string $name): void
    {
        try {
            $this->exchange('DELETE', $node, $name, SecretFile::read($this->writeSecretFile));
        } catch (NodeFailed) {
            // The error that follows says enough.
        }
    }

    private static function refuse(string $request, Exchange $response): never
    {
        $status = $response->status;
        if (in_array($status, self::FAILING, true)) {
            throw new NodeFailed("$status, $response->error");
        }
        $location = $response->headers['location'] ?? null;
        $reason = $status < 400 && $location !== null
            ? "a redirect to $location: configure the URL of the node itself"
            : $response->error;
        throw new RequestRefused("$request: $status, $reason", $status);
    }
}
