<?php

declare(strict_types=1);

namespace Cockatiel;

use RuntimeException;

/** Whatever goes wrong between a client and its nodes. */
class CockatielException extends RuntimeException
{
}
