"""Put a staged folder in the place of the old one, as nearly at once as the system can."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def exchange(staged: Path, out: Path) -> None:
    """Swap two folders that both exist; OSError if the system cannot.

    Linux does it in one step (renameat2), so that a reader sees the old site or the new one.
    """
    if sys.platform != "linux":
        raise OSError("no exchange on this system")
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        raise OSError("no renameat2 in this libc")
    code = libc.renameat2(_AT_FDCWD, os.fsencode(staged), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE)
    if code:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def swap(staged: Path, out: Path, old: Path) -> None:
    """Make `staged` the output; what was there ends in `old`, which the caller removes."""
    if not out.exists():
        staged.rename(out)
        return
    try:
        exchange(staged, out)
    except OSError:
        _two_renames(staged, out, old)
    else:
        staged.rename(old)


def _two_renames(staged: Path, out: Path, old: Path) -> None:
    """Move the old output away and the new one in; if the second step fails, the old one comes back."""
    out.rename(old)
    try:
        staged.rename(out)
    except OSError:
        old.rename(out)
        raise


def remove(folder: Path) -> None:
    """Remove a folder of ours, whatever is left of it."""
    shutil.rmtree(folder, ignore_errors=True)
