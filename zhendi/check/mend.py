"""Mend the texts of a site where the answer is certain; the encoding and line ends of each file are kept."""

from __future__ import annotations

import codecs
import datetime as dt
import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from zhendi.config import Config
from zhendi.content.areas import ENTRY_ENDINGS
from zhendi.content.discover import CONTENT
from zhendi.content.frontmatter import split
from zhendi.content.glossary import read_words
from zhendi.content.manuscripts import manuscript_of, public_numbers
from zhendi.content.read import decode
from zhendi.content.walk import File, walk
from zhendi.problems import Severity
from zhendi.proof.book import findings
from zhendi.proof.fix import mend
from zhendi.proof.rules import Finding


class Change(Struct, frozen=True):
    """A file that is to be changed: its text before and after, and its new bytes."""

    file: File
    before: str
    after: str
    data: bytes

    def diff(self) -> str:
        """Show the changed lines."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), self.file.path, self.file.path, lineterm="", n=0
        )
        return "\n".join(lines)


def mended(root: Path, today: dt.date | None) -> Iterator[Change]:
    """Give each text of a site that has something to mend; nothing is written."""
    config, _ = read_words(root, today, thorough=True)
    for file in walk(root, CONTENT)[0]:
        if file.ending not in ENTRY_ENDINGS:
            continue
        try:
            data = file.place.read_bytes()
        except OSError:
            continue  # said by the check itself
        text, problems = decode(file.path, data)
        if not text or any(problem.severity is Severity.ERROR for problem in problems):
            continue
        after = mend_text(file.path, text, config)
        if after != text:
            yield Change(file, text, after, _like(data, after))


def mend_text(path: str, text: str, config: Config) -> str:
    """Mend one text by the rules of a site."""

    def find(now: str) -> Iterable[Finding]:
        manuscript = manuscript_of(path, now, split(path, now), public_numbers(config.info))
        return (found for _, _, found in findings(manuscript, config.proof) if found.fix is not None)

    return mend(text, find)


def _like(data: bytes, text: str) -> bytes:
    """Write a text as its file was written: mark, encoding, line ends."""
    text = text.replace("\n", "\r\n") if b"\r\n" in data else text
    if data.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + text.encode()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.encode("utf-16")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return text.encode("gb18030")
    return text.encode()
