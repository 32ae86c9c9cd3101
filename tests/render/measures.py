"""Measure finished boards: the size and baseline of each glyph of a PDF, in mm and pt from the top of the page."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_MM = 25.4 / 72


@dataclass(frozen=True)
class Glyph:
    """One character of a page: `size` in pt, `baseline` and `left` in mm from the page's top left corner."""

    text: str
    size: float
    baseline: float
    left: float


def glyphs(pdf: bytes, page: int = 0) -> Iterator[Glyph]:
    """Give the characters of a page in the order of the file."""
    sheet = pypdfium2.PdfDocument(pdf)[page]
    text = sheet.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, at))
        if character.strip():
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            size = pdfium.FPDFText_GetFontSize(text, at) * abs(matrix.d)
            yield Glyph(character, size, (sheet.get_height() - y.value) * _MM, x.value * _MM)


def body_size(pdf: bytes) -> float:
    """Give the size in pt that most characters have."""
    return Counter(round(glyph.size, 4) for glyph in glyphs(pdf)).most_common(1)[0][0]


def title_baseline(pdf: bytes) -> float:
    """Give the first baseline in mm of the largest type on the board."""
    found = list(glyphs(pdf))
    largest = max(glyph.size for glyph in found)
    return min(glyph.baseline for glyph in found if glyph.size > largest * 0.999)
