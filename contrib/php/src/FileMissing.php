<?php

declare(strict_types=1);

namespace Cockatiel;

/** There is no file of this name. */
final class FileMissing extends CockatielException
{
}
