<?php

declare(strict_types=1);

namespace Cockatiel;

/** A node refused the request, and will refuse it again; `status` is the HTTP status. */
final class RequestRefused extends CockatielException
{
    public function __construct(string $message, public readonly int $status)
    {
        parent::__construct($message);
    }
}
