"""Finish a board's PDF for the print shop: PDF/X, exact boxes, continued to the bleed, marks in the slug."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from decimal import Decimal
from itertools import product
from typing import Any

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Stream

from zhendi.model.sizes import LONGEST_PAGE, REDUCED, Size
from zhendi.press.declare import STANDARDS, Standard, declare
from zhendi.press.fonts import bare_outlines
from zhendi.press.inks import Inks
from zhendi.press.marks import SLUG, crop_marks, eyelets
from zhendi.press.pictures import convert_pictures
from zhendi.press.process import Process
from zhendi.press.stream import in_ink, without_text

PT = 72 / 25.4  # pt a mm
NO_DAY = dt.date(2000, 1, 1)  # of a board that names none
_HAIR = 0.15  # pt


class Order(Struct, frozen=True):
    """What a file is to be: the board's size, the process, the inks.

    `day` is the date that PDF/X wants in a file: that of the entry, not of the run, so that the same board gives the
    same bytes.
    """

    size: Size
    process: Process
    inks: Inks
    title: str = ""
    day: dt.date = NO_DAY
    standard: Standard = STANDARDS["X-4"]

    @property
    def slug(self) -> float:
        """Give what surrounds the trim in mm, marks and all."""
        return self.process.edge or self.process.bleed + SLUG

    @property
    def scale(self) -> float:
        """Give 1, or 0.1 for a board whose page would be larger than a PDF can be."""
        return 1.0 if max(self.size.width, self.size.height) + 2 * self.slug <= LONGEST_PAGE else 1 / REDUCED


def press_pdf(pdf: bytes, order: Order, source: bytes = b"") -> bytes:
    """Make the file for the shop of a board set in ink tokens; the same input gives the same bytes.

    `source` is the board as it was set, where `pdf` is made of it by a program that notes its time in what it makes.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        convert_pictures(document, order.inks, hard_masks=not order.standard.transparency)
        bare_outlines(document)
        for form in [one for one in document.objects if isinstance(one, Stream) and one.get("/Subtype") == "/Form"]:
            form.write(in_ink(form, order.inks))
            _blend_in_ink(form, order.standard)
        for page in document.pages:
            _enlarge(document, page, order)
            _lay_out(document, page, order)
        for key in ("/Names", "/Dests", "/Outlines"):
            if key in document.Root:
                del document.Root[key]
        declare(document, order.standard, order.inks, order.title, order.day, hashlib.sha256(source or pdf).digest())
        document.remove_unreferenced_resources()
        if "/ID" in document.trailer:  # qpdf would keep a half of it
            del document.trailer["/ID"]
        out = io.BytesIO()
        document.save(
            out,
            force_version=order.standard.version,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _enlarge(document: pikepdf.Pdf, page: pikepdf.Page, order: Order) -> None:
    """Paint a board at its size that was set at one to ten."""
    times = order.size.width * PT / float(page.MediaBox[2])
    if times > REDUCED / 2:
        page.contents_coalesce()
        painting = page.Contents.read_bytes()
        page.Contents = document.make_stream(f"q {REDUCED} 0 0 {REDUCED} 0 0 cm\n".encode() + painting + b"\nQ\n")


def _lay_out(document: pikepdf.Pdf, page: pikepdf.Page, order: Order) -> None:
    """Put the board into a page with its bleed, slug and marks."""
    painting = in_ink(page, order.inks)
    resources = page.Resources
    if not resources.is_indirect:  # the bleed shares them
        page.obj["/Resources"] = resources = document.make_indirect(resources)
    _blend_in_ink(page.obj, order.standard)
    resources["/ColorSpace"] = Dictionary(All=_all_plates())
    for key in ("/Pattern", "/Shading", "/XObject"):
        if key in resources and not len(resources[key]):
            del resources[key]
    size, bleed = order.size, order.process.bleed
    beyond = b""
    if bleed:
        edge = document.make_stream(without_text(document.make_stream(painting)))
        edge.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/Resources": resources})
        edge["/BBox"] = Array([0, 0, _pt(size.width), _pt(size.height)])
        resources["/XObject"] = Dictionary({**resources.get("/XObject", {}), "/Edge": edge})
        beyond = _mirrored(size, bleed)
    marks = eyelets if order.process.edge else crop_marks
    drawn = marks(size.width, size.height, order.process.around)
    scale, slug = order.scale, order.slug * PT * order.scale
    start = f"q {scale:g} 0 0 {scale:g} {slug:.5f} {slug:.5f} cm\n".encode()
    page.Contents = document.make_stream(start + beyond + b"q\n" + painting + b"\nQ\n" + drawn.encode() + b"Q")
    page.MediaBox = _box(size, order.slug, order)
    page.BleedBox = _box(size, bleed, order)
    page.TrimBox = _box(size, 0, order)
    for key in ("/CropBox", "/ArtBox", "/Annots", "/Tabs", "/UserUnit"):
        if key in page:
            del page[key]


def _box(size: Size, around: float, order: Order) -> Array:
    start = order.slug - around
    corners = (start, start, start + size.width + 2 * around, start + size.height + 2 * around)
    return Array([_pt(corner * order.scale) for corner in corners])


def _pt(length: float) -> Any:
    """Give mm in pt, exact to a hundredth of a µm."""
    return Decimal(f"{length * PT:.5f}").normalize() + 0


def _mirrored(size: Size, bleed: float) -> bytes:
    """Continue the board beyond its edges, mirrored there, so that no line breaks and no colour ends at the trim.

    The mirrors stand a hair inside the trim, under the board: between two edges that only touch, paper shines through.
    """
    drawn = []
    for across, up in product((-1, 0, 1), repeat=2):
        if (across, up) != (0, 0):
            x, wide, turn_x, move_x = _mirror(size.width * PT, bleed * PT, across)
            y, high, turn_y, move_y = _mirror(size.height * PT, bleed * PT, up)
            drawn.append(
                f"q {x:.5f} {y:.5f} {wide:.5f} {high:.5f} re W n "
                f"{turn_x} 0 0 {turn_y} {move_x:.5f} {move_y:.5f} cm /Edge Do Q\n"
            )
    return "".join(drawn).encode()


def _mirror(side: float, around: float, way: int) -> tuple[float, float, int, float]:
    """Give where a strip starts, how wide it is, and the turn and the move that mirror the board into it; all in pt."""
    if way == 0:
        return 0.0, side, 1, 0.0
    if way < 0:
        return -around, around + 2 * _HAIR, -1, 2 * _HAIR
    return side - 2 * _HAIR, around + 2 * _HAIR, -1, 2 * (side - _HAIR)


def _all_plates() -> Array:
    """Give the colour space whose ink prints on every plate: for marks only."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


def _blend_in_ink(holder: Any, standard: Standard) -> None:
    """Let transparency be blended in CMYK, or say that there is none."""
    group = holder.get("/Group")
    if group is not None and not standard.transparency:
        del holder["/Group"]
    elif group is not None and "/CS" in group:
        group["/CS"] = Name.DeviceCMYK
