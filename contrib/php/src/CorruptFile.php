<?php

declare(strict_types=1);

namespace Cockatiel;

/** The bytes do not have the SHA-1 that their name says. */
final class CorruptFile extends CockatielException
{
}
