"""What stands in an output but is not ours: found, carried over, never lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from zhendi.problems import CannotGoOnError
from zhendi.write.manifest import read_manifest
from zhendi.write.paths import OURS, fold
from zhendi.write.stage import link_or_copy


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file, a link or a folder of somebody else; the path is relative to the output, POSIX."""

    name: str
    is_folder: bool


def foreign_in(out: Path, ours: Mapping[str, object]) -> tuple[Foreign, ...]:
    """Find everything in an output that our manifest does not list, folders before what is in them."""
    folders = {name[:at] for name in ours for at, letter in enumerate(name) if letter == "/"}
    return tuple(_walk(str(out), "", frozenset(map(fold, ours)), frozenset(map(fold, folders)))) if out.is_dir() else ()


def _walk(folder: str, prefix: str, files: frozenset[str], folders: frozenset[str]) -> Iterator[Foreign]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name = prefix + entry.name
        if not prefix and name in OURS:
            continue
        if entry.is_dir(follow_symlinks=False):
            if fold(name) not in folders:
                yield Foreign(name, is_folder=True)
            yield from _walk(entry.path, f"{name}/", files, folders)
        elif fold(name) not in files:
            yield Foreign(name, is_folder=False)


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
    for found in foreign_in(tree, manifest.files) if manifest else ():
        target = out / found.name
        if not found.is_folder and not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            (tree / found.name).rename(target)
    shutil.rmtree(tree, ignore_errors=True)
