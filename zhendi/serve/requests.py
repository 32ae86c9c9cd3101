"""What a request to the preview may ask for: which hosts, which paths, which bytes. Pure functions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$")
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_ENCODED_AGAIN = re.compile(rb"%[0-9a-fA-F]{2}")


def host_allowed(header: str | None, port: int, names: Collection[str]) -> bool:
    """Say whether a Host header names this machine: a loopback name or the chosen one, with our port.

    A page of another site that points its own name at 127.0.0.1 (DNS rebinding) is refused by this.
    """
    found = _HOST.match(header or "")
    return found is not None and found[1].lower() in names and (found[2] is None or int(found[2]) == port)


def origin_allowed(header: str | None, port: int, names: Collection[str]) -> bool:
    """Say whether an Origin header is our own page's; a request without one is no cross-site request."""
    if header is None:
        return True
    scheme, mark, host = header.partition("://")
    return scheme == "http" and bool(mark) and ":" in host.replace("[::1]", "") and host_allowed(host, port, names)


def file_of(target: str, root: Path) -> Path | None:
    """Give the file that a request target names inside a folder; None if there is none.

    No listing, no hidden file, nothing outside by `..`, by encoding it twice, by a back slash, by a drive or by a link.
    """
    try:
        path = unquote_to_bytes(urlsplit(target).path)
        text = path.decode("utf-8")
    except ValueError:
        return None
    if not text.startswith("/") or "\\" in text or "\0" in text or _ENCODED_AGAIN.search(path):
        return None
    if text.endswith("/"):
        text += "index.html"
    parts = text[1:].split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or ":" in part for part in parts):
        return None
    try:
        file = (root / posixpath.join(*parts)).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return file if file.is_relative_to(root.resolve()) and file.is_file() else None


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Read a Range header as (first, last); None means the whole file. ValueError if it cannot be satisfied."""
    found = _RANGE.match(header.strip()) if header else None
    if not found or (not found[1] and not found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0 or size == 0:
            raise ValueError("empty range")
        return max(0, size - length), size - 1
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if first >= size or (found[2] and int(found[2]) < first):
        raise ValueError("range outside the file")
    return first, last
