"""Find where a passage that was printed stands in the files that clerks write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zhendi.content.read import decode

_SHORTEST = 4  # characters by which a passage is still told from others


def find_passage(root: Path, sources: Iterable[str], passage: str) -> tuple[str, int, int]:
    """Give path, line and column of the first place of a passage in some files of a site.

    Marks of Markdown may part a passage in its file, so a long one is also sought by its beginning. What stands in none
    of the files is placed at the start of the first.
    """
    files = {source: _text(root / source) for source in sources}
    words = " ".join(passage.split())
    lengths = (len(words), len(words) // 2, _SHORTEST)
    for length in dict.fromkeys(length for length in lengths if min(len(words), _SHORTEST) <= length <= len(words)):
        for source, text in files.items():
            at = text.find(words[:length])
            if words and at >= 0:
                before = text[:at]
                return source, before.count("\n") + 1, at - before.rfind("\n")
    return next(iter(files)), 1, 1


def _text(file: Path) -> str:
    try:
        return decode(file.name, file.read_bytes())[0]
    except OSError:
        return ""
