"""Nodes that fail, each in its own way."""

import socket
import threading
from contextlib import contextmanager


@contextmanager
def stub_node(behave):
    """Gives the URL of a server that lets `behave(connection)` have every connection.

    `requests` of the server has the heads of what was asked.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    requests, connections = [], []

    def serve(connection):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        requests.append(head.split(b"\r\n\r\n")[0].decode("latin-1"))
        behave(connection)

    def listen():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connections.append(connection)
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in connections:
            connection.close()
        thread.join()


def closed_url():
    """The URL of a port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def silence(_connection):
    """It never responds."""


def hang_up(connection):
    connection.close()


def response(status, headers=(), body=b""):
    """It responds so to everything, and closes."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]

    def behave(connection):
        connection.sendall("\r\n".join(lines).encode() + body)
        connection.shutdown(socket.SHUT_WR)
        # Until the client closes, so that what it sends resets nothing.
        while connection.recv(65536):
            pass
        connection.close()

    return behave
