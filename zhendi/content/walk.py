"""Find the files of a site; what leads out of it, locks and half-saved files are not among them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from zhendi.content.codes import problem
from zhendi.problems import Problem

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".heic", ".heif"})
_PASSED_OVER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "icon\r"})
_PASSED_STARTS = (".", "~$", "~wrl")
_PASSED_ENDINGS = ("~", ".tmp", ".bak", ".swp", ".crdownload", ".part")
_MAX_DEPTH = 12
_OUTSIDE = "把文件本身复制进来，不用快捷方式或链接。"


class File(Struct, frozen=True):
    """A file of the site: its path in the site (POSIX, NFC), and where its bytes are."""

    path: str
    place: Path

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the folders and the name."""
        return tuple(self.path.split("/"))

    @property
    def ending(self) -> str:
        """Give the ending with its dot, in lower case."""
        return os.path.splitext(self.path)[1].lower()  # noqa: PTH122 - a path in the site, not on the disk

    @property
    def is_picture(self) -> bool:
        """Say whether this is a picture that a text may show."""
        return self.ending in _PICTURES


def walk(root: Path, folder: str) -> tuple[tuple[File, ...], list[Problem]]:
    """List the files under a folder of the site in the order of their paths."""
    problems: list[Problem] = []
    inside = root.resolve()
    found: dict[str, File] = {}
    start = root / folder
    if _leads_out(start, inside):
        return (), [problem("DS01", folder, (0, 0), f"文件夹“{folder}”指向站点外面，没有读。", _OUTSIDE)]
    for file in _files(start, folder, inside, problems):
        if file.path in found:
            message = f"有两个 {file.path}，只是文件名里字符的编码方式不同（NFC 与 NFD）：{file.path} 和 {file.path}。"
            problems.append(problem("DS04", file.path, (0, 0), message, "删去其中一个。"))
        else:
            found[file.path] = file
    return tuple(found[path] for path in sorted(found)), problems


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _files(folder: Path, path: str, inside: Path, problems: list[Problem]) -> Iterator[File]:
    try:
        with os.scandir(folder) as entries:
            items = sorted(entries, key=lambda item: item.name)
    except OSError:
        problems.append(problem("RD09", path, (0, 0), "文件夹打不开。", "检查文件夹的权限。"))
        return
    for item in items:
        if _is_passed_over(item.name):
            continue
        here = f"{path}/{_shown(item.name)}"
        if not _is_text(item.name):
            message = "文件名的编码不对（不是 UTF-8），没有读。"
            problems.append(problem("DS02", here, (0, 0), message, "给文件改名，重新打一遍。"))
        elif item.is_symlink() and not _is_file_inside(item, inside):
            message = "这是一个链接，指向站点外面、文件夹或不存在的文件，没有读。"
            problems.append(problem("DS01", here, (0, 0), message, _OUTSIDE))
        elif item.is_dir(follow_symlinks=False):
            if here.count("/") < _MAX_DEPTH:
                yield from _files(Path(item.path), here, inside, problems)
        elif item.is_file():
            yield File(here, Path(item.path))


def _is_passed_over(name: str) -> bool:
    low = name.lower()
    return low in _PASSED_OVER or low.startswith(_PASSED_STARTS) or low.endswith(_PASSED_ENDINGS)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return _nfc(name) if _is_text(name) else os.fsencode(name).decode("gb18030", "replace").replace("\ufffd", "?")


def _is_file_inside(item: os.DirEntry[str], inside: Path) -> bool:
    return not _leads_out(Path(item.path), inside) and item.is_file()


def _leads_out(place: Path, inside: Path) -> bool:
    try:
        return not place.resolve(strict=True).is_relative_to(inside)
    except (OSError, RuntimeError):  # dangling, or a loop
        return True
