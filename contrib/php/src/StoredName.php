<?php

declare(strict_types=1);

namespace Cockatiel;

/** What a stored name says: `[dir/…/]stem_<seconds>_<sha1>[.ext]`. A node makes them. */
final class StoredName
{
    /** Two underscores, the seconds (ten digits until the year 2286), and the SHA-1. */
    private const STAMP_BYTES = 52;
    private const SEGMENT_BYTES = 255;

    private function __construct(
        public readonly string $name,
        /** Unix time of the upload. */
        public readonly int $seconds,
        /** Lower-case hex SHA-1 of the content. */
        public readonly string $sha1,
    ) {
    }

    /** Null for a name without a stamp. */
    public static function parse(string $name): ?self
    {
        [, $stem] = self::split($name);
        if (preg_match('/^.+_(\d{1,15})_([0-9a-f]{40})$/sD', $stem, $found) !== 1) {
            return null;
        }
        return new self($name, (int) $found[1], $found[2]);
    }

    /**
     * The stored name in a Location, or null. The path may begin with that of a proxy, or of the
     * node's --url, so only as many segments as were sent count.
     */
    public static function inLocation(string $location, string $requested): ?self
    {
        $path = preg_replace('~^[a-z]+://[^/]*|[?#].*$~i', '', $location);
        $segments = array_slice(explode('/', (string) $path), -1 - substr_count($requested, '/'));
        return self::parse(implode('/', array_map('rawurldecode', $segments)));
    }

    /** Shortens the last segment of a name so that it can be stored. It must be UTF-8. */
    public static function fit(string $name): string
    {
        [$directory, $stem, $extension] = self::split($name);
        $most = self::SEGMENT_BYTES - self::STAMP_BYTES - strlen($extension);
        if (strlen($stem) <= $most || $most < 1) {
            return $name;
        }
        $cut = substr($stem, 0, $most);
        // Not in the middle of a character.
        while ($cut !== '' && preg_match('//u', $cut) !== 1) {
            $cut = substr($cut, 0, -1);
        }
        return $directory . $cut . $extension;
    }

    /** @return array{string, string, string} the directory with its slash, stem, and extension */
    private static function split(string $name): array
    {
        $slash = strrpos($name, '/');
        $start = $slash === false ? 0 : $slash + 1;
        $segment = substr($name, $start);
        $dot = strrpos($segment, '.');
        // Dots at the start begin no extension.
        if ($dot === false || ltrim(substr($segment, 0, $dot), '.') === '') {
            $dot = strlen($segment);
        }
        return [substr($name, 0, $start), substr($segment, 0, $dot), substr($segment, $dot)];
    }
}
