"""The storage backend. docs/clients-frameworks.md says how to configure it."""

import hashlib
import io
import tempfile
import time
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from .listing import directory_prefix, read_children
from .names import fit_name, name_in_location, parse_stamp, path_of, without_stamp
from .node import NodeFailed
from .nodes import Nodes
from .options import read_options, read_secret
from .signing import sign
from .upload import Upload

# What is opened is in memory up to this size, and in a temporary file beyond it.
MEMORY_BYTES = 1024 * 1024


@deconstructible(path="django_cockatiel.CockatielStorage")
class CockatielStorage(Storage):
    """Files on the nodes of cockatiel. A node picks the name: keep what `save` returns.

    Errors are those of errors.py, and FileNotFoundError.
    """

    def __init__(self, **options):
        self._given = options
        self._cached = (None, None)

    @property
    def options(self):
        return read_options(self._given)

    @property
    def _nodes(self):
        """Made again where the settings have changed, as tests do it."""
        options = self.options
        timeouts = (options["connect_timeout"], options["timeout"])
        key = (tuple(options["nodes"]), timeouts)
        if self._cached[0] != key:
            self._cached = (key, Nodes(*key))
        return self._cached[1]

    def _secret(self, role):
        return read_secret(self.options[f"{role}_secret_file"])

    def get_available_name(self, name, max_length=None):
        """Every name is available: a node adds the time and the hash, for which this leaves space.

        A file that is saved again under its stored name loses the old time and hash.
        """
        return fit_name(without_stamp(str(name).replace("\\", "/")), max_length)

    def _save(self, name, content):
        name = name.lstrip("/")
        upload = Upload(content)
        secret = self._secret("write")
        nodes = self._nodes

        def take(response, node):
            stored = name_in_location(response.header("Location"), name)
            if stored is None:
                raise NodeFailed(f"{response.status} without a stored name: is it a node?")
            if parse_stamp(stored)[1] != upload.sha1:
                nodes.ask_one(node, "DELETE", stored, secret)
                raise NodeFailed("the file was corrupt when it arrived", is_corrupt=True)
            return stored

        return nodes.ask("PUT", name, take, {200, 201, 202, 302}, secret, upload)

    def _open(self, name, mode="rb"):
        if mode not in ("r", "rb", "rt"):
            raise ValueError(f"A stored file never changes, so there is no mode {mode!r}: save one")
        expected = parse_stamp(name)

        def take(response, _node):
            if response.status == 404:
                raise FileNotFoundError(f"There is no file {name}")
            size = int(response.header("Content-Length") or MEMORY_BYTES + 1)
            buffer = io.BytesIO() if size <= MEMORY_BYTES else tempfile.TemporaryFile()
            try:
                sha1 = hashlib.sha1()
                for chunk in response.chunks():
                    sha1.update(chunk)
                    buffer.write(chunk)
                if expected is not None and sha1.hexdigest() != expected[1]:
                    raise NodeFailed("the file was corrupt when it came", is_corrupt=True)
            except BaseException:
                buffer.close()
                raise
            buffer.seek(0)
            return buffer

        buffer = self._nodes.ask("GET", name, take, {200, 404}, self._secret("read"))
        return File(buffer if "b" in mode else io.TextIOWrapper(buffer, encoding="utf-8"), name)

    def delete(self, name):
        """Deletes a file on all nodes, for good. It may be gone already."""
        if not name:
            raise ValueError("The name must be given to delete().")
        self._nodes.ask("DELETE", name, lambda *_: None, {200, 404}, self._secret("write"))

    def _head(self, name, take):
        return self._nodes.ask("HEAD", name, take, {200, 404}, self._secret("read"))

    def exists(self, name):
        return self._head(name, lambda response, _node: response.status == 200)

    def size(self, name):
        def take(response, _node):
            if response.status == 404:
                raise FileNotFoundError(f"There is no file {name}")
            size = response.header("Content-Length")
            if size is None:
                raise NodeFailed("it does not tell the size")
            return int(size)

        return self._head(name, take)

    def listdir(self, path):
        """Returns the directories and the stored names right below a path, as two lists, each
        without the path. `listdir("")` is of the root. Where nothing is stored both are empty.

        A node sends the names of all files below the path, those of subdirectories too.
        Raises NotImplementedError without `operator_secret_file`.
        """
        secret = self._secret("operator")
        if secret is None:
            raise NotImplementedError(
                "listdir() needs the option operator_secret_file: a node lists its files for "
                "operators only"
            )
        prefix = directory_prefix(path)
        query = {"prefix": prefix} if prefix else None

        def take(response, _node):
            return read_children(response, prefix)

        return self._nodes.ask("GET", "_files", take, {200}, secret, query=query)

    def get_modified_time(self, name):
        """When it was uploaded, which is in its name; no node is asked."""
        stamp = parse_stamp(name)
        if stamp is None:
            raise FileNotFoundError(f"{name} is not the name of a stored file")
        time_of_upload = datetime.fromtimestamp(stamp[0], tz=timezone.utc)
        if settings.USE_TZ:
            return time_of_upload
        return time_of_upload.astimezone().replace(tzinfo=None)

    get_created_time = get_modified_time

    def url(self, name, parameters=None, expire=None):
        """Returns the URL of a file; signed, and valid for `expire` seconds, with a read secret.

        `parameters` are added to the query: `{"download": ""}` lets a browser save the file.
        """
        query = [urlencode(parameters, quote_via=quote)] if parameters else []
        if self.options["querystring_auth"]:
            query.append(self._signature("read", "GET", name, expire))
        return "?".join([f"{self._public_url}/{path_of(name)}", *filter(None, ["&".join(query)])])

    def upload_url(self, name, expire=None, max_size=None, content_type=None):
        """Returns a URL to which a browser can PUT one file, without a secret."""
        limits = {"max-size": max_size, "type": content_type}
        limits = {key: value for key, value in limits.items() if value is not None}
        name = self.get_available_name(name)
        query = self._signature("write", "PUT", name, expire, limits)
        return f"{self._public_url}/{path_of(name)}?{query}"

    def _signature(self, role, method, name, expire, limits=None):
        secret = self._secret(role)
        if secret is None:
            raise ImproperlyConfigured(f"Signed URLs need the option {role}_secret_file")
        seconds = self.options["querystring_expire"] if expire is None else expire
        return sign(secret, method, name.lstrip("/"), int(time.time()) + int(seconds), limits)

    @property
    def _public_url(self):
        url = self.options["public_url"]
        return (self._nodes.first_url if url is None else url).rstrip("/")
