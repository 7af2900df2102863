<?php

declare(strict_types=1);

namespace Cockatiel;

/**
 * A file whose first line is a secret.
 *
 * @internal
 */
final class SecretFile
{
    /** Reads it each time: a secret can change under a process. Null without a file. */
    public static function read(?string $path): ?string
    {
        if ($path === null) {
            return null;
        }
        $secret = trim(explode("\n", (string) @file_get_contents($path))[0]);
        return $secret === '' ? throw new CockatielException("No secret in $path") : $secret;
    }
}
