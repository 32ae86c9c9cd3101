"""The staging folder: files are written or linked here, looked over, and only then put in place."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from zhendi.write.paths import folders_above

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
    """A folder that will become the output; modes are 0644 and 0755 whatever the umask says.

    It may begin with files of the old output, which are then put in place, replaced or removed as any build wishes.
    """

    def __init__(self, folder: Path, write: WriteFile = write_file) -> None:
        folder.mkdir(_FOLDER_MODE)
        self.folder = folder
        self._base = f"{folder}{os.sep}"
        self._write = write
        self._masked = os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != _FOLDER_MODE
        self._folders = {""}
        self._held: set[str] = set()
        self._set_mode("", _FOLDER_MODE)

    def begin_with(self, files: frozenset[str]) -> None:
        """Take over files that stand in the folder now (see spare.py); the folder itself may have gone."""
        if not self.folder.is_dir():
            self.folder.mkdir(_FOLDER_MODE)
            self._set_mode("", _FOLDER_MODE)
        self._held = set(files)
        self._folders |= folders_above(files)

    def holds(self, name: str) -> bool:
        """Say whether the stage has begun with a file, and has it still."""
        return name in self._held

    def write(self, name: str, data: bytes) -> None:
        """Write one file of ours; what the stage began with gives way."""
        if name in self._folders:
            self._remove_folder(name)
        self._make_way(name)
        self._make_folders(name)
        self._write(self._base + name, data)
        self._set_mode(name, _FILE_MODE)

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

    def keep_only(self, names: Collection[str]) -> None:
        """Remove what the stage began with and should not hold in the end."""
        stale = self._held.difference(names)
        if not stale:
            return
        for name in stale:
            self._make_way(name)
        for folder in sorted(self._folders - folders_above(names) - {""}, reverse=True):
            with suppress(OSError):
                os.rmdir(self._base + folder)  # noqa: PTH106 - a string is at hand
            self._folders.discard(folder)

    def check(self, sizes: Mapping[str, int]) -> bool:
        """Say whether the stage holds every file that it should, with its size if it was staged just now."""
        found = set()
        for folder in self._folders:
            prefix = f"{folder}/" if folder else ""
            with os.scandir(self._base + folder) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.is_file(follow_symlinks=False) and (
                        name in self._held or entry.stat(follow_symlinks=False).st_size == sizes.get(name)
                    ):
                        found.add(name)
        return found.issuperset(sizes)

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
        self._make_way(folder)
        os.mkdir(self._base + folder, _FOLDER_MODE)  # noqa: PTH102 - a string is at hand
        self._set_mode(folder, _FOLDER_MODE)
        self._folders.add(folder)

    def _make_way(self, name: str) -> None:
        """Remove a file that the stage began with."""
        if name in self._held:
            os.unlink(self._base + name)  # noqa: PTH108 - a string is at hand
            self._held.discard(name)

    def _remove_folder(self, folder: str) -> None:
        """Remove a folder that the stage began with, because a file takes its place."""
        shutil.rmtree(self._base + folder)
        within = f"{folder}/"
        self._held = {name for name in self._held if not name.startswith(within)}
        self._folders = {name for name in self._folders if name != folder and not name.startswith(within)}

    def _set_mode(self, name: str, mode: int) -> None:
        if self._masked:
            os.chmod(self._base + name, mode)  # noqa: PTH101 - a thousand times a build


def is_folder_of_ours(path: str) -> bool:
    """Say whether a folder is as a stage makes it; OSError if it cannot be looked at."""
    found = os.lstat(path)
    return (
        stat.S_ISDIR(found.st_mode)
        and stat.S_IMODE(found.st_mode) == _FOLDER_MODE
        and (os.name != "posix" or found.st_uid == os.geteuid())
    )


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
