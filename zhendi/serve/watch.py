"""Notice saves by looking: sizes and times of files, which works on every share (inotify does not)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_SKIPPED = frozenset({".git", ".venv", ".zhendi", "output", "node_modules", "__pycache__"})
Snapshot = dict[str, tuple[int, int]]


class Watch:
    """Remembers how the files below some folders looked."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._seen = self.look()

    def look(self) -> Snapshot:
        """Give name, time (ns) and size of every file that may matter."""
        return {entry.path: (stat.st_mtime_ns, stat.st_size) for root in self._roots for entry, stat in _files(root)}

    def changed(self) -> bool:
        """Say whether anything differs from the last time it was asked."""
        before, self._seen = self._seen, self.look()
        return before != self._seen


def _files(folder: Path | str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name in _SKIPPED or entry.name.startswith((".", "~$")):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.is_file():
                yield entry, entry.stat()
        except OSError:
            continue
