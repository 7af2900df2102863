"""A Django storage backend for cockatiel, a replicating file server."""

from .errors import CockatielError, CorruptFile, NodesUnavailable, RequestRefused
from .storage import CockatielStorage

__all__ = [
    "CockatielError",
    "CockatielStorage",
    "CorruptFile",
    "NodesUnavailable",
    "RequestRefused",
]
