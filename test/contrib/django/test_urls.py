"""URLs lead to the files, signed or not."""

import hashlib
import time
from unittest import mock
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django_cockatiel.signing import sign
from node_case import ODD_NAMES, URL, NodeCase

SECRET = "correct-horse-battery-staple"
STORED = "photos/cat_13_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33.jpg"


class UrlsTest(NodeCase):
    def test_a_signed_url_of_every_odd_name_is_read_without_a_secret(self):
        storage = self.storage()
        for name in ODD_NAMES:
            with self.subTest(name):
                stored = storage.save(name, ContentFile(name.encode()))
                url = storage.url(stored)
                self.assertTrue(url.startswith(f"{URL}/"))
                self.assertTrue(url.isascii())
                self.assertEqual(urlopen(url).read(), name.encode())
                with self.assertRaises(HTTPError) as unsigned:
                    urlopen(self.storage(querystring_auth=False).url(stored))
                self.assertEqual(unsigned.exception.code, 401)
                unsigned.exception.close()

    def test_a_signed_url_expires(self):
        storage = self.storage(querystring_expire=600)
        stored = storage.save("a.txt", ContentFile(b"a"))
        until = int(parse_qs(urlsplit(storage.url(stored)).query)["expires"][0])
        self.assertLess(abs(until - time.time() - 600), 60)
        for url, status in [
            (storage.url(stored, expire=-1), 403),
            (storage.url(stored) + "0", 401),
            (storage.url(stored).replace("/a_", "/b_"), 401),
        ]:
            with self.assertRaises(HTTPError) as error:
                urlopen(url)
            self.assertEqual(error.exception.code, status)
            error.exception.close()

    def test_parameters_are_added(self):
        storage = self.storage()
        stored = storage.save("a.txt", ContentFile(b"a"))
        with urlopen(storage.url(stored, parameters={"download": ""})) as response:
            self.assertIn("attachment", response.headers["Content-Disposition"])
        plain = self.storage(querystring_auth=False)
        self.assertEqual(plain.url(stored, {"a b": "c&d"}), f"{URL}/{stored}?a%20b=c%26d")

    def test_the_public_url_may_be_a_path_and_may_be_left_out(self):
        def url(public_url, nodes):
            options = {"read_secret_file": None, "public_url": public_url, "nodes": nodes}
            return self.storage(**options).url("d/a b.txt")

        for public in ("/media/", "/media"):
            self.assertEqual(url(public, [URL]), "/media/d/a%20b.txt")
        self.assertEqual(url("https://files.example.com/x/", [URL])[:28], "https://files.example.com/x/")
        secretive = "http://user:secret@10.1.1.1:8080/base/"
        self.assertEqual(url(None, secretive), "http://10.1.1.1:8080/base/d/a%20b.txt")

    def test_a_browser_uploads_to_a_signed_url_within_its_limits(self):
        storage = self.storage()
        url = storage.upload_url("größe 1.png", max_size=5, content_type="image/*")
        headers = {"Content-Type": "image/png"}
        with urlopen(Request(url, data=b"image", method="PUT", headers=headers)) as response:
            self.assertEqual(response.status, 201)
            self.assertIn(hashlib.sha1(b"image").hexdigest(), response.headers["Location"])
        with self.assertRaises(HTTPError) as error:
            urlopen(Request(url, data=b"images", method="PUT", headers=headers))
        self.assertEqual(error.exception.code, 413)
        error.exception.close()
        with self.assertRaisesRegex(ImproperlyConfigured, "write_secret_file"):
            self.storage(write_secret_file=None).upload_url("a.png")

    def test_signatures_are_those_of_the_documentation(self):
        limits = {"max-size": 5242880, "type": "image/*"}
        for expected, arguments in [
            ("ea29ed232250d33d1495f0ee9c5816f2", ("GET", STORED, 1800000000)),
            ("09723fe95e57cd9cc55d332770289243", ("PUT", "größe 1.png", 1800000000, limits)),
        ]:
            signature = parse_qs(sign(SECRET, *arguments))["signature"][0]
            self.assertEqual(signature[:32], expected)

    def test_a_changed_secret_counts_at_once(self):
        storage = self.storage()
        stored = storage.save("a.txt", ContentFile(b"a"))
        with mock.patch("time.time", return_value=1800000000):
            before = storage.url(stored)
            storage._given["read_secret_file"] = storage._given["write_secret_file"]
            self.assertNotEqual(storage.url(stored), before)
