"""What is spared WeasyPrint changes nothing on a board."""

from __future__ import annotations

import io

import pikepdf
import pytest
import weasyprint.svg
from boards import at_size, board, engine, paragraphs, set_one
from PIL import Image
from weasyprint.svg.path import path as drawn_anew

from zhendi.typeset.engine import Engine
from zhendi.typeset.pdf import previews

LEAF = "M0 0L40 10l5-5Q60 0 70 20T90 30C1e1 20 30 40 50 60s5 5 9.5.5H80v10A5 5 0 0 1 20 30Z"
DRAWING = f'<svg viewBox="0 0 100 100" width="50mm" height="50mm"><path d="{LEAF}" fill="#900" stroke="#000"/></svg>'


def pdf_of(html: str, css: str = "", with_engine: Engine | None = None, frame: str = "<div></div>") -> bytes:
    """Set a text at 47 pt."""
    return set_one(at_size(board(html, css=css), 47.0), frame, with_engine)[1].pdf


def destinations(pdf: bytes) -> set[str]:
    """Give the names of the places in a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(name) for name in pikepdf.NameTree(document.Root.Names.Dests)}


def test_what_has_an_id_can_be_called_by_it(warm: Engine) -> None:
    """Each element with an id is a place in the PDF, whatever it is set with."""
    text = '<h2 id="甲">甲</h2><p id="乙">乙<span id="丙">丙</span></p><ul><li id="丁">丁</li></ul><p>无</p>'
    assert {"甲", "乙", "丙", "丁"} <= destinations(pdf_of(text, with_engine=warm))


def test_an_id_has_a_style_of_its_own(warm: Engine) -> None:
    """Elements that are alike but for their ids look alike, until a style sheet tells them apart."""
    plain, told = '<p id="a">甲乙丙</p><p id="b">甲乙丙</p>', "#b {letter-spacing: 1em}"
    assert pdf_of(plain, told, warm) != pdf_of(plain, with_engine=warm)
    assert pdf_of(plain, "#c {letter-spacing: 1em}", warm) == pdf_of(plain, with_engine=warm)


@pytest.mark.parametrize("line", [LEAF, "M0 0L90% 1em", "M0 0L5", "甲", ""])
def test_paths_are_drawn_alike_again(line: str, warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that was drawn before gives the bytes that it gives when it is read anew, be it sound or not."""
    text, frame = paragraphs(["甲乙丙"]), DRAWING.replace(LEAF, line)
    first, again = (pdf_of(text, with_engine=warm, frame=frame) for _ in range(2))
    monkeypatch.setitem(weasyprint.svg.TAGS, "path", drawn_anew)
    assert first == again == pdf_of(text, frame=frame)


def test_footnotes_are_still_known() -> None:
    """A style sheet that speaks of footnotes has them set as such."""
    text = "<p>甲乙丙<span>注文</span>丁</p>"
    assert pdf_of(text, "span {float: footnote}", engine()) != pdf_of(text, "span {float: none}", engine())


def test_margin_boxes_are_made_where_they_have_a_style(warm: Engine) -> None:
    """A style sheet that fills a margin box of the pages has it drawn."""
    text = paragraphs(["甲乙丙"])
    filled = pdf_of(text, '@page frame {margin: 20mm; @top-center {content: "页眉"}}', warm)
    assert filled != pdf_of(text, "@page frame {margin: 20mm}", warm)


def pixels_of(colour: tuple[int, int, int], html: str, css: str, engine: Engine) -> int:
    """Count the pixels of a colour on the preview of a board."""
    colours = Image.open(io.BytesIO(previews(pdf_of(html, css, engine), 400)[0])).getcolors(1 << 20)
    return sum(count for count, found in colours or () if found == colour)


@pytest.mark.parametrize(
    "css",
    [
        "p {background: #0a0}",
        "p {background: linear-gradient(#0a0, #0a0)}",
        "p {border: 5mm solid transparent; border-image: linear-gradient(#0a0, #0a0) 30}",
        "span {background: #0a0; border-radius: 2mm}",
        "p {color: #0a0; background: currentcolor}",
    ],
)
def test_grounds_and_borders_are_drawn(css: str, warm: Engine) -> None:
    """A box in a column that has a ground or a picture as border shows it."""
    assert pixels_of((0, 170, 0), "<p>甲乙<span>丙</span></p>", css, warm) > 20


def test_a_black_ground_is_drawn(warm: Engine) -> None:
    """Black is no clear colour, though WeasyPrint's colours are equal whatever their alpha."""
    assert pixels_of((0, 0, 0), "<p>甲</p>", "p {background: #000; color: #0a0}", warm) > 20


@pytest.mark.parametrize(
    "css",
    [
        "p {margin-inline-start: 3em}",
        ".slot {--shift: 3em} p {margin-left: var(--shift)}",
    ],
)
def test_what_is_said_of_a_property_by_another_name_counts(css: str, warm: Engine) -> None:
    """Logical and custom properties reach the physical ones, which are initial where nothing is said of them."""
    text = paragraphs(["甲乙丙"])
    shifted = pdf_of(text, "p {margin-left: 3em}", warm)
    assert pdf_of(text, css, warm) == shifted != pdf_of(text, with_engine=warm)


@pytest.mark.parametrize("css", ["line-height: 3", "font-size: 2em", "font-family: LXGW WenKai", "line-height: 60mm"])
def test_an_empty_line_is_as_high_as_its_style_says(css: str, warm: Engine) -> None:
    """What was measured of one style is not taken for another in the same engine."""
    text = "<p>甲<br><br>乙</p>"
    assert pdf_of(text, with_engine=warm) != pdf_of(text, f"p {{{css}}}", warm)
    assert pdf_of(text, f"p {{{css}}}", warm) == pdf_of(text, f"p {{{css}}}", engine())
