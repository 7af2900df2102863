<?php

declare(strict_types=1);

namespace Cockatiel;

use CurlHandle;

/**
 * One request to one node, with the curl extension.
 *
 * @internal
 */
final class Exchange
{
    private const ERROR_BYTES = 1000;

    public int $status = 0;
    /** @var array<string, string> by names in lower case */
    public array $headers = [];
    /** What a node says of an error, in one line. */
    public string $error = '';

    /**
     * @param resource|null $sink gets the body of a 200
     * @param array{connect: float, idle: float} $timeouts in seconds
     */
    public function __construct(
        private readonly string $method,
        private readonly string $url,
        private readonly ?string $secret,
        private readonly array $timeouts,
        private readonly ?Body $body = null,
        private $sink = null,
    ) {
    }

    /** Throws NodeFailed where there is no whole response. */
    public function run(): void
    {
        $curl = curl_init();
        curl_setopt_array($curl, $this->options());
        curl_exec($curl);
        // A node that refuses an upload responds, and closes before it has read all of it.
        if (curl_errno($curl) !== 0 && $this->status < 400) {
            throw new NodeFailed(curl_error($curl));
        }
    }

    /** @return array<int, mixed> */
    private function options(): array
    {
        $headers = $this->secret === null ? [] : ["Authorization: Bearer $this->secret"];
        $upload = [];
        if ($this->body !== null) {
            $upload = [
                CURLOPT_UPLOAD => true,
                CURLOPT_READFUNCTION => fn ($curl, $file, int $size) => $this->body->read($size),
            ];
            if ($this->body->size === null) {
                $headers[] = 'Transfer-Encoding: chunked';
            } else {
                $upload[CURLOPT_INFILESIZE] = $this->body->size;
            }
        }
        return $upload + [
            CURLOPT_URL => $this->url,
            CURLOPT_CUSTOMREQUEST => $this->method,
            CURLOPT_NOBODY => $this->method === 'HEAD',
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_NOPROXY => '*',
            CURLOPT_PATH_AS_IS => true,
            CURLOPT_CONNECTTIMEOUT_MS => (int) ($this->timeouts['connect'] * 1000),
            CURLOPT_LOW_SPEED_LIMIT => 1,
            CURLOPT_LOW_SPEED_TIME => max(1, (int) $this->timeouts['idle']),
            CURLOPT_HEADERFUNCTION => $this->takeHeader(...),
            CURLOPT_WRITEFUNCTION => $this->takeBody(...),
        ];
    }

    private function takeHeader(CurlHandle $curl, string $line): int
    {
        if (preg_match('~^HTTP/\S+ (\d+)~', $line, $found) === 1) {
            // A response begins, such as that after 100 Continue.
            $this->status = (int) $found[1];
            $this->headers = [];
        } elseif (str_contains($line, ':')) {
            [$name, $value] = explode(':', $line, 2);
            $this->headers[strtolower($name)] = trim($value);
        }
        return strlen($line);
    }

    private function takeBody(CurlHandle $curl, string $chunk): int
    {
        if ($this->status === 200 && $this->sink !== null) {
            return (int) fwrite($this->sink, $chunk);
        }
        if (strlen($this->error) < self::ERROR_BYTES) {
            $this->error = explode("\n", $this->error . $chunk)[0];
        }
        return strlen($chunk);
    }
}
