"""Signed URLs: docs/signed-urls.md has their format."""

import hashlib
import hmac
from urllib.parse import quote, urlencode

LIMITS = ("max-size", "type")


def sign(secret, method, name, expires, limits=None):
    """Returns the query that lets whoever has it read (GET) or upload (PUT) one file.

    `expires` is in Unix seconds. `limits` may have `max-size`, in bytes, and `type`.
    """
    limits = limits or {}
    lines = ["cockatiel-1", method, f"name={name}", f"expires={expires}"]
    lines += [f"{key}={limits[key]}" for key in LIMITS if key in limits]
    digest = hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256)
    query = {"expires": expires, **limits, "signature": digest.hexdigest()}
    return urlencode(query, quote_via=quote, safe="")
