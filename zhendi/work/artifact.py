"""What renderers return: a path in the output and its bytes, which are read late of a file that is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from msgspec import Struct


class Content(Struct, frozen=True):
    """The bytes of a file, known by their size and SHA-256 (hex); `load` gives them, from where they are remembered."""

    size: int
    sha256: str
    load: Callable[[], bytes]


class Artifact(Struct, frozen=True):
    """One file of the output; `path` is relative to it, POSIX, NFC."""

    path: str
    content: bytes | Content

    @property
    def data(self) -> bytes:
        """Give the bytes of the file."""
        return self.content if isinstance(self.content, bytes) else self.content.load()

    def described(self) -> Content:
        """Give size and hash of the bytes, which are known of a file that is remembered."""
        data = self.content
        return content_of(data) if isinstance(data, bytes) else data

    def __reduce__(self) -> tuple[type[Artifact], tuple[str, bytes]]:
        """Go to another process with the bytes."""
        return Artifact, (self.path, self.data)


def content_of(data: bytes) -> Content:
    """Describe bytes that are at hand."""
    return Content(len(data), hashlib.sha256(data).hexdigest(), lambda: data)


def fingerprinted(name: str, data: bytes) -> Artifact:
    """Name an asset by what it holds, so that no browser shows an old one."""
    path = PurePosixPath(name)
    return Artifact(f"assets/{path.stem}-{hashlib.sha256(data).hexdigest()[:10]}{path.suffix}", data)
