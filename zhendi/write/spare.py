"""The tree that a publication replaced, kept aside: the next one begins with the files in it that stay as they are.

Of thousands of files a build changes a few; to link all others into a new tree, and to remove the old one, would be
most of the work. So of the tree that was replaced those names are kept whose files stand in the new output, too: second
names of the same files, which hold nothing that was withdrawn. Nothing is believed of such a tree: a file in it is used
if it is the very one that bears its name in the output, untouched since that was made. All else in it goes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from zhendi.problems import CannotGoOnError
from zhendi.work.keys import entry_stamp, files_below
from zhendi.write.foreign import rescue, retire
from zhendi.write.manifest import read_manifest
from zhendi.write.paths import MANIFEST, OURS, SPARE, folders_above
from zhendi.write.stage import is_folder_of_ours, write_file


def park(tree: Path, spare: Path, out: Path, ours: Mapping[str, object], stay: Collection[str]) -> None:
    """Keep a tree that `out` has replaced, if none is kept; OSError if that fails, and the tree is still there.

    `ours` are our files in it, `stay` those of them that the output has still. What is not ours was carried over
    before, or is moved over now. The manifest of the tree stays with it, to tell what somebody adds from what is ours.
    """
    for thing in reversed(rescue(tree, out, ours)):
        if thing.is_folder:
            (tree / thing.name).rmdir()
        else:
            (tree / thing.name).unlink(missing_ok=True)
    for name in ours.keys() - stay:
        (tree / name).unlink(missing_ok=True)
    write_file(os.fspath(tree / SPARE), os.fsencode(out))
    tree.rename(spare)


def take_up(
    spare: Path, stage: Path, out: Path, ours: Mapping[str, object], stamps: Mapping[str, str]
) -> frozenset[str]:
    """Put the tree that is kept in the place of an empty stage, and give the files that it holds now.

    They are some of `ours`, each the one that has this name in the output, and this stamp. A tree that cannot be used
    is removed, and the stage with it.
    """
    if not out.is_dir():
        return frozenset()
    try:
        spare.rename(stage)
    except OSError:  # there is none, or it is on another disk
        return frozenset()
    try:
        home = Path(os.fsdecode((stage / SPARE).read_bytes()))
        if home == out:
            return _sifted(stage, out, ours, stamps)
        if (home / MANIFEST).is_file():
            retire(stage, home)
    except (OSError, ValueError, CannotGoOnError):
        retire(stage, out)
    shutil.rmtree(stage, ignore_errors=True)
    return frozenset()


def _sifted(stage: Path, out: Path, ours: Mapping[str, object], stamps: Mapping[str, str]) -> frozenset[str]:
    """Remove from a tree all that is not as it should be; what is not ours moves into the output."""
    there = {name: entry.inode() for name, entry in files_below(out)}
    folders: list[str] = []
    good, others = set(), []
    for name, entry in _look_through(f"{stage}{os.sep}", "", folders):
        if name in ours and entry.inode() == there.get(name) and entry_stamp(entry) == stamps.get(name):
            good.add(name)
        else:
            others.append(name)
    if any(name not in ours and name not in OURS for name in others):
        listed = read_manifest(stage)
        rescue(stage, out, {**ours, **(listed.files if listed else {})})
    (stage / MANIFEST).unlink(missing_ok=True)  # from now on it is a stage like any other, all of which is ours
    for name in others:
        (stage / name).unlink(missing_ok=True)
    needed = folders_above(good)
    for folder in reversed(folders):
        if folder not in needed:
            (stage / folder).rmdir()
    return frozenset(good)


def _look_through(base: str, prefix: str, folders: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Give the files of a tree; its folders are added to a list, those above first. OSError if one is not like ours."""
    if not is_folder_of_ours(base + prefix):
        raise OSError(f"not a folder of ours: {prefix}")
    with os.scandir(base + prefix) as found:
        entries = list(found)
    for entry in entries:
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            folders.append(name)
            yield from _look_through(base, f"{name}/", folders)
        else:
            yield name, entry
