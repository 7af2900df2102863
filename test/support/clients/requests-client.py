import sys
from urllib.parse import urljoin, urlsplit

import requests

url = sys.argv[1]


def send(step, method, address, body=None):
    response = requests.request(method, address, data=body)
    stored = urljoin(address, response.headers.get("location", response.url))
    print(step, response.status_code, urlsplit(stored).path, response.text.strip())
    return stored


stored = send("put", "PUT", url + "/photo.txt", "content")
send("again", "PUT", url + "/photo.txt", "content")
send("get", "GET", stored)
send("delete", "DELETE", stored)
send("gone", "GET", stored)
