"""What a request to the preview says and may ask for: its head, hosts, paths, ranges. Pure functions."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from zhendi.problems import CannotGoOnError
from zhendi.write.paths import check_path

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

_HTTP_PORT = 80

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LINE = re.compile(rb"(" + _TOKEN + rb") ([\x21-\x7e\x80-\xff]+) HTTP/(\d\.\d)")
_HEADER = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([^\x00\r\n]*?)[ \t]*")
_ABSOLUTE = re.compile(r"https?://([^/?#]*)(.*)", re.IGNORECASE)
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_ONCE = frozenset({"host", "origin", "content-length", "transfer-encoding", "range"})


class BadRequestError(Exception):
    """A request that cannot be understood; `status` is what to answer."""

    def __init__(self, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(status.phrase)
        self.status = status


class Request(Struct, frozen=True):
    """The head of a request; header names in lower case, `target` as path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    keep_alive: bool

    @property
    def path(self) -> str:
        """Give the target without its query, still percent-encoded."""
        return self.target.partition("#")[0].partition("?")[0]

    @property
    def query(self) -> str:
        """Give what stands after the question mark."""
        return self.target.partition("#")[0].partition("?")[2]


def parse_head(head: bytes) -> Request:
    """Read a request line and headers, without the empty line that ends them; strict, so nothing is read two ways."""
    first, *rest = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if not line:
        raise BadRequestError
    if line[3] not in (b"1.1", b"1.0"):
        raise BadRequestError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    headers: dict[str, str] = {}
    for row in rest:
        found = _HEADER.fullmatch(row)
        if not found:
            raise BadRequestError
        name = found[1].decode("ascii").lower()
        if name in headers and name in _ONCE:
            raise BadRequestError
        headers[name] = found[2].decode("latin-1")
    target = line[2].decode("latin-1")
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute:  # its host counts, not the header (RFC 9112, 3.2.2)
        headers["host"], target = absolute[1], absolute[2] or "/"
    asked = headers.get("connection", "").lower()
    return Request(line[1].decode("ascii"), target, headers, "close" not in asked and line[3] == b"1.1")


def has_body(request: Request) -> bool:
    """Say whether a body follows, which no request to a preview needs."""
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def host_allowed(header: str | None, port: int, names: Collection[str], local: str = "") -> bool:
    """Say whether a Host header names this machine: a known name, or the very address that was called, with our port.

    A page of another site that points its own name at 127.0.0.1 (DNS rebinding) is refused by this.
    """
    found = _HOST.fullmatch(header or "")
    if not found or (found[2] is not None and int(found[2]) != port):
        return False
    return found[1].lower() in names or _same_address(found[1].strip("[]"), local)


def _same_address(host: str, local: str) -> bool:
    try:
        return ipaddress.ip_address(host) == ipaddress.ip_address(local)
    except ValueError:
        return False


def origin_allowed(header: str | None, port: int, names: Collection[str], local: str = "") -> bool:
    """Say whether an Origin header is our own page's; a browser sends none with a GET of the same origin."""
    if header is None:
        return True
    scheme, mark, host = header.partition("://")
    found = _HOST.fullmatch(host)
    if scheme != "http" or not mark or not found or (found[2] is None and port != _HTTP_PORT):
        return False
    return host_allowed(host, port, names, local)


def file_of(path: str) -> str | None:
    """Give the output path that a request path names; None if it can name no file of ours.

    It is decoded once. No hidden file, nothing outside by `..`, by a back slash, by a drive, by a device; a path that
    ends in a slash means its index.html.
    """
    if not path.startswith("/"):
        return None
    try:
        text = unquote_to_bytes(path.encode("latin-1"))[1:].decode("utf-8")
        name = check_path(f"{text}index.html" if not text or text.endswith("/") else text)
    except (ValueError, CannotGoOnError):
        return None
    return None if name.startswith(".") or "/." in name else name


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Read a Range header as (first, last); None means the whole file. ValueError if it cannot be satisfied."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if not found or (not found[1] and not found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0 or size == 0:
            raise ValueError("empty range")
        return max(0, size - length), size - 1
    first, last = int(found[1]), min(int(found[2]), size - 1) if found[2] else size - 1
    if first > last:
        raise ValueError("range outside the file")
    return first, last
