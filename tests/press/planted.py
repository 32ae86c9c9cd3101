"""Faults planted in a file for the shop, and the words by which preflight must name each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from zhendi.press.finish import PT


@dataclass
class Planted:
    """A file that is being spoilt."""

    document: pikepdf.Pdf
    data: bytes = field(default=b"")

    @property
    def page(self) -> Any:
        """Give its page."""
        return self.document.pages[0]

    def paint(self, stream: str) -> None:
        """Paint something on top, in pt from the corner of the trim."""
        left, bottom = (float(one) for one in list(self.page.TrimBox)[:2])
        self.page.contents_add(f"q 1 0 0 1 {left} {bottom} cm {stream} Q".encode())


@contextmanager
def spoilt(pdf: bytes) -> Iterator[Planted]:
    """Open a file to plant a fault; afterwards `data` holds it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        planted = Planted(document)
        yield planted
        out = io.BytesIO()
        document.save(out)
        planted.data = out.getvalue()


def picture(planted: Planted, width: int, height: int, space: Name) -> None:
    """Make a picture of one colour for the page to paint as /Planted."""
    parts = 4 if space == Name.DeviceCMYK else 3
    stream = planted.document.make_stream(bytes([80] * (width * height * parts)))
    stream.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": width, "/Height": height})
    stream.update({"/ColorSpace": space, "/BitsPerComponent": 8})
    planted.page.Resources.XObject["/Planted"] = stream


def font_of(planted: Planted) -> str:
    """Give the name of one of the page's fonts."""
    return str(next(iter(planted.page.Resources.Font.keys())))


def rgb_logo(planted: Planted) -> None:
    """Plant a logo in RGB."""
    picture(planted, 300, 300, Name.DeviceRGB)
    planted.paint("60 0 0 60 100 100 cm /Planted Do")


def poor_photo(planted: Planted) -> None:
    """Plant a photograph of 40 dpi."""
    picture(planted, 160, 120, Name.DeviceCMYK)
    planted.paint(f"{4 * 72} 0 0 {3 * 72} 100 400 cm /Planted Do")


def small_text(planted: Planted) -> None:
    """Plant a line of 4 pt."""
    planted.paint(f"BT {font_of(planted)} 4 Tf 1 0 0 1 100 300 Tm <00010002> Tj ET")


def missing_bleed(planted: Planted) -> None:
    """Cover the bleed at the left with bare paper."""
    planted.paint(f"0 0 0 0 k {-4 * PT} {-4 * PT} {4 * PT} {430 * PT} re f")


def foreign_font(planted: Planted) -> None:
    """Plant a font that the file does not hold."""
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/SimSun"), Encoding=Name.WinAnsiEncoding)
    planted.page.Resources.Font["/Foreign"] = planted.document.make_indirect(font)
    planted.paint("BT /Foreign 24 Tf 1 0 0 1 100 300 Tm (2026) Tj ET")


def spot(planted: Planted) -> None:
    """Plant a spot colour."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 1, 0], N=1)
    planted.page.Resources.ColorSpace["/Spot"] = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, tint])
    planted.paint("/Spot cs 1 scn 100 100 60 60 re f")


def too_much_ink(planted: Planted) -> None:
    """Plant an area of 380 %."""
    planted.paint("1 1 0.9 0.9 k 100 100 60 60 re f")


def lacking_glyph(planted: Planted) -> None:
    """Plant a character that the font does not have."""
    planted.paint(f"BT {font_of(planted)} 24 Tf 1 0 0 1 100 300 Tm <0000> Tj ET")


def wrong_box(planted: Planted) -> None:
    """Make the trim a millimetre too small."""
    planted.page.TrimBox[2] = float(planted.page.TrimBox[2]) - PT


def no_intent(planted: Planted) -> None:
    """Take the output intent away."""
    del planted.document.Root["/OutputIntents"]


def code_in_four_inks(planted: Planted) -> None:
    """Plant the modules of a QR code, drawn as one path in rich black."""
    modules = "".join(f"{x * 4} {y * 4} 4 4 re " for x in range(21) for y in range(21) if (x * y + x) % 3 == 0)
    planted.paint(f"0.5 0.5 0.5 1 k 1 0 0 1 100 100 cm {modules} f")


def opacity(planted: Planted) -> None:
    """Plant an area that shows what is under it."""
    planted.page.Resources["/ExtGState"] = Dictionary(Half=Dictionary(ca=0.5))
    planted.paint("/Half gs 0 1 1 0 k 100 100 60 60 re f")


FAULTS = [
    (rgb_logo, "颜色模式", "图片 300×300 像素"),
    (poor_photo, "图片分辨率", "40 dpi"),
    (small_text, "最小文字", "4.0 pt"),
    (missing_bleed, "出血", "左边"),
    (foreign_font, "字体嵌入", "SimSun"),
    (spot, "专色", "Gold"),
    (too_much_ink, "油墨总量", "380%"),
    (lacking_glyph, "缺字", "没有的字"),
    (wrong_box, "页面框", "299.00×420.00"),
    (code_in_four_inks, "二维码", "几种油墨"),
    (no_intent, "输出意图", "0 个输出意图"),
]
