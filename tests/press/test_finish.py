"""Promises of the shop's file: exact boxes, one intent, ink only, marks outside the bleed, the same bytes."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import segno
from joined import difference, rendered
from msgspec.structs import replace
from PIL import Image
from planted import spoilt
from pressed import Sample, boxes, painted

from zhendi.model.sizes import Size
from zhendi.press.declare import STANDARDS
from zhendi.press.finish import PT, press_pdf
from zhendi.press.ghostscript import outlined, pictures
from zhendi.press.inks import RICH_BLACK, Inks, read_inks
from zhendi.press.marks import SLUG
from zhendi.press.pictures import in_ink
from zhendi.press.preflight import preflight
from zhendi.press.process import PROCESSES, process_of
from zhendi.problems import CannotGoOnError
from zhendi.resources import shipped
from zhendi.theme import load_theme
from zhendi.typeset.engine import Engine
from zhendi.typeset.spec import BoardSpec


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


def test_fonts_are_their_outlines_alone(sample: Sample) -> None:
    """Fonts are embedded as bare CFF, which RIPs since PDF 1.3 read, not as OpenType, which wants PDF 1.6."""
    with pikepdf.open(io.BytesIO(sample.pdf)) as document:
        files = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one]
        assert files
        assert {str(one.FontFile3.Subtype) for one in files} == {"/CIDFontType0C"}


def test_old_rips_get_pdf_1_4(sample: Sample) -> None:
    """PDF/X-1a: version 1.4, named where old readers look, a soft mask made hard; preflight finds no transparency."""
    with spoilt(sample.source) as planted:
        document = planted.document
        picture = next(one for one in document.objects if getattr(one, "get", {}.get)("/Subtype") == "/Image")
        mask = document.make_stream(bytes(range(0, 256, 4)) * 4)
        mask.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 64, "/Height": 4})
        mask.update({"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8})
        picture.SMask = mask
    order = replace(sample.order, standard=STANDARDS["X-1a"])
    pdf = press_pdf(planted.data, order)
    assert pdf.startswith(b"%PDF-1.4")
    assert preflight(pdf, order).failures == ()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.trailer.Info.GTS_PDFXVersion == "PDF/X-1a:2003"
        masks = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/ImageMask")]
        assert [int(one.Width) for one in masks] == [64]


def test_a_picture_in_black_and_white_is_black_ink(inks: Inks) -> None:
    """A QR code in RGB goes to the black plate alone; a photograph without colour keeps the depth of four inks."""
    code = segno.make("0000-1234567")
    out = io.BytesIO()
    code.save(out, kind="png", scale=4)
    assert in_ink(Image.open(out), inks).mode == "L"
    assert in_ink(Image.linear_gradient("L"), inks).mode == "CMYK"


def test_texts_as_outlines(sample: Sample) -> None:
    """Outlined, a board has no font, looks the same, has the same inks, and is the same bytes each time."""
    pdf = press_pdf(outlined(sample.source), sample.order, sample.source)
    assert press_pdf(outlined(sample.source), sample.order, sample.source) == pdf
    report = preflight(pdf, sample.order)
    assert report.failures == ()
    assert report.with_texts_of(preflight(sample.pdf, sample.order)).texts
    assert not [one for one in painted(pdf) if one.kind == "text"]
    before, after = (rendered(one, 0, 0, 0, (1300, 1770)) for one in (sample.pdf, pdf))
    assert difference(before, after) < 0.005


@pytest.mark.parametrize("kind", ["tif", "jpg"])
def test_a_board_as_a_picture(sample: Sample, kind: str) -> None:
    """At a resolution at size, to the bleed, in the profile, black text in black ink; the same bytes each time."""
    dpi, (data,) = pictures(sample.pdf, sample.order, kind, 50)
    picture = Image.open(io.BytesIO(data))
    assert (dpi, picture.mode, round(picture.info["dpi"][0])) == (50, "CMYK", 50)
    assert picture.size == pytest.approx((306 / 25.4 * 50, 426 / 25.4 * 50), abs=1)
    assert picture.info["icc_profile"] == sample.order.inks.profile
    if kind == "tif":
        assert (0, 0, 0, 255) in {ink for _, ink in picture.getcolors(1 << 20)}
    assert pictures(sample.pdf, sample.order, kind, 50) == (dpi, [data])


def test_a_board_of_many_metres(engine: Engine, sample: Sample) -> None:
    """A board of more than 5.08 m is set at 1:10 and says so to readers (UserUnit); the shop's file is 1:10 too."""
    board = '<div style="position:absolute;left:0;top:0;width:6200mm;height:700mm;background:var(--primary)"></div>'
    css = load_theme("red", (shipped("themes"),)).inked().root_css()
    source = engine.compose(BoardSpec(6200, 700, css, (), 10, 10, 10), 10, [board], ()).pdf
    with pikepdf.open(io.BytesIO(source)) as document:
        page = document.pages[0]
        assert float(page.MediaBox[2]) * page.UserUnit / PT == pytest.approx(6200, abs=0.5)
    order = replace(sample.order, size=Size(6200, 700))
    pdf = press_pdf(source, order)
    left, bottom, right, top = boxes(pdf)["/TrimBox"]
    assert (right - left, top - bottom) == pytest.approx((620, 70), abs=0.01)
    assert preflight(pdf, order).failures == ()


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
