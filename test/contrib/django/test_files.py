"""Files are kept, under any name, and found again."""

import io
import re
import time
import tracemalloc
from datetime import datetime, timedelta, timezone

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from node_case import ODD_NAMES, NodeCase

STAMP = re.compile(r"_\d{10}_[0-9a-f]{40}(?=\.[^.]*$|$)")


class Endless(io.RawIOBase):
    """So many bytes, without a size, that can be read once."""

    def __init__(self, size):
        self.left = size

    def readable(self):
        return True

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation("seek")

    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return b"x" * size


class FilesTest(NodeCase):
    def test_odd_names_are_kept_and_found(self):
        for name in ODD_NAMES:
            with self.subTest(name):
                stored = default_storage.save(name, ContentFile(name.encode()))
                self.assertEqual(STAMP.sub("", stored), name)
                self.assertTrue(default_storage.exists(stored))
                self.assertEqual(default_storage.size(stored), len(name.encode()))
                with default_storage.open(stored) as file:
                    self.assertEqual(file.read(), name.encode())
                default_storage.delete(stored)
                self.assertFalse(default_storage.exists(stored))

    def test_a_missing_file_is_not_found(self):
        gone = default_storage.save("gone.txt", ContentFile(b"gone"))
        default_storage.delete(gone)
        default_storage.delete(gone)
        for ask in (default_storage.open, default_storage.size):
            with self.assertRaises(FileNotFoundError):
                ask(gone)
        for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
            with self.assertRaises(FileNotFoundError):
                ask("never-stored.txt")

    def test_the_same_name_and_content_twice_is_no_error(self):
        names = {default_storage.save("twice.txt", ContentFile(b"twice")) for _ in range(3)}
        for name in names:
            self.assertEqual(default_storage.open(name).read(), b"twice")

    def test_a_file_is_read_as_bytes_and_as_text(self):
        stored = default_storage.save("text.txt", ContentFile("größe\nzwei\n"))
        with default_storage.open(stored) as file:
            self.assertEqual(file.read(), "größe\nzwei\n".encode())
            file.seek(2)
            self.assertEqual(file.tell(), 2)
        with default_storage.open(stored, "r") as file:
            self.assertEqual(file.read(), "größe\nzwei\n")
        with self.assertRaisesRegex(ValueError, "never changes"):
            default_storage.open(stored, "wb")

    def test_empty_files_and_uploads_of_forms(self):
        empty = default_storage.save("empty", ContentFile(b""))
        self.assertEqual((default_storage.size(empty), default_storage.open(empty).read()), (0, b""))
        upload = SimpleUploadedFile("form.txt", b"sent by a form")
        stored = default_storage.save(None, upload)
        self.assertEqual(default_storage.open(stored).read(), b"sent by a form")
        upload.seek(4)
        again = default_storage.save("again.txt", upload)
        self.assertEqual(default_storage.size(again), 14)

    def test_a_file_without_a_size_is_sent_in_chunks(self):
        stored = default_storage.save("stream.bin", File(Endless(300_000)))
        self.assertEqual(default_storage.open(stored).read(), b"x" * 300_000)

    def test_a_large_file_is_never_in_memory(self):
        size = 64 * 1024 * 1024
        tracemalloc.start()
        stored = default_storage.save("large.bin", File(Endless(size)))
        with default_storage.open(stored) as file:
            self.assertEqual(sum(len(chunk) for chunk in file.chunks()), size)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertEqual(default_storage.size(stored), size)
        self.assertLess(peak, 4 * 1024 * 1024)

    def test_a_file_that_lies_about_its_size_is_not_stored(self):
        for size in (3, 30):
            content = ContentFile(b"ten bytes.")
            content.size = size
            with self.assertRaisesRegex(ValueError, f"has {size} bytes"):
                default_storage.save("lie.txt", content)

    def test_the_time_is_that_in_the_name(self):
        stored = default_storage.save("time.txt", ContentFile(b"time"))
        modified = default_storage.get_modified_time(stored)
        self.assertLess(abs(datetime.now(timezone.utc) - modified), timedelta(minutes=5))
        self.assertEqual(default_storage.get_created_time(stored), modified)
        with override_settings(USE_TZ=False):
            naive = default_storage.get_modified_time(stored)
        self.assertIsNone(naive.tzinfo)
        self.assertEqual(time.mktime(naive.timetuple()), modified.timestamp())

    def test_a_stored_name_fits_the_field(self):
        for name in ("d/" + "n" * 300 + ".jpeg", "ü" * 200 + ".png", "short.txt"):
            stored = default_storage.save(name, ContentFile(b"fits"), max_length=100)
            self.assertLessEqual(len(stored), 100)
            self.assertEqual(stored.rpartition(".")[2], name.rpartition(".")[2])
            self.assertTrue(default_storage.exists(stored))
        unbounded = default_storage.save("ü" * 2000 + ".png", ContentFile(b"fits"))
        self.assertEqual(len(unbounded.encode()), 254)
        with self.assertRaisesRegex(SuspiciousFileOperation, "max_length"):
            default_storage.save("d" * 60 + "/a.txt", ContentFile(b"no"), max_length=100)

    def test_a_file_saved_under_its_stored_name_has_one_stamp(self):
        first = default_storage.save("photo.jpg", ContentFile(b"one"))
        second = default_storage.save(first, ContentFile(b"other"))
        self.assertEqual(STAMP.sub("", second), "photo.jpg")
        self.assertNotEqual(first, second)
        self.assertEqual(default_storage.open(first).read(), b"one")

    def test_names_that_lead_out_are_refused(self):
        for name in ("../a.txt", "/etc/a.txt", "a/../../b.txt", ".."):
            with self.assertRaises(SuspiciousFileOperation):
                default_storage.save(name, ContentFile(b"out"))
