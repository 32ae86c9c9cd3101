"""Keys of pure steps: a hash of all their inputs, the code included."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click

_PACKAGE = Path(__file__).resolve().parents[1]
_SIZE = 20  # bytes: no two inputs will ever meet
_PIECE = 1 << 16  # bytes that are read at once
_code: list[bytes] = []  # what code_digest has found
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def digest(*parts: bytes | str) -> bytes:
    """Hash parts, each with its length, so that no two lists of parts give one key."""
    found = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.digest()


def code_digest(of: Callable[[str], bytes] | None = None) -> bytes:
    """Hash the program itself and the names, with versions, of the libraries beside it, once a process.

    `of` gives the hash of a file by its path, if somebody knows it better than by reading it.
    """
    if not _code:
        libraries = Path(click.__file__).resolve().parents[1]
        names = sorted(name for name in os.listdir(libraries) if name.endswith(".dist-info"))  # noqa: PTH208 - names
        _code.append(digest(folder_digest(_PACKAGE, (".py", ".csv"), of), *names))
    return _code[0]


def folder_digest(folder: Path, endings: tuple[str, ...] = (), of: Callable[[str], bytes] | None = None) -> bytes:
    """Hash the names and bytes of all files in a folder, or of those with some endings; an absent folder is empty.

    `of` is as for `code_digest`.
    """
    base = f"{folder}{os.sep}"
    names = sorted(name for name, _ in files_below(folder) if name.endswith(endings or ""))
    return digest(*(part for name in names for part in (os.fsencode(name), (of or file_digest)(base + name))))


def file_digest(path: str) -> bytes:
    """Hash the bytes of a file, or the error if it cannot be read."""
    found = hashlib.blake2b(digest_size=_SIZE)
    try:
        handle = os.open(path, _READ)
        try:
            while data := os.read(handle, _PIECE):
                found.update(data)
        finally:
            os.close(handle)
    except OSError as error:
        return repr(error.errno).encode()
    return found.digest()


@functools.cache
def fonts_digest(*, times: bool = True) -> bytes:
    """Hash the names, sizes and times of the fonts of this machine, once a process.

    Without times and numbers of files it tells whether two machines have the same fonts.
    """
    found = []
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "~/.fonts", "~/.local/share/fonts"):
        below = files_below(Path(folder).expanduser())
        found += sorted(f"{folder}/{name} {entry_stamp(entry, times=times)}" for name, entry in below)
    return digest(*found)


def tree_stamps(folder: Path) -> dict[str, str]:
    """Give the stamps of all files in a folder by path: cheap, to see whether anybody touched them since."""
    return dict(sorted((name, entry_stamp(entry)) for name, entry in files_below(folder)))


def files_below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Give all that is no folder in a folder and those below it, with its path (POSIX), in any order."""
    prefixes = [""]
    while prefixes:
        prefix = prefixes.pop()
        try:
            with os.scandir(f"{folder}{os.sep}{prefix}") as found:
                entries = list(found)
        except OSError:
            continue
        for entry in entries:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                prefixes += [] if entry.name == "__pycache__" else [f"{name}/"]
            else:
                yield name, entry


def file_stamp(path: str) -> str:
    """Give the kind, size, time and number of a file as it is now, which change when anybody writes to it."""
    try:
        return _stamp(os.lstat(path))
    except OSError as error:
        return str(error.errno)


def entry_stamp(entry: os.DirEntry[str], *, times: bool = True) -> str:
    """Give the stamp of a file that was found in its folder; on wish without time and number."""
    try:
        return _stamp(entry.stat(follow_symlinks=False), times=times)
    except OSError as error:
        return str(error.errno)


def _stamp(found: os.stat_result, *, times: bool = True) -> str:
    return f"{found.st_mode} {found.st_size}" + (f" {found.st_mtime_ns} {found.st_ino}" if times else "")
