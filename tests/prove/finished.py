"""What is read back from finished files: digests, fonts, the text of pages as two readers give it."""

from __future__ import annotations

import hashlib
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2

from tests.typeset.boards import bare


def tree(folder: Path) -> dict[str, str]:
    """Give the digest of every file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def unembedded_fonts(pdf: pikepdf.Pdf) -> list[str]:
    """Give the fonts of a PDF that have no font file in it."""
    fonts = [
        obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
    ]
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return [str(font.get("/FontName")) for font in fonts if not any(key in font for key in files)]


def texts_by_pdfium(pdf: bytes) -> list[str]:
    """Give the text of each page as pdfium reads it, without white space."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [bare(page.get_textpage().get_text_range().replace("\ufffe", "-")) for page in document]


def texts_by_poppler(pdf: bytes) -> list[str]:
    """Give the text of each page as poppler reads it, without white space."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return [bare(page) for page in read.stdout.decode().split("\f")]


def paragraphs_of(source: str) -> list[str]:
    """Give the paragraphs of a regulation as they must be found on its boards, without spaces."""
    lines = re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL).replace("**", "").splitlines()
    return [words for line in lines if (words := bare(line.lstrip("# ")))]


def is_on(paragraph: str, pages: list[str]) -> bool:
    """Say whether a paragraph stands on one page, or ends on the next one below its head."""
    if any(paragraph in page for page in pages):
        return True
    return any(
        here.endswith(paragraph[:cut]) and paragraph[cut:] in after
        for here, after in pairwise(pages)
        for cut in range(1, len(paragraph))
    )
