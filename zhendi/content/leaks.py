"""Look for personal data outside the texts: data files, attachments, names of files."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from zhendi.content.codes import problem
from zhendi.content.read import decode
from zhendi.content.walk import File
from zhendi.problems import Problem, Severity
from zhendi.proof.book import personal_data

if TYPE_CHECKING:
    import pypdfium2

_PLAIN = frozenset({".csv", ".txt", ".yml", ".yaml", ".json", ".tsv", ".html", ".htm"})
_OFFICE = frozenset({".docx", ".xlsx", ".pptx"})
_MOST_BYTES = 50_000_000  # of an attachment
_MOST_PART = 30_000_000  # of one part of an Office file, unpacked
_MOST_PAGES = 500
_PARTS = re.compile(r"(?:word|xl|ppt)/(?!theme|styles|fontTable|settings).*\.xml|docProps/.*\.xml")
_BREAKS = re.compile(r"</(?:w:p|row|si|a:p|c|w:tc)>")
_TAG = re.compile(r"<[^>]*>")
_APART = "\n。\n"


def leaks_in(files: Iterable[File], public: frozenset[str], *, thorough: bool) -> list[Problem]:
    """Find personal data in files that are no entries, and in the names of all.

    `thorough` says of what could not be searched, too.
    """
    files = list(files)
    found = list(_in_names(files, public))
    for file in files:
        read = _READERS.get(file.ending)
        if read is None:
            continue
        try:
            data = file.place.read_bytes()
        except OSError:
            continue  # said where it is read for its own sake
        found += _in_bytes(file.path, data, read, public)
    return [one for one in found if thorough or one.severity is Severity.ERROR]


def _in_names(files: Sequence[File], public: frozenset[str]) -> Iterator[Problem]:
    """Read all names as one text, each a line; a line between them that no number and no address goes over."""
    names = (" ".join(re.split(r"[_\n]", file.parts[-1])) for file in files)
    for one in personal_data("", _APART.join(names), public):
        path = files[(one.line - 1) // _APART.count("\n")].path
        yield replace(one, path=path, line=0, column=0, message=f"文件名里：{one.message}")


def _in_bytes(path: str, data: bytes, read: Callable[[str, bytes], str], public: frozenset[str]) -> list[Problem]:
    if len(data) > _MOST_BYTES:
        return [_unread(path, f"有 {len(data) / 1e6:.0f} MB，太大")]
    try:
        return personal_data(path, read(path, data), public)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
    ):
        return [_unread(path, "打不开，或者加了密")]


def _unread(path: str, reason: str) -> Problem:
    return problem(
        "PD09", path, (0, 0), f"附件{reason}，没有检查里面有没有个人信息。", "自己看一遍，或者换一个能打开的文件。"
    )


def _plain(path: str, data: bytes) -> str:
    return decode(path, data)[0]


def office_text(_path: str, data: bytes) -> str:
    """Give the words of a .docx, .xlsx or .pptx, hidden ones too; no XML parser sees it, so nothing can expand."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "\n".join(_words(parts, info) for info in parts.infolist() if _PARTS.fullmatch(info.filename))


def _words(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    if info.file_size > _MOST_PART:
        raise ValueError(info.filename)
    with parts.open(info) as part:
        xml = part.read(_MOST_PART).decode("utf-8", "replace")
    return html.unescape(_TAG.sub("", _BREAKS.sub("\n", xml)))


def pdf_text(_path: str, data: bytes) -> str:
    """Give the words of a PDF (RuntimeError of pdfium if it cannot be opened)."""
    import pypdfium2  # noqa: PLC0415 - few sites have attached PDFs

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(_page_texts(document))
    finally:
        document.close()


def _page_texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(min(len(document), _MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_range()
        words.close()
        page.close()


_READERS: Mapping[str, Callable[[str, bytes], str]] = {
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(_OFFICE, office_text),
    ".pdf": pdf_text,
}
