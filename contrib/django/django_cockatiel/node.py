"""One request to one node, by Python's own HTTP client."""

from base64 import b64encode
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import unquote, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .names import path_of
from .upload import CHUNK_BYTES


class NodeFailed(Exception):
    """A node could not do it, but another one may. `is_corrupt`: it sent or stored other bytes."""

    def __init__(self, reason, is_corrupt=False):
        super().__init__(reason)
        self.is_corrupt = is_corrupt


@contextmanager
def network():
    """Tells failures of the network from those of the files that are read and written beside it."""
    try:
        yield
    except (OSError, HTTPException) as error:
        raise NodeFailed(str(error) or type(error).__name__) from error


class Node:
    """A node at a URL. `failed_at` is when it failed last, by the monotonic clock."""

    def __init__(self, url):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ImproperlyConfigured(f"{url!r} is not the URL of a node, as http://10.1.1.1:8080")
        self._connection = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._address = (parts.hostname, parts.port)
        self._path = parts.path.rstrip("/")
        self._user = None
        if parts.password is not None:
            user = f"{unquote(parts.username or '')}:{unquote(parts.password)}"
            self._user = "Basic " + b64encode(user.encode()).decode()
        # Without a secret, for messages and for pages.
        self.url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{self._path}"
        self.failed_at = float("-inf")

    @contextmanager
    def request(self, method, name, timeouts, secret=None, upload=None, query=None):
        """Sends a request; gives its response, and closes the connection in the end.

        `query` has parameters by their names, as for `urlencode`.
        """
        connect_timeout, timeout = timeouts
        host, port = self._address
        connection = self._connection(host, port, timeout=connect_timeout)
        try:
            with network():
                connection.connect()
                connection.sock.settimeout(timeout)
                path = f"{self._path}/{path_of(name)}"
                parameters = f"?{urlencode(query)}" if query else ""
                connection.putrequest(method, path + parameters)
                authorization = f"Bearer {secret}" if secret else self._user
                if authorization:
                    connection.putheader("Authorization", authorization)
                if upload is None:
                    connection.endheaders()
            yield self._response(connection, upload)
        finally:
            connection.close()

    def _response(self, connection, upload):
        try:
            if upload is not None:
                send_body(connection, upload)
        except NodeFailed as failure:
            # A node that refuses an upload responds, and closes before it has read all of it.
            if not isinstance(failure.__cause__, (BrokenPipeError, ConnectionResetError)):
                raise
            response = Response(connection)
            if response.status < 400:
                raise
            return response
        return Response(connection)


class Response:
    """A response whose head is here, and whose body is not."""

    def __init__(self, connection):
        with network():
            self._response = connection.getresponse()
        self.status = self._response.status

    def header(self, name):
        return self._response.getheader(name)

    def chunks(self):
        """Reads the body, to its last byte or not at all."""
        while True:
            with network():
                chunk = self._response.read(CHUNK_BYTES)
            if not chunk:
                break
            yield chunk
        if self._response.length:
            raise NodeFailed(f"the last {self._response.length} bytes did not come")

    def first_line(self):
        """What the node says of an error, in one line."""
        with network():
            text = self._response.read(1000).decode(errors="replace").strip()
        return text.split("\n")[0]


def send_body(connection, upload):
    """Sends a file with its size, or in chunks where that is not known."""
    size, pieces = upload.begin()
    with network():
        if size is None:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            connection.putheader("Content-Length", str(size))
        connection.endheaders()
    sent = 0
    for piece in pieces:
        sent += len(piece)
        if size is not None and sent > size:
            break
        with network():
            if size is None:
                connection.send(b"%x\r\n" % len(piece))
            connection.send(piece)
            if size is None:
                connection.send(b"\r\n")
    if size is None:
        with network():
            connection.send(b"0\r\n\r\n")
    elif sent != size:
        raise ValueError(f"The file says that it has {size} bytes, and has others.")
