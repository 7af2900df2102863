"""The body of an upload: read in chunks, hashed on its way, and read again for another node."""

import hashlib
from io import UnsupportedOperation
from itertools import chain

CHUNK_BYTES = 64 * 1024


class Upload:
    """What is sent of a Django File. Never more than a chunk of it is in memory."""

    def __init__(self, content):
        self._content = content
        self._begun = False
        self._hash = hashlib.sha1()

    @property
    def can_begin(self):
        """Whether it can be sent from its beginning; not twice what can't be rewound."""
        return not self._begun or self._content.seekable()

    @property
    def sha1(self):
        """Of what was sent since it was begun."""
        return self._hash.hexdigest()

    def begin(self):
        """Returns the size, None where that is not known, and an iterator over the bytes."""
        self._begun = True
        self._hash = hashlib.sha1()
        chunks = iter(self._content.chunks(CHUNK_BYTES))
        first = next(chunks, b"")
        # A text has the number of its characters as its size.
        size = None if isinstance(first, str) else size_of(self._content)
        return size, self._pieces(chain([first], chunks))

    def _pieces(self, chunks):
        for chunk in chunks:
            view = memoryview(chunk.encode() if isinstance(chunk, str) else chunk)
            for start in range(0, len(view), CHUNK_BYTES):
                piece = view[start : start + CHUNK_BYTES]
                self._hash.update(piece)
                yield piece


def size_of(content):
    """The size that a File has, if it knows it."""
    try:
        return content.size
    except (AttributeError, UnsupportedOperation):
        return None
