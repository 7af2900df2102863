"""Django with the node that the environment names, for tests."""

import os
import unittest

import django
from django.conf import settings

URL = os.environ["COCKATIEL_URL"]
WRITE_SECRET_FILE = os.environ["COCKATIEL_WRITE_SECRET_FILE"]
READ_SECRET_FILE = os.environ["COCKATIEL_READ_SECRET_FILE"]
OPERATOR_SECRET_FILE = os.environ["COCKATIEL_OPERATOR_SECRET_FILE"]

# The seven odd names, and two more.
ODD_NAMES = [
    "a b.txt",
    "100%.txt",
    "%41.txt",
    "a#b.txt",
    "what?.txt",
    "größe-файл-写真-🦜.txt",
    "very-long-" + "ß" * 94 + ".txt",
    "..dots...and.more..txt",
    "dir with space/a+b&c=d;e,f'(g)!.txt",
]

if not settings.configured:
    OPTIONS = {
        "nodes": [URL],
        "public_url": URL,
        "write_secret_file": WRITE_SECRET_FILE,
        "read_secret_file": READ_SECRET_FILE,
    }
    if django.VERSION >= (4, 2):
        own = {"STORAGES": {"default": {"BACKEND": "django_cockatiel.CockatielStorage"}}}
        own["STORAGES"]["default"]["OPTIONS"] = OPTIONS
    else:
        own = {"DEFAULT_FILE_STORAGE": "django_cockatiel.CockatielStorage"}
        own["COCKATIEL_STORAGE_OPTIONS"] = {key.upper(): OPTIONS[key] for key in OPTIONS}
    settings.configure(
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        **own,
    )
    django.setup()

# Only now, because it reads the settings.
from django_cockatiel import CockatielStorage  # noqa: E402


class NodeCase(unittest.TestCase):
    def storage(self, **options):
        secrets = {"write_secret_file": WRITE_SECRET_FILE, "read_secret_file": READ_SECRET_FILE}
        return CockatielStorage(**{"nodes": [URL], "public_url": URL, **secrets, **options})
