"""What stands in an output but is not ours: found, carried over, never lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from zhendi.problems import CannotGoOnError
from zhendi.write.manifest import read_manifest
from zhendi.write.paths import OURS, fold, folders_above
from zhendi.write.stage import link_or_copy


class Foreign(NamedTuple):
    """A file, a link or a folder of somebody else; the path is relative to the output, POSIX."""

    name: str
    is_folder: bool


def foreign_in(out: Path, ours: Mapping[str, object]) -> tuple[Foreign, ...]:
    """Find everything in an output that our manifest does not list, folders before what is in them."""
    return tuple(_walk(str(out), "", _Names(ours), _Names(folders_above(ours)))) if out.is_dir() else ()


class _Names:
    """Paths of ours, also as a system spells them that does not tell upper from lower case."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    @cached_property
    def _by_fold(self) -> Mapping[str, str]:
        return {fold(name): name for name in self._names}

    def have(self, name: str, listed: Collection[str]) -> bool:
        """Say whether a path is one of these: as it is, or spelt another way if its folder does not list that, too."""
        if name in self._names:
            return True
        last = self._by_fold.get(fold(name), "").rpartition("/")[2]
        return bool(last) and (last not in listed or last == name.rpartition("/")[2])


def _walk(folder: str, prefix: str, files: _Names, folders: _Names) -> Iterator[Foreign]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    listed = {entry.name for entry in found}
    for entry in found:
        name = prefix + entry.name
        if not prefix and name in OURS:
            continue
        if entry.is_dir(follow_symlinks=False):
            if folders.have(name, listed):
                yield from _walk(entry.path, f"{name}/", files, folders)
            else:
                yield Foreign(name, is_folder=True)
                yield from _walk(entry.path, f"{name}/", _NONE, _NONE)
        elif not files.have(name, listed):
            yield Foreign(name, is_folder=False)


_NONE = _Names(())


def carry(out: Path, stage: Path, name: str) -> None:
    """Bring a foreign thing into the stage: linked, so that it stays the very same file; copied where links fail."""
    source, target = out / name, stage / name
    if source.is_dir() and not source.is_symlink():
        target.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            shutil.copystat(source, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    link_or_copy(source, target)


def retire(tree: Path, out: Path) -> None:
    """Remove an output that was replaced, or a stage that was left; a foreign file that came late is moved over first.

    A tree without a whole manifest is an unfinished stage: all in it is ours.
    """
    if not tree.is_dir() or tree.is_symlink():
        with suppress(OSError):
            tree.unlink()
        return
    try:
        manifest = read_manifest(tree)
    except CannotGoOnError:  # killed while it was written
        manifest = None
    if manifest:
        rescue(tree, out, manifest.files)
    shutil.rmtree(tree, ignore_errors=True)


def rescue(tree: Path, out: Path, ours: Mapping[str, object]) -> tuple[Foreign, ...]:
    """Move foreign files that a replaced tree alone holds into the output; give all that is foreign in the tree."""
    found = foreign_in(tree, ours)
    for thing in found:
        target = out / thing.name
        if not thing.is_folder and not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            (tree / thing.name).rename(target)
    return found
