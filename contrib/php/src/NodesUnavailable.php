<?php

declare(strict_types=1);

namespace Cockatiel;

/** No node could do it: unreachable, silent, or failing itself. It may work later. */
final class NodesUnavailable extends CockatielException
{
}
