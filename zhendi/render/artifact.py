"""What renderers return: a path in the output and its bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the output; `path` is relative to it, POSIX, NFC."""

    path: str
    data: bytes
