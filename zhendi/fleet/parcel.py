"""Pack the sources of a site into one parcel, and unpack it where the site is built."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from zhendi.content.settings import SITE_FILE
from zhendi.problems import CannotGoOnError
from zhendi.resources import FLEET_FILE, fleet_of

_SOURCES = ("content", "data", "assets")
_DESIGN = ("templates", "themes")
_SITE = "site"  # in it one folder with the site's own name, which messages may tell
_NOWHERE = ".zhendi-nowhere"  # stands for whatever a link names outside the site: it is refused there as it is here


def pack(root: Path) -> bytes:
    """Give a tar of all that a build of the site reads: its own files, and the themes and templates it shares."""
    parcel = io.BytesIO()
    root, fleet = root.resolve(), fleet_of(root)
    shared = ((fleet / name, name) for name in _DESIGN) if fleet else ()
    home = f"{_SITE}/{root.name or _SITE}/"
    try:
        with tarfile.open(fileobj=parcel, mode="w", format=tarfile.PAX_FORMAT) as tar:
            tar.addfile(tarfile.TarInfo(FLEET_FILE))  # here the search for what is shared ends
            tar.addfile(_folder(home))
            for name in _SOURCES:
                _pack_folder(tar, root / name, home + name, root)
            for folder, name in (*((root / name, home + name) for name in _DESIGN), *shared):
                _pack_folder(tar, folder.resolve(), name, folder.resolve())
            if (root / SITE_FILE).is_file():
                tar.add((root / SITE_FILE).resolve(), f"{home}{SITE_FILE}", recursive=False)
    except OSError as error:
        raise CannotGoOnError(f"读不了“{error.filename}”（{error.strerror}）。", "检查文件的权限。") from error
    return parcel.getvalue()


def unpack(parcel: bytes, folder: Path) -> Path:
    """Unpack a parcel into an empty folder; nothing leaves it. Give the folder of the site."""
    with tarfile.open(fileobj=io.BytesIO(parcel)) as tar:
        tar.extractall(folder, filter="data")
    return next((folder / _SITE).iterdir())


def _pack_folder(tar: tarfile.TarFile, folder: Path, name: str, inside: Path) -> None:
    """Pack a folder; a link stays a link, to a file that is `inside` or to nowhere."""
    for path, inner in _walk(folder, name):
        if path.is_symlink():
            tar.addfile(_link(inner, _target(path, inside)))
        elif path.is_dir() or path.is_file():
            tar.add(path, inner, recursive=False)


def _walk(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    if folder.is_symlink() or not folder.is_dir():
        if folder.is_symlink():
            yield folder, name
        return
    yield folder, name
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        inner = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), inner)
        else:
            yield Path(entry.path), inner


def _folder(name: str) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.mode = tarfile.DIRTYPE, 0o755
    return made


def _link(name: str, target: str) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = tarfile.SYMTYPE, target
    return made


def _target(path: Path, inside: Path) -> str:
    """Give what a link names, if that is a file inside, relative to the link."""
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # dangling, or a loop
        return _NOWHERE
    return os.path.relpath(real, path.parent) if real.is_file() and real.is_relative_to(inside) else _NOWHERE
