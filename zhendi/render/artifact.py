"""What renderers return: a path in the output and its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the output; `path` is relative to it, POSIX, NFC."""

    path: str
    data: bytes


def fingerprinted(name: str, data: bytes) -> Artifact:
    """Name an asset by what it holds, so that no browser shows an old one."""
    path = PurePosixPath(name)
    return Artifact(f"assets/{path.stem}-{hashlib.sha256(data).hexdigest()[:10]}{path.suffix}", data)
