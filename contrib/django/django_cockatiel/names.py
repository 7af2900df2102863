"""Stored names: `[dir/…/]stem_<seconds>_<sha1>[.ext]`. A node makes them; this reads them."""

import os
import re
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import SuspiciousFileOperation

MAX_SEGMENT_BYTES = 255
MAX_NAME_BYTES = 1024

STAMP = re.compile(r"^(.+)_(\d{1,15})_([0-9a-f]{40})$", re.DOTALL)

# Two underscores, the seconds (ten digits until the year 2286), and the SHA-1.
STAMP_LENGTH = 2 + 10 + 40


def split_name(name):
    """Returns the directory with its slash, the stem, and the extension with its dot."""
    slash = name.rfind("/") + 1
    stem, extension = os.path.splitext(name[slash:])
    return name[:slash], stem, extension


def parse_stamp(name):
    """Returns the Unix time and the SHA-1 in a stored name, or None for any other name."""
    match = STAMP.match(split_name(name)[1])
    return (int(match[2]), match[3]) if match else None


def without_stamp(name):
    """Returns what a file was called before it was stored; any other name as it is."""
    directory, stem, extension = split_name(name)
    match = STAMP.match(stem)
    # Only dots can't name a file.
    if match is None or not (match[1] + extension).strip("."):
        return name
    return directory + match[1] + extension


def fit_name(name, max_length=None):
    """Shortens the stem so that the stored name has at most so many characters, and fits a node."""
    directory, stem, extension = split_name(name)
    stem = stem[:MAX_SEGMENT_BYTES]

    def fits():
        segment = stem + extension
        whole = directory + segment
        return (
            len(segment.encode()) + STAMP_LENGTH <= MAX_SEGMENT_BYTES
            and len(whole.encode()) + STAMP_LENGTH <= MAX_NAME_BYTES
            and (max_length is None or len(whole) + STAMP_LENGTH <= max_length)
        )

    while stem and not fits():
        stem = stem[:-1]
    if not stem:
        limit = "" if max_length is None else f" in {max_length} characters"
        raise SuspiciousFileOperation(
            f"There is no name for {name!r}{limit}: a stored name is {STAMP_LENGTH} characters "
            'longer. Give the field a larger "max_length", or use shorter directories.'
        )
    return directory + stem + extension


def name_in_location(location, requested):
    """Returns the stored name in a Location, or None if there is none.

    The path may begin with that of a proxy, or of the node's --url, so only as many segments as
    were sent count.
    """
    segments = urlsplit(location or "").path.split("/")[-(requested.count("/") + 1) :]
    try:
        name = "/".join(unquote(segment, errors="strict") for segment in segments)
    except UnicodeDecodeError:
        return None
    return name if parse_stamp(name) else None


def path_of(name):
    """Returns a name as the path of a URL, without a slash in front."""
    return quote(name.lstrip("/"), safe="/")
