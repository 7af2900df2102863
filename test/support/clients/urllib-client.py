import sys
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

url = sys.argv[1]


def send(step, method, address, body=None):
    try:
        response = urlopen(Request(address, data=body, method=method))
    except HTTPError as error:
        response = error
    stored = urljoin(address, response.headers.get("location", response.url))
    print(step, response.status, urlsplit(stored).path, response.read().decode().strip())
    return stored


stored = send("put", "PUT", url + "/photo.txt", b"content")
send("again", "PUT", url + "/photo.txt", b"content")
send("get", "GET", stored)
send("delete", "DELETE", stored)
send("gone", "GET", stored)
