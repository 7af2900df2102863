<?php

declare(strict_types=1);

namespace Cockatiel;

use HashContext;

/**
 * The body of an upload: read in chunks, hashed on its way, and read again for another node.
 *
 * @internal
 */
final class Body
{
    /** A stream is in memory up to this size, and in a temporary file beyond it. */
    private const MEMORY_BYTES = 1024 * 1024;

    /** What is left of it, or null where that is not known. */
    public readonly ?int $size;
    private readonly int $start;
    private readonly bool $isSeekable;
    private bool $hasBegun = false;
    private HashContext $hash;

    /** @param resource $stream is read from where it stands. */
    public function __construct(private $stream)
    {
        $this->isSeekable = stream_get_meta_data($stream)['seekable'];
        $this->start = $this->isSeekable ? (int) ftell($stream) : 0;
        $size = fstat($stream)['size'] ?? null;
        $this->size = $this->isSeekable && $size !== null ? max(0, $size - $this->start) : null;
        $this->hash = hash_init('sha1');
    }

    /** False where it was begun, and can't be rewound. */
    public function begin(): bool
    {
        $isAgain = $this->hasBegun;
        $this->hasBegun = $this->hasBegun || !$this->isSeekable;
        $this->hash = hash_init('sha1');
        return !$isAgain && (!$this->isSeekable || fseek($this->stream, $this->start) === 0);
    }

    public function read(int $length): string
    {
        $chunk = (string) fread($this->stream, $length);
        hash_update($this->hash, $chunk);
        return $chunk;
    }

    /** Of what was read since it was begun. */
    public function sha1(): string
    {
        return hash_final(hash_copy($this->hash));
    }

    /** @return resource */
    public static function streamOf(string $content)
    {
        $stream = fopen('php://temp/maxmemory:' . self::MEMORY_BYTES, 'r+b');
        fwrite($stream, $content);
        rewind($stream);
        return $stream;
    }
}
