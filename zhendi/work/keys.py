"""Keys of pure steps: a hash of all their inputs, the code included."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

_PACKAGE = Path(__file__).resolve().parents[1]
_SIZE = 20  # bytes: no two inputs will ever meet


def digest(*parts: bytes | str) -> bytes:
    """Hash parts, each with its length, so that no two lists of parts give one key."""
    found = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big"))
        found.update(data)
    return found.digest()


@functools.cache
def code_digest() -> bytes:
    """Hash the program itself and the names, with versions, of the libraries beside it, once a process."""
    libraries = Path(click.__file__).resolve().parents[1]
    names = sorted(name for name in os.listdir(libraries) if name.endswith(".dist-info"))  # noqa: PTH208 - names
    return digest(folder_digest(_PACKAGE, (".py", ".csv")), *names)


def folder_digest(folder: Path, endings: tuple[str, ...] = ()) -> bytes:
    """Hash the names and bytes of all files in a folder, or of those with some endings; an absent folder is empty."""
    return digest(*_files(folder, endings))


@functools.cache
def fonts_digest(*, times: bool = True) -> bytes:
    """Hash the names, sizes and times of the fonts of this machine, once a process.

    Without times and numbers of files it tells whether two machines have the same fonts.
    """
    found = []
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "~/.fonts", "~/.local/share/fonts"):
        base = os.path.expanduser(folder)  # noqa: PTH111 - a string is at hand
        found += [f"{folder}{path[len(base) :]} {file_stamp(path, times=times)}" for path in sorted(_paths(base))]
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
                prefixes.append(f"{name}/")
            else:
                yield name, entry


def file_stamp(path: str, *, times: bool = True) -> str:
    """Give the kind, size, time and number of a file as it is now, which change when anybody writes to it."""
    try:
        return _stamp(os.lstat(path), times=times)
    except OSError as error:
        return str(error.errno)


def entry_stamp(entry: os.DirEntry[str]) -> str:
    """Give the stamp of a file that was found in its folder."""
    try:
        return _stamp(entry.stat(follow_symlinks=False))
    except OSError as error:
        return str(error.errno)


def _stamp(found: os.stat_result, *, times: bool = True) -> str:
    return f"{found.st_mode} {found.st_size}" + (f" {found.st_mtime_ns} {found.st_ino}" if times else "")


def _files(folder: Path, endings: tuple[str, ...]) -> Iterator[bytes]:
    base = len(os.fspath(folder))
    for path in sorted(_paths(folder)):
        if path.endswith(endings or ""):
            yield os.fsencode(path[base:])
            try:
                with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a thousand times a build
                    yield file.read()
            except OSError as error:
                yield repr(error.errno).encode()


def _paths(folder: Path | str) -> Iterable[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            yield os.path.join(here, name)  # noqa: PTH118 - as above
