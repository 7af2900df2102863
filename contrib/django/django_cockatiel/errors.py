"""What can go wrong. A file that is not there is Python's own FileNotFoundError."""


class CockatielError(OSError):
    """Any failure of a storage node; an OSError, as those of a disk are."""


class NodesUnavailable(CockatielError):
    """No node could do it: unreachable, silent, or failing itself. It may work later.

    `failures` has what became of each node that was tried, as lines of text.
    """

    def __init__(self, method, name, failures):
        super().__init__(f"{method} {name}: no node could do it. " + "; ".join(failures))
        self.failures = failures


class RequestRefused(CockatielError):
    """A node refused the request: it will refuse it again.

    `status` is the HTTP status, such as 401 (no or another secret), 403 (the secret of another
    role), 413 (too large) or 400 (the name). `reason` is the line in which the node says why.
    """

    def __init__(self, method, name, status, reason):
        super().__init__(f"{method} {name}: {status}, {reason}")
        self.status = status
        self.reason = reason


class CorruptFile(CockatielError):
    """The bytes do not have the SHA-1 that their name says."""
