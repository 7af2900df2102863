"""Where a storage has its options from, and what they are without."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DEFAULTS = {
    "nodes": None,
    "public_url": None,
    "write_secret_file": None,
    "read_secret_file": None,
    "operator_secret_file": None,
    "querystring_auth": None,
    "querystring_expire": 3600,
    "connect_timeout": 3,
    "timeout": 30,
}

# As django-cockatiel for Django 1.8 called them in COCKATIEL_STORAGE_OPTIONS.
OLD_NAMES = {"STORAGE_NODES": "nodes"}


def read_options(given):
    """Returns all options: those of this storage, else of the settings, else the defaults."""
    common = {
        OLD_NAMES.get(key, key.lower()): value
        for key, value in getattr(settings, "COCKATIEL_STORAGE_OPTIONS", {}).items()
    }
    options = {**DEFAULTS, **common, **given}
    unknown = sorted(set(options) - set(DEFAULTS))
    if unknown:
        raise ImproperlyConfigured(
            f"CockatielStorage has no option {', '.join(unknown)}; it has {', '.join(DEFAULTS)}"
        )
    if isinstance(options["nodes"], str):
        options["nodes"] = [options["nodes"]]
    if not options["nodes"]:
        raise ImproperlyConfigured("CockatielStorage needs `nodes`, a list of the nodes' URLs")
    if options["querystring_auth"] is None:
        options["querystring_auth"] = options["read_secret_file"] is not None
    return options


def read_secret(path):
    """Returns the first secret of a file, read each time: a secret can change under a process."""
    if path is None:
        return None
    secret = next(iter(Path(path).read_text(encoding="utf-8").split("\n")), "").strip()
    if not secret:
        raise ImproperlyConfigured(f"The first line of {path} has no secret")
    return secret
