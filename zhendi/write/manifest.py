"""The list of what we wrote: it marks an output as ours, and only what it lists is ever removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted  # one string; `dumps` takes ten times as long to begin
from pathlib import Path
from typing import NamedTuple

from zhendi.problems import CannotGoOnError
from zhendi.write.paths import MANIFEST

_FORM = 1


class Entry(NamedTuple):
    """One file as we wrote it; size in bytes, digest as SHA-256 in hex."""

    size: int
    sha256: str


def entry_of(data: bytes) -> Entry:
    """Describe the bytes of a file."""
    return Entry(len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an output holds, and for whom it was made (empty: anybody)."""

    audience: str = ""
    files: Mapping[str, Entry] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """Give the manifest as JSON, a line a file, sorted; no time is in it."""
        rows = (
            f'{{"path": {quoted(path)}, "size": {entry.size}, "sha256": "{entry.sha256}"}}'
            for path, entry in sorted(self.files.items())
        )
        head = f'{{"zhendi": {_FORM}, "audience": {quoted(self.audience)}, "files": ['
        return (head + ",".join(f"\n{row}" for row in rows) + "\n]}\n").encode()


def read_manifest(out: Path) -> Manifest | None:
    """Read the manifest of an output; None if it has none. CannotGoOnError if nobody can tell what is ours."""
    try:
        return parse_manifest((out / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, OSError):
        hint = f"确认里面没有别的文件后，删去“{out}”再生成。"
        raise CannotGoOnError(f"“{out}”里的清单文件坏了，分不清哪些文件是自己的。", hint) from None


def parse_manifest(data: bytes) -> Manifest:
    """Read the bytes of a manifest; ValueError if they are none."""
    try:
        found = json.loads(data)
        files = {str(row["path"]): Entry(int(row["size"]), str(row["sha256"])) for row in found["files"]}
        return Manifest(str(found["audience"]), files)
    except (KeyError, TypeError) as error:
        raise ValueError("no manifest") from error
