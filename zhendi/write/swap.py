"""Put a staged folder in the place of the old one, as nearly at once as the system can."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def exchange(staged: Path, out: Path) -> None:
    """Swap two folders that both exist; OSError if the system cannot.

    Linux does it in one step (renameat2), so that a reader sees the old site or the new one.
    """
    if sys.platform != "linux":
        raise OSError("no exchange on this system")
    import ctypes  # noqa: PLC0415 - where there is nothing to do, none of it is needed

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        raise OSError("no renameat2 in this libc")
    code = libc.renameat2(_AT_FDCWD, os.fsencode(staged), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE)
    if code:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def swap(staged: Path, out: Path, old: Path) -> bool:
    """Make `staged` the output; what was there ends in `staged` or in `old`. False if folders cannot be moved here.

    An interrupt between the two renames leaves the old output in `old`; `bring_back` undoes that.
    """
    if not out.exists():
        staged.rename(out)
        return True
    try:
        exchange(staged, out)
    except OSError:
        pass
    else:
        return True
    try:
        out.rename(old)
    except OSError:
        return False
    try:
        staged.rename(out)
    except OSError:
        old.rename(out)
        return False
    return True


def bring_back(out: Path, old: Path) -> None:
    """Put an output back that was moved away by a swap that did not come to its end."""
    if old.is_dir() and not out.exists():
        old.rename(out)


def replace_files(staged: Path, out: Path, names: Collection[str], stale: Collection[str]) -> None:
    """Move the staged files over the old ones, one by one, what pages need before pages; then remove the stale.

    For an output that is a mount point, or is held open on Windows: each file is whole, the site changes bit by bit.
    """
    for name in sorted(stale):
        if any(other.startswith(f"{name}/") for other in names):
            (out / name).unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: (name.endswith(".html"), name)):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            _prune(target, stale, out)
        (staged / name).replace(target)
    for name in sorted(stale, reverse=True):
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            (out / name).unlink()
        for folder in (out / name).parents:
            if folder == out or not _is_empty(folder):
                break
            folder.rmdir()


def _prune(folder: Path, stale: Collection[str], out: Path) -> None:
    """Remove a folder that held nothing but stale files, because a file takes its place."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.relative_to(out).as_posix() in stale:
            path.unlink()
    folder.rmdir()


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
