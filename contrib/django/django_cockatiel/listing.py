"""What is below a directory, of the list that a node sends (`GET /_files` in docs/http-api.md)."""

import json
import posixpath

from django.core.exceptions import SuspiciousFileOperation

from .node import NodeFailed


def directory_prefix(path):
    """Returns how the names below a directory begin: with its slash, or "" for the root."""
    path = posixpath.normpath(str(path).replace("\\", "/").lstrip("/"))
    if path == ".":
        return ""
    if path.split("/")[0] == "..":
        raise SuspiciousFileOperation(f"{path!r} is outside of the storage")
    return path + "/"


def read_children(response, prefix):
    """Returns the directories and the files right below a prefix, each in the order of the list."""
    # As keys, because a dict keeps their order. The files of a directory come one after the other.
    directories, files = {}, {}
    for name in read_names(response):
        if not name.startswith(prefix):
            raise NodeFailed(f"it has listed {name!r}, which is not below {prefix!r}")
        child, slash, _ = name[len(prefix) :].partition("/")
        (directories if slash else files)[child] = None
    return list(directories), list(files)


def read_names(response):
    """Reads the name in each line, which is an object in JSON."""
    rest = b""
    for chunk in response.chunks():
        *lines, rest = (rest + chunk).split(b"\n")
        yield from map(name_in, lines)
    if rest:
        raise NodeFailed("its list ends in the middle of a line")


def name_in(line):
    try:
        return json.loads(line)["name"]
    except (ValueError, KeyError, TypeError) as error:
        raise NodeFailed("it has sent no list of files: is it a node?") from error
