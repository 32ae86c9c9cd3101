"""Promises of the shop's file: exact boxes, one intent, ink only, marks outside the bleed, the same bytes."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pressed import Sample, boxes, painted

from zhendi.model.sizes import Size
from zhendi.press.finish import PT, press_pdf
from zhendi.press.inks import RICH_BLACK, read_inks
from zhendi.press.marks import SLUG
from zhendi.press.process import PROCESSES, process_of
from zhendi.problems import CannotGoOnError


def test_boxes_are_exact(sample: Sample) -> None:
    """TrimBox is the board, BleedBox 3 mm round it, MediaBox holds the slug: within 0.01 mm."""
    found, around = boxes(sample.pdf), 3 + SLUG
    assert found["/TrimBox"] == pytest.approx([around, around, around + 300, around + 420], abs=0.01)
    assert found["/BleedBox"] == pytest.approx([SLUG, SLUG, SLUG + 306, SLUG + 426], abs=0.01)
    assert found["/MediaBox"] == pytest.approx([0, 0, 306 + 2 * SLUG, 426 + 2 * SLUG], abs=0.01)


def test_one_intent_with_its_profile(sample: Sample) -> None:
    """Row 65: one OutputIntent with an embedded CMYK profile, PDF/X-4 named, no link or script; qpdf is content."""
    with pikepdf.open(io.BytesIO(sample.pdf)) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert intent.DestOutputProfile.N == 4
        assert bytes(intent.DestOutputProfile.read_bytes()) == sample.order.inks.profile
        assert b"<pdfxid:GTS_PDFXVersion>PDF/X-4<" in document.Root.Metadata.read_bytes()
        assert document.trailer.Info.Trapped == "/False"
        assert all("/Annots" not in page for page in document.pages)
        assert document.check_pdf_syntax() == []


def test_everything_is_ink(sample: Sample) -> None:
    """No RGB is left: a colour that the theme does not know and the picture are converted, body text is black alone."""
    things = painted(sample.pdf)
    assert {one.ink.space for one in things} == {"/DeviceCMYK", "/Separation All"}
    texts = {one.text: one.ink.parts for one in things if one.kind == "text"}
    assert next(ink for text, ink in texts.items() if "党支部的工作" in text) == (0, 0, 0, 1)
    red = next(ink for text, ink in texts.items() if text.startswith("主题以外"))
    assert red[1] > 0.8
    assert any(one.kind == "picture" for one in things)


def test_a_large_dark_area_is_rich_black(sample: Sample) -> None:
    """A large black rectangle is printed with all four inks, and stays within 300 %."""
    areas = [one for one in painted(sample.pdf) if one.kind == "area" and one.ink.parts == RICH_BLACK]
    assert areas
    assert sum(RICH_BLACK) <= 3


def test_colour_reaches_the_bleed_and_marks_do_not(sample: Sample) -> None:
    """The head's red goes on to the bleed line and ends there; marks stand beyond it, on every plate."""
    with pypdfium2.PdfDocument(sample.pdf) as document:
        scale = 4 / PT
        picture = document[0].render(scale=scale).to_pil().convert("RGB")
    x = round((SLUG + 3 + 150) * 4) + 40  # beside the register mark in the middle
    assert picture.getpixel((x, round((SLUG + 0.5) * 4)))[1] < 60
    assert picture.getpixel((x, round((SLUG - 0.7) * 4))) == (255, 255, 255)
    bleed = (SLUG * PT, (SLUG + 426) * PT)
    marks = [one for one in painted(sample.pdf) if one.ink.space == "/Separation All"]
    assert marks
    for mark in marks:
        left, bottom, right, top = mark.box
        inside = right > bleed[0] and left < (SLUG + 306) * PT and top > bleed[0] and bottom < bleed[1]
        assert not inside


def test_the_text_stands_once(sample: Sample) -> None:
    """What is continued into the bleed has no text: readers of the file find each sentence once."""
    with pypdfium2.PdfDocument(sample.pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert text.count("制度上墙") == 1


def test_the_same_bytes(sample: Sample) -> None:
    """The same board pressed twice is byte-identical."""
    assert press_pdf(sample.source, sample.order) == sample.pdf


def test_a_banner_keeps_an_edge_for_eyelets(sample: Sample) -> None:
    """喷绘 has no bleed but 10 cm round the board, with rings for eyelets at most 50 cm apart."""
    pdf = press_pdf(sample.source, replace(sample.order, process=PROCESSES["喷绘"]))
    found = boxes(pdf)
    assert found["/TrimBox"] == found["/BleedBox"] == pytest.approx([100, 100, 400, 520], abs=0.01)
    assert found["/MediaBox"] == pytest.approx([0, 0, 500, 620], abs=0.01)
    marks = [one for one in painted(pdf) if one.ink.space == "/Separation All"]
    rings = [one for one in marks if one.box[2] - one.box[0] > 10 * PT]
    assert len(rings) == 6


def test_beyond_five_metres_one_to_ten(sample: Sample) -> None:
    """A board whose page would pass 5.08 m is given at 1:10."""
    order = replace(sample.order, size=Size(5200, 420))
    found = boxes(press_pdf(sample.source, order))
    left, bottom, right, top = found["/TrimBox"]
    assert (right - left, top - bottom) == pytest.approx((520, 42), abs=0.01)


def test_ghostscript_renders_without_a_word(sample: Sample, tmp_path: Path) -> None:
    """Ghostscript separates the file without a warning; body text is on the black plate, the paper's tint elsewhere."""
    file = tmp_path / "board.pdf"
    file.write_bytes(sample.pdf)
    command = [
        "gs",
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-sDEVICE=tiffsep",
        "-r20",
        f"-sOutputFile={tmp_path}/p.tif",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("material", "process"),
    [("铜版纸", "印刷"), ("户外灯布", "喷绘"), ("覆膜写真", "写真"), ("KT板", "写真"), (None, "写真")],
)
def test_the_material_says_the_process(material: str | None, process: str) -> None:
    """The process follows from the material."""
    assert process_of(material).name == process


def test_a_profile_that_is_none(tmp_path: Path) -> None:
    """A missing profile, and a file that is no CMYK profile, are refused with what to do instead."""
    with pytest.raises(CannotGoOnError, match="找不到"):
        read_inks(tmp_path / "none.icc")
    (tmp_path / "bad.icc").write_bytes(b"not a profile")
    with pytest.raises(CannotGoOnError, match="读不懂"):
        read_inks(tmp_path / "bad.icc")
