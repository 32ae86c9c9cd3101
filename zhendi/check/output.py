"""Read what was produced once more, as a reader gets it: pages and PDFs, for personal data."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2

from zhendi.content.leaks import pdf_text
from zhendi.model.entities import Site
from zhendi.model.kinds import Disclosure, Pledge
from zhendi.problems import Problem
from zhendi.proof.book import personal_data
from zhendi.proof.numbers import numbers_of
from zhendi.write.manifest import read_manifest

_TAG = re.compile(r"<(?:script|style)\b[\s\S]*?</(?:script|style)>|<[^>]*>")
_NUMBERS = frozenset({"PD01", "PD02", "PD03"})
_HINT = "先改好原文，再生成一遍；已经发出去、挂出去的，尽快撤下。"


def leaks_in_output(out: Path, site: Site) -> Iterator[Problem]:
    """Find numbers of persons in the pages and PDFs of an output; one that was never built has none."""
    public = public_of(site)
    manifest = read_manifest(out) if out.is_dir() else None
    for name in sorted(manifest.files) if manifest else ():
        words = _words(out / name)
        for problem in personal_data(name, words, public) if words else ():
            if problem.code in _NUMBERS:
                message = f"生成的文件里：{problem.message}"
                yield replace(problem, path=f"{out.name}/{name}", line=0, column=0, message=message, hint=_HINT)


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


def _words(path: Path) -> str:
    try:
        if path.suffix in {".html", ".xml", ".js", ".csv"}:
            return html.unescape(_TAG.sub("\n", path.read_text(encoding="utf-8", errors="replace")))
        return pdf_text(path.name, path.read_bytes()) if path.suffix == ".pdf" else ""
    except (OSError, pypdfium2.PdfiumError):
        return ""
