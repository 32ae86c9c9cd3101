"""Publish whole: stage beside the output, then swap; the old site stays until the new one is complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from zhendi.problems import CannotGoOnError
from zhendi.work.artifact import Content, content_of
from zhendi.work.keys import file_stamp
from zhendi.write.faults import cannot_write
from zhendi.write.foreign import Foreign, carry, foreign_in, retire
from zhendi.write.last import copy_version, settle
from zhendi.write.lock import alone
from zhendi.write.manifest import Entry, Manifest, read_manifest
from zhendi.write.paths import BOTH, GITIGNORE, MANIFEST, beside, check_output, check_path, fold, folders_above
from zhendi.write.spare import park, take_up
from zhendi.write.stage import Stage, WriteFile, write_file
from zhendi.write.swap import bring_back, replace_files, swap

if TYPE_CHECKING:
    from typing_extensions import Self


class Published(NamedTuple):
    """What a commit changed; paths in the output, sorted. `foreign` are files that are not ours and were kept."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


class Publication:
    """One build's output in the making.

    Use it as a context: files added are staged beside the output; `commit` swaps them in; leaving without it, for
    whatever reason, leaves the old site as it was. `forbidden` are folders that the output must not be, hold or lie in
    (see `sources_of`). `audience` is noted in the manifest: an output made for one audience is not overwritten by a
    build for another. With `keep`, the version that a commit replaces stays in `last`.
    """

    def __init__(
        self,
        out: Path,
        forbidden: Sequence[Path] = (),
        audience: str = "",
        write: WriteFile = write_file,
        *,
        keep: bool = False,
    ) -> None:
        self._out = out = Path(os.path.abspath(out))  # noqa: PTH100 - `..` goes, a link at the end stays
        self._forbidden = forbidden
        self._write = write
        self._within = _must_stage_within(out)
        self._staging = beside(out, "staging", within=self._within)
        self._old = beside(out, "old")
        self._lock = beside(out, "lock", within=self._within)
        self.last = beside(out, "last", within=self._within)
        self._new_last = beside(out, "last-new", within=self._within)
        self._keep = keep
        self._held = ExitStack()
        self._before = Manifest()
        self._audience = audience
        self._files: dict[str, Entry] = {}
        self._folded: dict[str, str] = {}
        self._folders: dict[str, tuple[str, str]] = {}
        self._unchanged: set[str] = set()
        self._unread: set[str] = set()  # of these, those that were taken on trust
        self._not_ours: tuple[str, ...] = ()
        self._stamps: Mapping[str, str] = {}
        self._spare: Path | None = None

    def __enter__(self) -> Self:
        """Check the output, take the lock, clear what a killed build left."""
        check_output(self._out, self._forbidden)
        try:
            with alone(self._out, self._lock, self._clear) as held:
                self._before = self._manifest_before()
                self._stage = Stage(self._staging, self._write)
                self._held = held.pop_all()
        except OSError as error:
            raise cannot_write(self._out, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the stage and free the lock."""
        self._held.close()

    def trust(self, stamps: Mapping[str, str], spare: Path | None = None) -> None:
        """Take files of the old output unread whose stamps (see `file_stamp`) are what they were after it was made.

        `spare` is a place on the disk of the output where a commit leaves what the next publication can begin with.
        """
        self._stamps = stamps
        self._spare = None if self._within else spare
        if self._spare:
            try:
                held = take_up(self._spare, self._staging, self._out, self._before.files, stamps)
                self._stage.begin_with(held)
            except OSError as error:
                raise cannot_write(self._out, error) from error

    def add(self, path: str, content: bytes | Content) -> None:
        """Stage one file; CannotGoOnError if its path leaves the output or another file is in its way."""
        name = path if self._stage.holds(path) else check_path(path)  # what it holds was found inside the output
        self._claim(name)
        known = content_of(content) if isinstance(content, bytes) else content
        entry = Entry(known.size, known.sha256)
        try:
            same = self._before.files.get(name) == entry
            if same and self._stage.holds(name):
                self._unchanged.add(name)
                self._unread.add(name)
            elif same and self._link(name, known):
                self._unchanged.add(name)
            else:
                self._stage.write(name, known.load())
        except OSError as error:
            raise cannot_write(self._out, error) from error
        self._files[name] = entry

    def commit(self) -> Published:
        """Swap the staged files in; foreign files of the old output are carried over untouched."""
        removed = tuple(sorted(set(self._before.files) - set(self._files)))
        written = tuple(sorted(set(self._files) - self._unchanged))
        try:
            foreign = self._foreign()
            if written or removed or not (self._out / MANIFEST).is_file():
                self._stage.keep_only(self._files)
                self._carry(foreign)
                self._stage.write(MANIFEST, Manifest(self._audience, self._files).as_bytes())
                self._check_stage()
                self._put_in_place(removed)
            elif self._spare:
                carry(self._out, self._staging, MANIFEST)
                self._park(self._staging)
        except OSError as error:
            raise cannot_write(self._out, error) from error
        self._not_ours = tuple(thing.name for thing in foreign if not thing.is_folder)
        return Published(written, tuple(sorted(self._unchanged)), removed, self._not_ours)

    def stamps(self) -> dict[str, str]:
        """Give the stamps of all files in the output, sorted, once it is published.

        Those of files that were taken unread are those on whose word they were taken: whoever touches a file meanwhile
        is found out by the next publication.
        """
        others = [*(self._files.keys() - self._unread), *self._not_ours, MANIFEST]
        others += [GITIGNORE] if (self._out / GITIGNORE).is_file() else []
        found = {name: file_stamp(f"{self._out}{os.sep}{name}") for name in others}
        found |= {name: self._stamps[name] for name in self._unread}
        return dict(sorted(found.items()))

    def _link(self, name: str, known: Content) -> bool:
        """Link a file of the old output, if it still is what it was."""
        stamp = self._stamps.get(name)
        untouched = stamp is not None and stamp == file_stamp(f"{self._out}{os.sep}{name}")
        linked = self._stage.link(name, self._out, None if untouched else known.load())
        if linked and untouched:
            self._unread.add(name)
        return linked

    def _claim(self, name: str) -> None:
        """Take a path; CannotGoOnError names both files where two would be one on some system."""
        key = fold(name)
        twin = self._folded.setdefault(key, name)
        if name in self._files or twin != name:
            raise _collision(twin, name)
        if key in self._folders:
            raise _collision(self._folders[key][1], name)
        folder = name.rpartition("/")[0]
        while folder:
            spelt, first = self._folders.setdefault(fold(folder), (folder, name))
            if spelt != folder:
                raise _collision(first, name)
            if fold(folder) in self._folded:
                raise _collision(self._folded[fold(folder)], name)
            if first != name:
                return
            folder = folder.rpartition("/")[0]

    def _foreign(self) -> tuple[Foreign, ...]:
        """Find what is not ours; a file of ours never replaces it, nor takes a folder's place."""
        found = foreign_in(self._out, self._before.files)
        for thing in found:
            key = fold(thing.name)
            blocked = key in self._folded or (not thing.is_folder and key in self._folders)
            if blocked or any(fold(parent) in self._folded for parent in folders_above([thing.name])):
                what = f"输出里的“{thing.name}”不是本程序生成的，没有覆盖；原来的网站没有改动。"
                raise CannotGoOnError(what, "把它移走或改名，再试一次。")
        return found

    def _carry(self, foreign: Sequence[Foreign]) -> None:
        if self._within:
            return
        for thing in foreign:
            if fold(thing.name) not in self._folders:
                carry(self._out, self._staging, thing.name)
        if (self._out / GITIGNORE).is_file():
            carry(self._out, self._staging, GITIGNORE)

    def _check_stage(self) -> None:
        if not self._stage.check({name: entry.size for name, entry in self._files.items()}):
            hint = "看看是不是有别的程序在清理临时文件，再试一次。"
            raise CannotGoOnError("暂存的文件不完整，没有发布；原来的网站没有改动。", hint)
        self._stage.flush(MANIFEST)

    def _put_in_place(self, removed: Sequence[str]) -> None:
        if self._keep and self._before.files:
            copy_version(self._out, self._before, self._new_last)
            settle(self._new_last, self.last)
        if not self._within and swap(self._staging, self._out, self._old):
            self._park(self._old if self._old.is_dir() else self._staging)
            return
        both = Manifest(self._audience, {**self._before.files, **self._files})
        half = self._staging / BOTH
        half.write_bytes(both.as_bytes())
        half.replace(self._out / MANIFEST)  # whatever a kill leaves, all of it is known as ours
        replace_files(self._staging, self._out, self._files, removed)
        (self._staging / MANIFEST).replace(self._out / MANIFEST)

    def _park(self, tree: Path) -> None:
        """Keep a tree for the next publication; where that cannot be, it is cleared away."""
        if self._spare and self._unchanged:
            with suppress(OSError):
                park(tree, self._spare, self._out, self._before.files, self._unchanged)

    def _clear(self) -> None:
        """Clear up after this build or one that was killed; an output that was moved away comes back."""
        with suppress(OSError):
            bring_back(self._out, self._old)
            settle(self._new_last, self.last)
        for tree in (self._staging, self._old):
            if self._within:
                shutil.rmtree(tree, ignore_errors=True)
            elif tree != self._out:
                retire(tree, self._out)

    def _manifest_before(self) -> Manifest:
        before = read_manifest(self._out) or Manifest(self._audience)
        if before.audience != self._audience:
            raise CannotGoOnError(
                f"“{self._out}”里是给“{before.audience}”看的网站，不能换成给“{self._audience}”的。",
                "不同对象的网站放在不同的文件夹（生成时用 -o 指定）。",
            )
        return before


def _must_stage_within(out: Path) -> bool:
    """Say whether the stage must be inside the output: it is a mount point, or we may not write beside it."""
    try:
        return out.is_dir() and (out.stat().st_dev != out.parent.stat().st_dev or not os.access(out.parent, os.W_OK))
    except OSError:
        return False


def _collision(first: str, second: str) -> CannotGoOnError:
    what = f"两个文件要写到同一个地方：“{first}”和“{second}”（有的系统不分大小写）。"
    return CannotGoOnError(what, "在其中一篇的开头写一行“网址名: …”（slug），换一个名字。")
