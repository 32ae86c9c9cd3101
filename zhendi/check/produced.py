"""Read what was produced once more, as a reader gets it: pages, PDFs and files, for personal data."""

from __future__ import annotations

import html
import itertools
import pickle
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pypdfium2
from msgspec.structs import replace

from zhendi.content.leaks import office_text, pdf_text
from zhendi.model.entities import Site
from zhendi.model.kinds import Disclosure, Pledge
from zhendi.problems import Problem
from zhendi.proof.book import personal_data
from zhendi.proof.numbers import numbers_of
from zhendi.work.keys import code_digest, digest
from zhendi.work.pool import Failure
from zhendi.work.steps import Sort, Steps
from zhendi.write.manifest import read_manifest

_TAG = re.compile(r"<(?:script|style)\b[\s\S]*?</(?:script|style)>|<[^>]*>")
_PLAIN = frozenset({".html", ".xml", ".js", ".json", ".csv", ".txt", ".svg"})
_OFFICE = frozenset({".xlsx", ".docx", ".pptx"})
_READ = _PLAIN | _OFFICE | {".pdf"}
_TOGETHER = 64  # files that are held at once
_GROUP = 8  # files that a worker takes at once
_HINT = "先改好原文或者模板，再生成一遍；已经发出去、挂出去的，尽快撤下。"
_Produced = tuple[str, bytes]  # path in the output, bytes


def leaks_in_output(out: Path, public: frozenset[str], steps: Steps) -> Iterator[Problem]:
    """Find personal data in the files of an output; one that was never built has none."""
    manifest = read_manifest(out) if out.is_dir() else None
    names = sorted(manifest.files) if manifest else ()
    read = ((name, data) for name in names if (data := _bytes(out / name)) is not None)
    yield from leaks_in_produced(read, out, public, steps)


def leaks_in_produced(
    produced: Iterable[_Produced], out: Path, public: frozenset[str], steps: Steps
) -> Iterator[Problem]:
    """Find personal data in files as they lie or would lie in an output; what is remembered is not read again.

    `public` are the numbers that readers may see. Every file of `produced` is taken, be it of a sort that is read
    or not.
    """
    wanted = (one for one in produced if _ending(one[0]) in _READ)
    while some := list(itertools.islice(wanted, _TOGETHER)):
        for at, problem in _found(some, public, steps):
            message = f"生成的文件里：{problem.message}"
            yield replace(problem, path=f"{out.name}/{some[at][0]}", line=0, column=0, message=message, hint=_HINT)


def _found(files: Sequence[_Produced], public: frozenset[str], steps: Steps) -> Iterator[tuple[int, Problem]]:
    shown = repr(sorted(public))
    keys = [digest("produced", code_digest(), shown, _ending(name), data) for name, data in files]

    def work(at: int) -> bytes:
        name, data = files[at]
        return pickle.dumps(personal_data("", _words(_ending(name), data), public))

    for at, result in steps.run(keys, work, Sort(group=_GROUP)):
        if not isinstance(result, Failure):
            yield from ((at, problem) for problem in pickle.loads(result))  # noqa: S301 - our own


def public_of(site: Site) -> frozenset[str]:
    """Give the numbers that the site may show: those where opinions are accepted."""
    phones = [site.info.phone]
    for entry in site.entries():
        fields = entry.fields
        if isinstance(fields, Disclosure) and fields.accept:
            phones.append(fields.accept.phone or "")
        elif isinstance(fields, Pledge):
            phones.append(fields.supervise_phone or "")
    return frozenset(number.digits for phone in phones for _, number in numbers_of(phone))


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.suffix.lower() in _READ else None
    except OSError:
        return None  # gone since the manifest was written


def _words(ending: str, data: bytes) -> str:
    """Give the words of a file; one that cannot be opened has none."""
    if ending in _PLAIN:
        return html.unescape(_TAG.sub("\n", data.decode("utf-8", "replace")))
    try:
        return pdf_text("", data) if ending == ".pdf" else office_text("", data)
    except (zipfile.BadZipFile, zlib.error, pypdfium2.PdfiumError, ValueError, KeyError, NotImplementedError):
        return ""
