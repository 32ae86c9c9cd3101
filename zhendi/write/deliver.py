"""Copy a build to where it is read from, whole: a folder (a share) or a zip; and take the last version back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from zhendi.problems import CannotGoOnError
from zhendi.write.archive import ZIP, Archive, open_archive
from zhendi.write.foreign import foreign_in
from zhendi.write.manifest import Manifest, entry_of, read_manifest
from zhendi.write.publish import Publication, Published

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://|[^/\\@]+@[^/\\:]+:", re.IGNORECASE)
_Read = Callable[[str], bytes]


class Delivered(Struct, frozen=True):
    """What a delivery did; `left_out` are files in the output that are not ours and were not copied."""

    audience: str
    done: Published
    left_out: tuple[str, ...] = ()
    kept: bool = False  # there is a version to go back to

    @property
    def files(self) -> int:
        """Count the files that stand in the target now and are ours."""
        return len(self.done.written) + len(self.done.unchanged)


def deliver(output: Path, target: str, forbidden: Sequence[Path] = (), *, keep: bool = True) -> Delivered:
    """Copy an output to a target, after every file was compared with the manifest of the build.

    CannotGoOnError, and the target is as it was, if the output was never built, was changed by hand, or is being built.
    With `keep`, the version that is replaced stays; without, no earlier version does.
    """
    place = _place(target)
    _keep_apart(output, place)
    manifest = read_manifest(output)
    if manifest is None:
        raise CannotGoOnError(f"“{output}”里还没有生成好的网站。", "先运行 zhendi build，再发布。")
    left_out = tuple(thing.name for thing in foreign_in(output, manifest.files) if not thing.is_folder)
    destination = _destination(place, forbidden, manifest.audience, keep=keep)
    with destination:
        with _version(output) as (_, read):
            _copy(manifest, read, destination, f"“{output}”", "再运行一次 zhendi build，等它结束后发布。")
        done = destination.commit()
        if not keep:
            _forget(destination.last)
        return Delivered(manifest.audience, done, left_out, destination.last.exists())


def take_back(target: str, forbidden: Sequence[Path] = ()) -> Delivered:
    """Put the version that the last delivery replaced back; the present one is kept in its turn."""
    place = _place(target)
    audience = _audience(place)
    nothing = CannotGoOnError(f"“{place}”没有留下上一版。", "发布过两次、内容有改动，才有上一版可以退回。")
    if audience is None:
        raise nothing
    destination = _destination(place, forbidden, audience, keep=True)
    with destination:
        if not destination.last.exists():
            raise nothing
        with _version(destination.last) as (manifest, read):
            _copy(manifest, read, destination, "上一版", "改好原文，用 zhendi build 生成后重新发布。")
        return Delivered(audience, destination.commit(), kept=True)


def _copy(manifest: Manifest, read: _Read, destination: Publication | Archive, what: str, hint: str) -> None:
    """Add every file of a version to a destination, and see that it is what was built."""
    for name, entry in sorted(manifest.files.items()):
        try:
            data = read(name)
        except (OSError, KeyError):
            raise CannotGoOnError(f"{what}里的“{name}”读不出来，没有发布。", hint) from None
        if entry_of(data) != entry:
            raise CannotGoOnError(f"{what}里的“{name}”和生成时不一样，没有发布。", hint)
        destination.add(name, data)


@contextmanager
def _version(place: Path) -> Iterator[tuple[Manifest, _Read]]:
    """Open a folder or an archive with a manifest."""
    if place.is_dir():
        yield read_manifest(place) or Manifest(), lambda name: (place / name).read_bytes()
        return
    try:
        manifest, packed = open_archive(place)
    except (OSError, ValueError):
        raise CannotGoOnError(f"“{place}”读不出来。", "它可能被改动过；重新生成再发布。") from None
    with packed:
        yield manifest, packed.read


def _place(target: str) -> Path:
    """Read a target; what looks like another machine is refused, lest a folder of that name be made."""
    if _REMOTE.match(target):
        hint = "先发布到本机的文件夹，再用 rsync、sftp 传过去；Windows 共享先挂载成文件夹。"
        raise CannotGoOnError(f"不能直接发布到“{target}”：目标要是文件夹或 .zip 文件。", hint)
    if os.sep == "/" and "\\" in target:
        raise CannotGoOnError(f"“{target}”是 Windows 的写法，这台机器上不能用。", "先把共享挂载成文件夹。")
    return Path(target)


def _keep_apart(output: Path, place: Path) -> None:
    here, there = output.resolve(), place.resolve()
    if there.is_relative_to(here) or (here.is_relative_to(there) and place.suffix.lower() != ZIP):
        raise CannotGoOnError(f"“{place}”和生成网站的“{output}”套在一起，不能发布到这里。", "换一个在它外面的文件夹。")


def _destination(place: Path, forbidden: Sequence[Path], audience: str, *, keep: bool) -> Publication | Archive:
    kind = Archive if place.suffix.lower() == ZIP else Publication
    return kind(place, forbidden, audience, keep=keep)


def _audience(place: Path) -> str | None:
    """Say for whom the site at a target is; None if there is none."""
    if not place.exists():
        return None
    if place.is_dir():
        manifest = read_manifest(place)
        return manifest.audience if manifest else None
    with _version(place) as (manifest, _):
        return manifest.audience


def _forget(last: Path) -> None:
    if last.is_dir():
        shutil.rmtree(last, ignore_errors=True)
    else:
        last.unlink(missing_ok=True)
