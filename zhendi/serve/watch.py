"""Notice saves by looking: names, sizes and times of files, which works on every share (inotify does not)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

from msgspec import Struct

from zhendi.write.paths import MANIFEST

_SKIPPED = frozenset({"output", "node_modules", "__pycache__"})
_SCRATCH = ("~$", ".", "#")  # locks and drafts of WPS, Word and editors; .git, .venv, .zhendi
_SCRATCH_ENDS = ("~", ".tmp", ".swp")
Snapshot = dict[str, tuple[int, int, int]]


class Watch:
    """Remembers how the files below some folders looked; a folder that holds an output of ours is passed over."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._seen = self.look()

    def look(self) -> Snapshot:
        """Give number, time (ns) and size of every file that may matter."""
        return {
            entry.path: (found.st_ino, found.st_mtime_ns, found.st_size)
            for root in self._roots
            for entry, found in _files(root)
        }

    def changed(self) -> bool:
        """Say whether anything differs from the last time it was asked."""
        before, self._seen = self._seen, self.look()
        return before != self._seen


def _files(folder: Path | str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    if any(entry.name == MANIFEST for entry in entries):
        return
    for entry in entries:
        if entry.name in _SKIPPED or entry.name.startswith(_SCRATCH) or entry.name.endswith(_SCRATCH_ENDS):
            continue
        try:
            if entry.is_dir():
                if not entry.is_symlink():
                    yield from _files(entry.path)
            else:
                yield entry, entry.stat()
        except OSError:
            continue


class Settling(Struct):
    """Waits until saves have come to rest: `quiet` seconds without one, at the longest `longest` after the first."""

    quiet: float = 0.1
    longest: float = 1.2
    _first: float = inf
    _last: float = inf

    @property
    def waiting(self) -> bool:
        """Say whether there were saves from which nothing was built."""
        return self._first < inf

    def is_time(self, now: float, *, changed: bool) -> bool:
        """Take in what a look at `now` (s) has found, and say whether to build."""
        if changed:
            self._first, self._last = min(self._first, now), now
        if now - self._last < self.quiet and now - self._first < self.longest:
            return False
        ready = self._first < inf
        self._first = self._last = inf
        return ready
