"""What a step that makes files gives: something to say and the files; remembered so that the bytes are read last.

A result goes from its worker as one piece. It is kept as a receipt (what is said, and of each file its path, size and
hash) and the bytes of each file by their hash: where a file stands in the output already, its bytes are never read.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any

from msgspec import Struct

from zhendi.problems import CannotGoOnError
from zhendi.work.artifact import Artifact, Content
from zhendi.work.keys import digest
from zhendi.work.memo import Memo

_Row = tuple[str, int, str, "bytes | None"]  # path, size, SHA-256, and the bytes of one that was made just now


class Made(Struct, frozen=True):
    """The files that a step has made, and what is to be said of them (anything that can be pickled)."""

    files: tuple[Artifact, ...]
    words: Any = None


def pack(made: Made) -> bytes:
    """Put what was made into one piece."""
    described = [(file.path, file.described()) for file in made.files]
    return _packed(made.words, [(path, known.size, known.sha256, known.load()) for path, known in described])


def rows(key: bytes, packed: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Part one piece into what is kept: its receipt by the key of the step, the bytes of each file by their hash."""
    words, files = _unpacked(packed)
    for _, _, sha, data in files:
        if data is not None:
            yield _key(sha), data
    yield key, _packed(words, [(path, size, sha, None) for path, size, sha, _ in files])


def wanted(receipt: bytes) -> list[bytes]:
    """Give the keys of the bytes that a receipt speaks of."""
    return [_key(sha) for _, _, sha, _ in _unpacked(receipt)[1]]


def unpack(packed: bytes, memo: Memo, make: Callable[[], Made]) -> Made:
    """Give what a piece or a receipt holds; `make` makes it again, should bytes turn out to be lost or torn."""
    words, files = _unpacked(packed)
    artifacts = []
    for path, size, sha, data in files:
        load = partial(_load, memo, sha, path, make) if data is None else partial(bytes, data)
        artifacts.append(Artifact(path, Content(size, sha, load)))
    return Made(tuple(artifacts), words)


def _load(memo: Memo, sha: str, path: str, make: Callable[[], Made]) -> bytes:
    """Read the bytes of a file; a memory that lies about them is not believed."""
    key = _key(sha)
    data = memo.find([key]).get(key)
    if data is not None and sha256(data).hexdigest() == sha:
        return data
    for file in make().files:
        if file.path == path:
            return file.data
    raise CannotGoOnError(f"“{path}”没有做成。", "再生成一次，加上 --no-cache。")


def _key(sha: str) -> bytes:
    return digest("file", sha)


def _packed(words: Any, files: list[_Row]) -> bytes:
    return pickle.dumps((words, files), pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes) -> tuple[Any, list[_Row]]:
    words, files = pickle.loads(packed)  # noqa: S301 - our own, by way of a worker or the memo
    return words, files
