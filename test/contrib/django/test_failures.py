"""Nodes that fail are passed over; what no node can do is a typed error."""

import hashlib
import time
from unittest import mock

from django.core.files import File
from django.core.files.base import ContentFile
from django_cockatiel import CockatielError, CorruptFile, NodesUnavailable, RequestRefused
from node_case import URL, NodeCase
from stub_node import closed_url, hang_up, response, silence, stub_node
from test_files import Endless

SHA1 = hashlib.sha1(b"right").hexdigest()
NAME = f"a_13_{SHA1}.txt"


class FailuresTest(NodeCase):
    def passes_over(self, url):
        """Everything works where this node comes first, each time in a storage of its own."""
        stored = self.storage(nodes=[url, URL]).save("a.txt", ContentFile(b"content"))
        self.assertEqual(self.storage(nodes=[url, URL]).open(stored).read(), b"content")
        self.storage(nodes=[url, URL]).delete(stored)
        self.assertFalse(self.storage(nodes=[url, URL]).exists(stored))

    def test_another_node_is_asked_where_one_refuses_connections(self):
        self.passes_over(closed_url())

    def test_another_node_is_asked_where_one_hangs_up_or_fails(self):
        full = response("507 Insufficient Storage", ["Content-Length: 5"], b"full\n")
        busy = response("503 Service Unavailable", ["Retry-After: 1"], b"busy\n")
        for behave in (hang_up, full, busy):
            with self.subTest(behave), stub_node(behave) as (url, requests):
                self.passes_over(url)
                self.assertEqual(len(requests), 4)

    def test_a_node_that_is_no_node_is_passed_over(self):
        page = response("200 OK", ["Content-Length: 2"], b"hi")
        with stub_node(page) as (url, _):
            stored = self.storage(nodes=[url, URL]).save("a.txt", ContentFile(b"content"))
        self.assertTrue(self.storage().exists(stored))

    def test_a_download_that_is_cut_short_or_corrupt_is_read_from_another_node(self):
        stored = self.storage().save("a.txt", ContentFile(b"content"))
        short = response("200 OK", ["Content-Length: 7"], b"cont")
        wrong = response("200 OK", ["Content-Length: 7"], b"conTent")
        for behave in (short, wrong):
            with self.subTest(behave), stub_node(behave) as (url, _):
                storage = self.storage(nodes=[url, URL])
                self.assertEqual(storage.open(stored).read(), b"content")

    def test_what_came_corrupt_from_all_is_an_error(self):
        wrong = response("200 OK", ["Content-Length: 5"], b"wrong")
        with stub_node(wrong) as (url, _), self.assertRaises(CorruptFile):
            self.storage(nodes=[url]).open(NAME)

    def test_an_upload_that_arrived_corrupt_is_deleted_there(self):
        stored = response("201 Created", [f"Location: /{NAME}", "Content-Length: 0"])
        with stub_node(stored) as (url, requests):
            with self.assertRaises(CorruptFile):
                self.storage(nodes=[url]).save("a.txt", ContentFile(b"other"))
            self.assertEqual(requests[1].split("\r\n")[0], f"DELETE /{NAME} HTTP/1.1")

    def test_a_location_may_have_what_a_proxy_puts_before_the_name(self):
        for location in (f"/{NAME}", f"https://files.example.com/media/{NAME}", f"/media/{NAME}"):
            stored = response("201 Created", [f"Location: {location}", "Content-Length: 0"])
            with self.subTest(location), stub_node(stored) as (url, requests):
                storage = self.storage(nodes=[url + "/base/"])
                self.assertEqual(storage.save("a.txt", ContentFile(b"right")), NAME)
                self.assertEqual(requests[0].split("\r\n")[0], "PUT /base/a.txt HTTP/1.1")

    def test_where_no_node_can_do_it_the_error_says_what_became_of_each(self):
        one, other = closed_url(), closed_url().replace("http://", "http://user:hidden@")
        with self.assertRaises(NodesUnavailable) as error:
            self.storage(nodes=[one, other]).size(NAME)
        self.assertEqual(len(error.exception.failures), 2)
        self.assertIn(one, str(error.exception))
        self.assertNotIn("hidden", str(error.exception))
        self.assertIsInstance(error.exception, CockatielError)
        self.assertIsInstance(error.exception, OSError)

    def test_a_file_that_can_be_read_once_is_sent_once(self):
        with stub_node(hang_up) as (url, _):
            with self.assertRaisesRegex(NodesUnavailable, "second time"):
                self.storage(nodes=[url, URL]).save("a.bin", File(Endless(10)))
        # Nothing was read of it where there was no connection.
        stored = self.storage(nodes=[closed_url(), URL]).save("a.bin", File(Endless(10)))
        self.assertEqual(self.storage().size(stored), 10)

    def test_a_refusal_is_final_and_says_why(self):
        for options, status in [
            ({"write_secret_file": None}, 401),
            ({"write_secret_file": self.storage().options["read_secret_file"]}, 403),
        ]:
            with self.assertRaises(RequestRefused) as error:
                self.storage(**options).save("a.txt", ContentFile(b"a"))
            self.assertEqual(error.exception.status, status)
        with self.assertRaises(RequestRefused) as error:
            self.storage().save("_reserved/a.txt", ContentFile(b"a"))
        self.assertEqual(error.exception.status, 400)
        self.assertTrue(error.exception.reason)

    def test_an_upload_that_is_too_large_is_refused_before_it_is_sent(self):
        storage = self.storage()
        with self.assertRaises(RequestRefused) as error:
            storage.save("large.bin", ContentFile(b"x" * (101 * 1024 * 1024)))
        self.assertEqual(error.exception.status, 413)

    def test_a_redirect_names_the_url_to_configure(self):
        moved = response("308 Permanent Redirect", ["Location: https://other.example.com/a"])
        with stub_node(moved) as (url, _):
            with self.assertRaisesRegex(RequestRefused, "https://other.example.com/a"):
                self.storage(nodes=[url]).size(NAME)

    @mock.patch("django_cockatiel.nodes.AVOIDED_SECONDS", 600)
    def test_a_silent_node_is_passed_over_and_asked_last_for_a_while(self):
        with stub_node(silence) as (url, requests):
            storage = self.storage(nodes=[url, URL], timeout=10)
            stored = storage.save("a.txt", ContentFile(b"a"))
            for _ in range(5):
                self.assertTrue(storage.exists(stored))
            self.assertEqual(len(requests), 1)
            storage._nodes._nodes[0].failed_at = time.monotonic() - 601
            self.assertTrue(storage.exists(stored))
            self.assertEqual(len(requests), 2)
