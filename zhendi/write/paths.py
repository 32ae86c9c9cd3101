"""Where we may write: which folders are refused as an output, and which paths inside it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zhendi.problems import CannotGoOnError
from zhendi.resources import shipped

MANIFEST = ".zhendi-manifest.json"
GITIGNORE = ".gitignore"
BOTH = f"{MANIFEST}.both"  # of the old and the new site, while files are replaced one by one
SPARE = ".zhendi-spare"  # in a tree that is kept aside: of which output it was
_WITHIN = (".zhendi-staging", ".zhendi-lock", ".zhendi-last", ".zhendi-last-new")
OURS = frozenset({MANIFEST, GITIGNORE, BOTH, SPARE, *_WITHIN})

_SOURCES = ("content", "templates", "themes", "data", "assets", "site.yml", ".git")
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")
_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$", *_PORTS})
_UNUSABLE = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_MAX_NAME = 255  # bytes, of ext4, NTFS and what shares pass on
_ELSEWHERE = "换一个新的或空的文件夹（生成时用 -o 指定）。"


def sources_of(root: Path) -> tuple[Path, ...]:
    """Give what an output of a site must keep away from: its sources, and the templates and themes we ship."""
    return (*(root / name for name in _SOURCES), shipped("templates"), shipped("themes"))


def beside(out: Path, what: str, *, within: bool = False) -> Path:
    """Give the place of what we keep for an output: `staging`, `lock`, `last`; in its parent, or within itself."""
    return out / f".zhendi-{what}" if within else out.parent / f".{out.name}.zhendi-{what}"


def check_output(out: Path, forbidden: Sequence[Path]) -> None:
    """Refuse an output that holds anything of value: CannotGoOnError says which and why.

    Refused are a link, `/`, a home or a folder above one, whatever is, holds or lies in one of `forbidden`, a file,
    and a folder that is not empty and bears no manifest of ours.
    """
    if out.is_symlink():
        raise CannotGoOnError(f"输出文件夹“{out}”是一个链接，不能输出到这里。", _ELSEWHERE)
    real = out.resolve()
    if real == Path(real.anchor):
        raise CannotGoOnError("不能输出到根目录。", _ELSEWHERE)
    if any(home.is_relative_to(real) for home in _homes()):
        raise CannotGoOnError("不能输出到用户的主目录。", _ELSEWHERE)
    for folder in forbidden:
        source = folder.resolve()
        if source.is_relative_to(real):
            raise CannotGoOnError(f"“{out}”里有站点的源文件，不能输出到这里。", _ELSEWHERE)
        if real.is_relative_to(source):
            raise CannotGoOnError(f"“{out}”在站点的源文件夹“{source.name}”里，不能输出到这里。", _ELSEWHERE)
    if out.exists() and not out.is_dir():
        raise CannotGoOnError(f"“{out}”是一个文件，不是文件夹。", _ELSEWHERE)
    if out.is_dir() and not _is_marked(out):
        raise CannotGoOnError(f"“{out}”不是空的，也不是本程序生成的，没有改动其中的文件。", _ELSEWHERE)


def _is_marked(out: Path) -> bool:
    manifest = out / MANIFEST
    try:
        names = {path.name for path in out.iterdir()}
    except PermissionError:
        raise CannotGoOnError(f"没有权限读“{out}”。", "请管理员给这个文件夹读写的权限，或换一个文件夹。") from None
    return (manifest.is_file() and not manifest.is_symlink()) or names <= OURS - {MANIFEST}


def _homes() -> Iterator[Path]:
    """Give the home that the environment names and the one of the account: under sudo they differ."""
    yield Path.home().resolve()
    if os.name == "posix":
        import pwd  # noqa: PLC0415 - there is none on Windows

        try:
            yield Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
        except KeyError:
            return


def check_path(path: str) -> str:
    """Give a path of the output in NFC; CannotGoOnError if it leaves the output or Windows could not hold it."""
    name = path if path.isascii() else unicodedata.normalize("NFC", path)
    fault = _UNUSABLE.search(name)
    if fault:
        raise _bad_path(path, f"含有不能用作文件名的字符 {fault[0]!r}")
    for part in name.split("/"):
        if part in ("", ".", ".."):
            raise _bad_path(path, "不是输出文件夹里的相对路径")
        if part[-1] in ". " or part[0] == " ":
            raise _bad_path(path, "的名字以空格开头，或以点、空格结尾")
        if part.split(".")[0].rstrip(" ").lower() in _DEVICES:
            raise _bad_path(path, f"里的“{part}”是 Windows 的保留名")
        try:
            length = len(part.encode())
        except UnicodeEncodeError:
            raise _bad_path(path, "含有残缺的字符") from None
        if length > _MAX_NAME:
            raise _bad_path(path, f"的名字太长（{length} 字节，最多 {_MAX_NAME} 字节，约 85 个汉字）")
    if name in OURS:
        raise _bad_path(path, "是本程序自己用的名字")
    return name


def fold(path: str) -> str:
    """Give the form in which two paths are the same file on some system: NFC, without case."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def folders_above(names: Iterable[str]) -> set[str]:
    """Give all folders that paths of the output lie in, at any depth."""
    found: set[str] = set()
    for name in names:
        folder = name.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _bad_path(path: str, why: str) -> CannotGoOnError:
    shown = path.encode("utf-8", "replace").decode()
    return CannotGoOnError(f"不能输出文件“{shown}”：它{why}。", "在那一篇的开头写一行“网址名: …”（slug），换一个名字。")
