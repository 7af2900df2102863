"""What is below a directory is listed for who has the secret of operators."""

import json
from uuid import uuid4

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django_cockatiel import NodesUnavailable, RequestRefused
from node_case import ODD_NAMES, OPERATOR_SECRET_FILE, READ_SECRET_FILE, URL, NodeCase
from stub_node import response, stub_node


def lines(*names):
    return "".join(json.dumps({"name": name, "size": 1}) + "\n" for name in names).encode()


def chunked(body, end=b"0\r\n\r\n"):
    """A response with a list; without its end it breaks off."""
    chunk = b"%x\r\n" % len(body) + body + b"\r\n"
    return response("200 OK", ["Transfer-Encoding: chunked"], chunk + end)


class ListdirTest(NodeCase):
    def lister(self, **options):
        return self.storage(**{"operator_secret_file": OPERATOR_SECRET_FILE, **options})

    def fill(self, *names):
        """Stores files in a directory of their own, which it returns, and their stored names."""
        directory = f"list-{uuid4().hex}"
        storage = self.storage()
        return directory, [
            storage.save(f"{directory}/{name}", ContentFile(b"a")) for name in names
        ]

    def test_directories_and_stored_names_come_apart(self):
        directory, stored = self.fill("a.txt", "b.txt", "sub/c.txt", "sub/d.txt", "sub/e/f.txt")
        below = [name[len(directory) + 1 :] for name in stored]
        storage = self.lister()
        self.assertEqual(storage.listdir(directory), (["sub"], below[:2]))
        sub = [name[len("sub/") :] for name in below[2:4]]
        for path in (f"{directory}/sub", f"/{directory}/./sub/", f"{directory}\\sub"):
            self.assertEqual(storage.listdir(path), (["e"], sub))
        for name in storage.listdir(directory)[1]:
            self.assertTrue(storage.exists(f"{directory}/{name}"))

    def test_the_root_is_listed(self):
        directory, _ = self.fill("a.txt")
        root_file = self.storage().save("root.txt", ContentFile(b"root"))
        for path in ("", ".", "/"):
            directories, files = self.lister().listdir(path)
            self.assertIn(directory, directories)
            self.assertIn(root_file, files)

    def test_odd_names_are_listed(self):
        odd = [name for name in ODD_NAMES if "/" not in name]
        directory, stored = self.fill(*odd)
        _, files = self.lister().listdir(directory)
        self.assertEqual({f"{directory}/{name}" for name in files}, set(stored))
        directory, stored = self.fill("what? a+b&c/a.txt")
        self.assertEqual(self.lister().listdir(f"{directory}/what? a+b&c")[0], [])
        self.assertEqual(len(self.lister().listdir(f"{directory}/what? a+b&c")[1]), 1)

    def test_a_directory_is_no_beginning_of_a_name(self):
        directory, _ = self.fill("ab/c.txt", "abc.txt")
        self.assertEqual(self.lister().listdir(f"{directory}/a"), ([], []))

    def test_where_nothing_is_stored_nothing_is_listed(self):
        directory, (stored,) = self.fill("a.txt")
        self.storage().delete(stored)
        self.assertEqual(self.lister().listdir(directory), ([], []))
        self.assertEqual(self.lister().listdir("never-stored"), ([], []))

    def test_it_takes_the_secret_of_operators(self):
        with self.assertRaisesRegex(NotImplementedError, "operator_secret_file"):
            self.storage().listdir("")
        with self.assertRaises(RequestRefused) as error:
            self.lister(operator_secret_file=READ_SECRET_FILE).listdir("")
        self.assertEqual(error.exception.status, 403)

    def test_what_leads_out_is_refused(self):
        for path in ("..", "a/../../b", "../a"):
            with self.assertRaises(SuspiciousFileOperation):
                self.lister().listdir(path)

    def test_a_list_that_breaks_off_is_read_from_another_node(self):
        directory, (stored,) = self.fill("a.txt")
        name = stored.rpartition("/")[2]
        listed = lines(f"{directory}/other.txt")
        busy = response("503 Service Unavailable", ["Content-Length: 5"], b"busy\n")
        foreign = chunked(lines("somewhere/else.txt"))
        page = response("200 OK", ["Content-Length: 3"], b"hi\n")
        for behave in (chunked(listed, b""), chunked(listed[:-1]), busy, foreign, page):
            with self.subTest(behave), stub_node(behave) as (url, requests):
                storage = self.lister(nodes=[url, URL])
                self.assertEqual(storage.listdir(directory), ([], [name]))
                self.assertEqual(
                    requests[0].split("\r\n")[0], f"GET /_files?prefix={directory}%2F HTTP/1.1"
                )
        with stub_node(busy) as (url, _), self.assertRaises(NodesUnavailable):
            self.lister(nodes=[url]).listdir(directory)
