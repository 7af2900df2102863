<?php

declare(strict_types=1);

namespace Cockatiel;

use RuntimeException;

/**
 * One node could not do it, but another one may.
 *
 * @internal
 */
final class NodeFailed extends RuntimeException
{
    public function __construct(string $message, public readonly bool $isCorrupt = false)
    {
        parent::__construct($message);
    }
}
