"""Remember the results of pure steps in one sqlite file; whatever is wrong with the file, it is only forgotten."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

_FORM = 2  # of the tables; a file of another form is made anew
_PAGE = 32_768  # bytes of the file that are read and written as one: most results fit into a few
_BACKLOG = 128  # pages that are written before they are put in their places
_CHECK = 8  # bytes before each value, so that neither a torn one nor another key's is believed
_MANY = 500  # variables of one statement
_WAIT_SECONDS = 2.0
_REFRESH_AFTER = 8  # builds; until then a used result is not marked as used again
_TROUBLES = (sqlite3.Error, TypeError)  # of a damaged file even the types may be others
_DAMAGES = ("no such table", "no such column", "Could not decode")
_TABLES = """
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS step (key BLOB PRIMARY KEY, used INTEGER, size INTEGER, row INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (row INTEGER PRIMARY KEY, value BLOB);
"""


class Memo:
    """Results by the key of their step (see keys.py). Use it as a context.

    It holds at most `limit` bytes: what was not used for longest goes first. Two builds may use one file at once. A
    file that is damaged is made anew; where none can be had, nothing is remembered and nothing fails.
    """

    def __init__(self, path: Path | None, limit: int = 1 << 30) -> None:
        self._path = path
        self._limit = limit
        self._base: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._round = self._losses = 0
        self._used: list[bytes] = []

    def __enter__(self) -> Self:
        """Open the file, anew if it is damaged."""
        if self._path is None:
            return self
        for _ in range(2):
            try:
                self._base = self._open(self._path)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    return self
                self._forget_file(self._path)
            except OSError:
                return self
            else:
                return self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Mark what was used, drop what is too much, close."""
        if self._base is None:
            return
        try:
            self._mark()
            self._shrink(self._base)
        except _TROUBLES as trouble:
            self._give_up(trouble)
        else:
            self._base.close()
        self._base = None

    @property
    def age(self) -> str:
        """Name the span of builds within which nothing is dropped, nor anything used marked as used again."""
        return f"{self._losses}.{self._round // _REFRESH_AFTER}"

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Give the results that are remembered, by key."""
        found: dict[bytes, bytes] = {}
        if self._base is None:
            return found
        try:
            self._after_fork()
            for at in range(0, len(keys), _MANY):
                some = keys[at : at + _MANY]
                marks = ",".join("?" * len(some))
                rows = self._base.execute(
                    f"SELECT key, used, value FROM step JOIN result USING (row) WHERE key IN ({marks})",  # noqa: S608
                    some,
                )
                for key, used, value in rows:
                    if value[:_CHECK] == _check(key, value[_CHECK:]):
                        found[key] = value[_CHECK:]
                        self._used += [key] if self._round - used > _REFRESH_AFTER else []
        except _TROUBLES as trouble:
            self._give_up(trouble)
        return found

    def holds(self, keys: Sequence[bytes]) -> frozenset[bytes]:
        """Say which keys have a result, which may yet turn out to be torn; they count as used."""
        found: set[bytes] = set()
        with suppress(sqlite3.Error):
            for at in range(0, len(keys) if self._base else 0, _MANY):
                some = keys[at : at + _MANY]
                marks = ",".join("?" * len(some))
                rows = self._base.execute(f"SELECT key, used FROM step WHERE key IN ({marks})", some)  # type: ignore[union-attr]  # noqa: S608
                for key, used in rows:
                    found.add(key)
                    self._used += [key] if self._round - used > _REFRESH_AFTER else []
        return frozenset(found)

    def keep(self, results: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember results by key."""
        if self._base is None:
            return
        try:
            with self._base:
                for key, value in results:
                    row = self._base.execute(
                        "INSERT INTO result (value) VALUES (?)", (_check(key, value) + value,)
                    ).lastrowid
                    self._base.execute("DELETE FROM result WHERE row = (SELECT row FROM step WHERE key = ?)", (key,))
                    self._base.execute(
                        "INSERT OR REPLACE INTO step (key, used, size, row) VALUES (?, ?, ?, ?)",
                        (key, self._round, len(value), row),
                    )
        except _TROUBLES as trouble:
            self._give_up(trouble)

    def _after_fork(self) -> None:
        """Read by a connection of its own in a worker: one that was inherited must not be used, nor closed."""
        if self._process == os.getpid() or self._path is None:
            return
        self._process = os.getpid()
        self._inherited, self._base = self._base, None
        self._base = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)

    def _open(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level="IMMEDIATE")
        try:
            self._prepare(base)
            with base:
                base.execute("INSERT INTO note VALUES ('round', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
            notes = dict(base.execute("SELECT name, value FROM note"))
            self._round, self._losses = _whole(notes["round"]), _whole(notes.get("losses", 0))
        except BaseException:
            base.close()
            raise
        return base

    @staticmethod
    def _prepare(base: sqlite3.Connection) -> None:
        """Say how the file is written, and make the tables of a new one; DatabaseError if it is of another form."""
        base.execute(f"PRAGMA page_size = {_PAGE}")
        with suppress(sqlite3.OperationalError):  # some shares cannot
            base.execute("PRAGMA journal_mode = WAL")
        base.execute(f"PRAGMA wal_autocheckpoint = {_BACKLOG}")
        base.execute("PRAGMA synchronous = OFF")  # what a power cut mixes up, the check of each value gives away
        form = base.execute("PRAGMA user_version").fetchone()[0]
        if form not in {0, _FORM}:
            raise sqlite3.DatabaseError("another form")
        if not form:
            with base:
                base.executescript(f"PRAGMA user_version = {_FORM}; {_TABLES}")

    def _mark(self) -> None:
        if self._base and self._used:
            with self._base:
                self._base.executemany(
                    "UPDATE step SET used = ? WHERE key = ?", [(self._round, key) for key in self._used]
                )

    def _shrink(self, base: sqlite3.Connection) -> None:
        """Drop the results that were not used for longest until four fifths of the limit are left."""
        size = base.execute("SELECT coalesce(sum(size), 0) FROM step").fetchone()[0]
        if size <= self._limit:
            return
        gone: list[tuple[bytes, int]] = []
        for key, row, weight in base.execute("SELECT key, row, size FROM step ORDER BY used, key"):
            if size <= self._limit * 4 // 5:
                break
            gone.append((key, row))
            size -= weight
        with base:
            base.executemany("DELETE FROM step WHERE key = ?", [(key,) for key, _ in gone])
            base.executemany("DELETE FROM result WHERE row = ?", [(row,) for _, row in gone])
            base.execute("INSERT INTO note VALUES ('losses', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")
        base.execute("VACUUM")

    def _give_up(self, trouble: Exception) -> None:
        """Go on without; a file that is damaged goes, and the next build makes it anew."""
        base, self._base = self._base, None
        with suppress(sqlite3.Error):
            if base:
                base.close()
        if self._path and _is_damage(trouble):
            self._forget_file(self._path)

    @staticmethod
    def _forget_file(path: Path) -> None:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink()


def _is_damage(trouble: Exception) -> bool:
    """Say whether a file is to blame, and not that it is locked or read-only, or that there is no space."""
    return not isinstance(trouble, sqlite3.OperationalError) or str(trouble).startswith(_DAMAGES)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise sqlite3.DatabaseError("not a number")
    return value


def _check(key: bytes, value: bytes) -> bytes:
    return blake2b(value, digest_size=_CHECK, key=key[: blake2b.MAX_KEY_SIZE]).digest()
