"""A client that says exactly what it is told to, byte by byte; and a page and a secret to tell apart."""

from __future__ import annotations

import socket

SECONDS = 10.0
SECRET = b"never to be seen"
PAGE = "<!DOCTYPE html><html><head><title>页</title></head><body><p>公示</p></body></html>".encode()


def connect(port: int) -> socket.socket:
    """Open a connection to a server on this machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def ask(port: int, request: bytes) -> bytes:
    """Send bytes, say that there are no more, and give all that comes back."""
    with connect(port) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        return read_all(client)


def read_all(client: socket.socket) -> bytes:
    """Read until the server hangs up."""
    received = bytearray()
    try:
        while piece := client.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)


def get(port: int, target: str, *headers: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Ask for a target; give status, headers in lower case, and body."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    head, _, body = ask(port, "\r\n".join(lines).encode() + b"\r\n\r\n").partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    return (
        int(first.split()[1]),
        {name.lower(): value for name, _, value in (row.partition(": ") for row in rest)},
        body,
    )
