"""The hashes of files, remembered by what the system says of them: a file is read once, and not at each build."""

from __future__ import annotations

import os
import pickle
import time

from zhendi.work.keys import digest, file_digest
from zhendi.work.memo import Memo

_Look = tuple[int, int, int, int, int]
_SETTLED = 5_000_000_000  # ns; some disks count time in steps of two seconds
_WORTHWHILE = 16  # files that are read again, before what is remembered is written anew
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Prints:
    """The hashes of some files, as they are now.

    What is remembered of a file holds as long as its kind, size, number and both its times are the same. One of them is
    the time of its last change (ctime), which the system sets at each write and which nobody else can set: other bytes
    of the same number, under a time of writing that was put back, are seen. Two writes within one tick of a clock could
    not be told apart, so nothing is remembered of a file that changed a moment ago. A file is opened to be looked at: a
    share tells of what another machine has written only then. Windows has no such time; there files are always read.
    """

    def __init__(self, memo: Memo, name: str) -> None:
        self._memo = memo
        self._key = digest("prints", name)
        noted = memo.find([self._key]).get(self._key) if os.name == "posix" else None
        self._known: dict[str, tuple[_Look, bytes]] = pickle.loads(noted) if noted else {}  # noqa: S301 - our own
        self._seen: dict[str, tuple[_Look, bytes]] = {}
        self._fresh = 0

    def of(self, path: str) -> bytes:
        """Give the hash of the bytes of a file, or of the error if it cannot be read."""
        try:
            look = _look_at(path)
        except OSError:
            return file_digest(path)
        known = self._known.get(path)
        if known and known[0] == look:
            self._seen[path] = known
            return known[1]
        now = time.time_ns()
        found = file_digest(path)
        if look[3] < now - _SETTLED:
            self._seen[path] = look, found
            self._fresh += 1
        return found

    def keep(self) -> None:
        """Remember the files that were asked for, if enough of them are new."""
        if os.name == "posix" and self._fresh >= _WORTHWHILE:
            self._memo.keep([(self._key, pickle.dumps(self._seen, pickle.HIGHEST_PROTOCOL))])


def _look_at(path: str) -> _Look:
    handle = os.open(path, _READ)
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
