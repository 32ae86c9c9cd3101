"""Where we may write: which folders are refused as an output, and which paths inside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from zhendi.problems import CannotGoOnError

MANIFEST = ".zhendi-manifest.json"
GITIGNORE = ".gitignore"
_OURS = frozenset({MANIFEST, GITIGNORE})
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})
_MAX_NAME = 255  # bytes, of ext4, NTFS and what shares pass on
_ELSEWHERE = "用 -o 指定一个新的或空的文件夹。"


def check_output(out: Path, forbidden: Sequence[Path]) -> None:
    """Refuse an output that holds anything of value: CannotGoOnError says which and why.

    Refused are a link, `/`, a home, a folder of `forbidden` or one above it, a file, and a folder that is not empty and
    bears no manifest of ours.
    """
    if out.is_symlink():
        raise CannotGoOnError(f"输出文件夹“{out}”是一个链接，不能输出到这里。", _ELSEWHERE)
    real = out.resolve()
    if real == Path(real.anchor):
        raise CannotGoOnError("不能输出到根目录。", _ELSEWHERE)
    if real == Path.home().resolve() or real in Path.home().resolve().parents:
        raise CannotGoOnError("不能输出到用户的主目录。", _ELSEWHERE)
    for folder in forbidden:
        source = folder.resolve()
        if real == source or real in source.parents:
            raise CannotGoOnError(f"“{out}”里有站点的源文件，不能输出到这里。", _ELSEWHERE)
    if out.exists() and not out.is_dir():
        raise CannotGoOnError(f"“{out}”是一个文件，不是文件夹。", _ELSEWHERE)
    if out.is_dir() and not (out / MANIFEST).is_file() and any(path.name not in _OURS for path in out.iterdir()):
        raise CannotGoOnError(f"“{out}”不是空的，也不是本程序生成的，没有改动其中的文件。", _ELSEWHERE)


def check_path(path: str) -> str:
    """Give a path of the output in NFC; ValueError if it could leave the output or cannot exist on Windows."""
    name = unicodedata.normalize("NFC", path)
    pure = PurePosixPath(name)
    if pure.is_absolute() or not pure.parts or "\\" in name or "\0" in name or str(pure) != name:
        raise ValueError(f"not a path inside the output: {path!r}")
    for part in pure.parts:
        stem = part.split(".")[0].casefold()
        if part == ".." or stem in _RESERVED or part[-1] in ". " or any(c in '<>:"|?*' or c < " " for c in part):
            raise ValueError(f"not a name that every system can hold: {part!r} in {path!r}")
        if len(part.encode()) > _MAX_NAME:
            raise ValueError(f"a name longer than {_MAX_NAME} bytes: {part!r}")
    return name


def fold(path: str) -> str:
    """Give the form in which two paths are the same file on some system: NFC, without case."""
    return unicodedata.normalize("NFC", path).casefold()
