"""Several nodes, of which the first one that can do it does it."""

import time

from .errors import CorruptFile, NodesUnavailable, RequestRefused
from .node import Node, NodeFailed

# The node fails, or has too much to do, or no space: another one may be well.
FAILING = {429, 500, 502, 503, 504, 507}

# How long a node that failed is asked after the others.
AVOIDED_SECONDS = 10


class Nodes:
    def __init__(self, urls, timeouts):
        self._nodes = [Node(url) for url in urls]
        self._timeouts = timeouts

    @property
    def first_url(self):
        return self._nodes[0].url

    def ask(self, method, name, take, expected, secret=None, upload=None, query=None):
        """Returns what `take(response, node)` makes of the first response with an expected status.

        Raises NodesUnavailable where no node could do it, RequestRefused where one will not, and
        CorruptFile where all that came was corrupt.
        """
        failures, is_corrupt = [], False
        for node in self._in_order():
            if upload is not None and not upload.can_begin:
                failures.append("the file can't be read a second time, for another node")
                break
            try:
                with node.request(method, name, self._timeouts, secret, upload, query) as response:
                    if response.status in expected:
                        return take(response, node)
                    refuse(method, name, response)
            except NodeFailed as failure:
                node.failed_at = time.monotonic()
                is_corrupt = is_corrupt or failure.is_corrupt
                failures.append(f"{node.url}: {failure}")
        if is_corrupt:
            raise CorruptFile(f"{method} {name}: " + "; ".join(failures))
        raise NodesUnavailable(method, name, failures)

    def ask_one(self, node, method, name, secret):
        """Sends a request to this node only, and does not mind what becomes of it."""
        try:
            with node.request(method, name, self._timeouts, secret):
                pass
        except NodeFailed:
            pass

    def _in_order(self):
        since = time.monotonic() - AVOIDED_SECONDS
        return sorted(self._nodes, key=lambda node: node.failed_at > since)


def refuse(method, name, response):
    """Raises what an unexpected status means."""
    if response.status in FAILING:
        raise NodeFailed(f"{response.status}, {response.first_line()}")
    location = response.header("Location")
    if 300 <= response.status < 400 and location:
        reason = f"a redirect to {location}: configure the URL of the node itself"
    else:
        reason = response.first_line()
    raise RequestRefused(method, name, response.status, reason)
