"""Fonts in a board: the outlines of the glyphs that it shows, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from boards import ROLES, at_size, board, paragraphs, set_one
from fontTools.cffLib import CFFFontSet
from PIL import Image, ImageChops

from zhendi.typeset.cff import are_numbered
from zhendi.typeset.embed import Outlines
from zhendi.typeset.engine import Engine
from zhendi.typeset.pdf import previews

TEXT = "党务公开栏共12个项目，由WPS登记；“三会一课”每季度一次——（完）。"


def board_in(role: str, warm: Engine) -> bytes:
    """Set the text in a font role."""
    css = f'.slot {{font-family: "{ROLES[role]}"}}'
    return set_one(at_size(board(paragraphs([TEXT]), css=css), 47.0), with_engine=warm)[1].pdf


def descriptors(pdf: bytes) -> Iterator[pikepdf.Dictionary]:
    """Give the descriptors of the fonts in a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield from (
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        )


def picture_of(pdf: bytes) -> Image.Image:
    """Draw a board."""
    return Image.open(io.BytesIO(previews(pdf, 800)[0]))


def outlines_in(pdf: bytes) -> Iterator[tuple[bytes, int]]:
    """Give the CFF tables in a PDF, and how many glyphs each has."""
    for descriptor in descriptors(pdf):
        assert descriptor.FontFile3.Subtype == "/CIDFontType0C"
        table = descriptor.FontFile3.read_bytes()
        found = CFFFontSet()
        found.decompile(io.BytesIO(table), None)
        yield table, len(found[0].charset)


@pytest.mark.parametrize("role", ["宋", "黑"])
def test_only_the_glyphs_shown_are_embedded(role: str, warm: Engine) -> None:
    """A CJK font is embedded as bare outlines of the glyphs that the board shows, with one for what is missing."""
    found = list(outlines_in(board_in(role, warm)))
    assert found
    for table, count in found:
        assert 1 < count <= len(set(TEXT)) + 1
        assert len(table) < 40_000


def test_a_board_looks_as_with_its_whole_fonts(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each glyph is the one that WeasyPrint's own way of embedding shows."""
    cut = picture_of(board_in("宋", warm))
    monkeypatch.setattr(Outlines, "cut", lambda *_: b"")
    whole = picture_of(board_in("宋", warm))
    assert cut.getextrema() != ((255, 255), (255, 255), (255, 255))
    assert max(largest for _, largest in ImageChops.difference(cut, whole).getextrema()) < 64


def test_a_truetype_font_stays_a_font(warm: Engine) -> None:
    """A font without CFF outlines is embedded as TrueType."""
    assert all("/FontFile2" in descriptor for descriptor in descriptors(board_in("楷", warm)))


def test_outlines_that_bear_other_numbers_are_not_cut(warm: Engine) -> None:
    """The glyphs of a page are called by number: where a font calls them otherwise, as a cut one does, it is told."""
    for table, count in outlines_in(board_in("宋", warm)):
        assert not are_numbered(table, count)


def test_a_preview_is_the_page_at_twice_the_width_shrunk(warm: Engine) -> None:
    """Pixels that are shrunk where pdfium drew them are those of the picture that it gives."""
    pdf = board_in("宋", warm)
    large = pypdfium2.PdfDocument(pdf)[0].render(scale=1600 / pypdfium2.PdfDocument(pdf)[0].get_width()).to_pil()
    assert picture_of(pdf).tobytes() == large.convert("RGB").resize((800, 1200), Image.Resampling.BOX).tobytes()
