"""The staging folder: files are written or linked here, looked over, and only then put in place."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

WriteFile = Callable[[str, bytes], None]

_FILE_MODE, _FOLDER_MODE = 0o644, 0o755
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def write_file(path: str, data: bytes) -> None:
    """Write a new file; OSError, also of the close, which is where some shares say that the disk is full."""
    handle = os.open(path, _NEW, _FILE_MODE)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, so that it stays the very same one; copied where links fail; OSError if that fails."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except (OSError, NotImplementedError):
        kind = source.lstat().st_mode
        if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind):
            raise
        shutil.copy2(source, target, follow_symlinks=False)


class Stage:
    """A folder that will become the output; modes are 0644 and 0755 whatever the umask says."""

    def __init__(self, folder: Path, write: WriteFile = write_file) -> None:
        folder.mkdir(_FOLDER_MODE)
        self.folder = folder
        self._base = f"{folder}{os.sep}"
        self._write = write
        self._masked = os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != _FOLDER_MODE
        self._folders = {""}
        if self._masked:
            folder.chmod(_FOLDER_MODE)

    def write(self, name: str, data: bytes) -> None:
        """Write one file of ours."""
        self._make_folders(name)
        self._write(self._base + name, data)
        if self._masked:
            os.chmod(self._base + name, _FILE_MODE)  # noqa: PTH101 - a thousand times a build

    def link(self, name: str, old: Path, data: bytes | None) -> bool:
        """Link a file of the old output if it has these bytes (None: it is known to); False if no link can be made."""
        source = f"{old}{os.sep}{name}"
        try:
            if data is not None and not _holds(source, data):
                return False
            self._make_folders(name)
            os.link(source, self._base + name)
        except OSError:
            return False
        return True

    def check(self, sizes: dict[str, int]) -> bool:
        """Say whether the stage holds every file that it should, with its size."""
        found: dict[str, int] = {}
        for folder in sorted(self._folders):
            with os.scandir(self._base + folder) as entries:
                prefix = f"{folder}/" if folder else ""
                found.update(
                    (prefix + entry.name, entry.stat(follow_symlinks=False).st_size)
                    for entry in entries
                    if entry.is_file(follow_symlinks=False)
                )
        return all(found.get(name) == size for name, size in sizes.items())

    def flush(self, name: str) -> None:
        """Ask the disk to keep a file and the stage's own list of names, so that a power cut finds them."""
        if os.name != "posix":
            return
        for path in (self._base + name, str(self.folder)):
            with suppress(OSError):  # some shares cannot
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def _make_folders(self, name: str) -> None:
        folder = name.rpartition("/")[0]
        if folder in self._folders:
            return
        self._make_folders(folder)
        os.mkdir(self._base + folder, _FOLDER_MODE)  # noqa: PTH102 - a string is at hand
        if self._masked:
            os.chmod(self._base + folder, _FOLDER_MODE)  # noqa: PTH101 - as above
        self._folders.add(folder)


def _holds(path: str, data: bytes) -> bool:
    """Say whether a file is a plain one of ours with these bytes."""
    handle = os.open(path, _READ)
    try:
        found = os.fstat(handle)
        if found.st_size != len(data) or not stat.S_ISREG(found.st_mode):
            return False
        if os.name == "posix" and stat.S_IMODE(found.st_mode) != _FILE_MODE:
            return False
        with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
            return file.read() == data
    finally:
        os.close(handle)
