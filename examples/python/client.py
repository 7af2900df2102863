"""A client for a cockatiel node, with nothing but the standard library.

    client.py URL put FILE [NAME]    prints the name that the file was stored under
    client.py URL get NAME [FILE]    writes the file, or prints it
    client.py URL delete NAME
"""

import hashlib
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

CHUNK_BYTES = 1024 * 1024


def put(url, path, name):
    """Uploads a file without holding it in memory. Returns its stored name."""
    with open(path, "rb") as file:
        sha1 = hashlib.sha1()
        while chunk := file.read(CHUNK_BYTES):
            sha1.update(chunk)
        file.seek(0)
        # With the hash the node refuses what was damaged on the way.
        headers = {
            "Content-Length": str(os.path.getsize(path)),
            "X-Content-SHA1": sha1.hexdigest(),
        }
        request = urllib.request.Request(
            location_of(url, name), data=file, headers=headers, method="PUT"
        )
        try:
            with urllib.request.urlopen(request) as response:
                location = response.headers["Location"]
        except urllib.error.HTTPError as error:
            # The same content under the same name, in the same second: it is there already.
            if error.code != 302:
                raise
            location = error.headers["Location"]
    return urllib.parse.unquote(urllib.parse.urlsplit(location).path).lstrip("/")


def get(url, name, output):
    """Writes a stored file, and checks it against the hash that the node sends with it."""
    sha1 = hashlib.sha1()
    with urllib.request.urlopen(location_of(url, name)) as response:
        expected = response.headers["X-Content-SHA1"]
        while chunk := response.read(CHUNK_BYTES):
            sha1.update(chunk)
            output.write(chunk)
    if sha1.hexdigest() != expected:
        raise ValueError("the file was damaged on the way")


def delete(url, name):
    """Deletes a file for good, on all nodes. It may be gone already."""
    request = urllib.request.Request(location_of(url, name), method="DELETE")
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise


def location_of(url, name):
    return url.rstrip("/") + "/" + urllib.parse.quote(name)


def main(arguments):
    match arguments:
        case [url, "put", path]:
            print(put(url, path, os.path.basename(path)))
        case [url, "put", path, name]:
            print(put(url, path, name))
        case [url, "get", name]:
            get(url, name, sys.stdout.buffer)
        case [url, "get", name, path]:
            with open(path, "wb") as output:
                get(url, name, output)
        case [url, "delete", name]:
            delete(url, name)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except urllib.error.HTTPError as error:
        # The body says in one line what to change.
        sys.exit(f"{error.code}: {error.read().decode().strip()}")
    except urllib.error.URLError as error:
        sys.exit(f"the node can not be reached: {error.reason}")
    except OSError as error:
        # A file that can not be read or written, or a connection that broke.
        sys.exit(str(error))
