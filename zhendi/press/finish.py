"""Finish a board's PDF for the print shop: PDF/X-4, exact boxes, continued to the bleed, marks in the slug."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from zhendi.model.sizes import Size
from zhendi.press.inks import Inks
from zhendi.press.marks import SLUG, crop_marks, eyelets
from zhendi.press.process import Process
from zhendi.press.stream import in_ink, without_text

PT = 72 / 25.4  # pt a mm
LONGEST = 5080.0  # mm: 14,400 pt, the largest page of a PDF
NO_DAY = dt.date(2000, 1, 1)  # of a board that names none
REDUCED = 10  # one to ten, where a page would be larger
_QUALITY = 92
_HAIR = 0.15  # pt
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>{day}T00:00:00Z</xmp:MetadataDate><xmp:CreatorTool>zhendi</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{identity}</xmpMM:DocumentID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
<pdf:Producer>zhendi</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Order:
    """What a file is to be: the board's size, the process, the inks.

    `day` is the date that PDF/X wants in a file: that of the entry, not of the run, so that the same board gives the
    same bytes.
    """

    size: Size
    process: Process
    inks: Inks
    title: str = ""
    day: dt.date = NO_DAY

    @property
    def slug(self) -> float:
        """Give what surrounds the trim in mm, marks and all."""
        return self.process.edge or self.process.bleed + SLUG

    @property
    def scale(self) -> float:
        """Give 1, or 0.1 for a board whose page would be larger than a PDF can be."""
        return 1.0 if max(self.size.width, self.size.height) + 2 * self.slug <= LONGEST else 1 / REDUCED


def press_pdf(pdf: bytes, order: Order) -> bytes:
    """Make the file for the shop of a board set in ink tokens; the same input gives the same bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _convert_pictures(document, order.inks)
        for form in [one for one in document.objects if isinstance(one, Stream) and one.get("/Subtype") == "/Form"]:
            form.write(in_ink(form, order.inks))
            _blend_in_ink(form)
        for page in document.pages:
            _lay_out(document, page, order)
        for key in ("/Names", "/Dests", "/Outlines"):
            if key in document.Root:
                del document.Root[key]
        _declare(document, order, hashlib.sha256(pdf).digest())
        document.remove_unreferenced_resources()
        out = io.BytesIO()
        document.save(
            out,
            force_version="1.6",
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _lay_out(document: pikepdf.Pdf, page: pikepdf.Page, order: Order) -> None:
    """Put the board into a page with its bleed, slug and marks."""
    painting = in_ink(page, order.inks)
    resources = page.Resources
    _blend_in_ink(page.obj)
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
    for key in ("/CropBox", "/ArtBox", "/Annots", "/Tabs"):
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


def _blend_in_ink(holder: Any) -> None:
    """Let transparency be blended in CMYK."""
    group = holder.get("/Group")
    if group is not None and "/CS" in group:
        group["/CS"] = Name.DeviceCMYK


def _convert_pictures(document: pikepdf.Pdf, inks: Inks) -> None:
    masks = {
        one["/SMask"].objgen for one in document.objects if isinstance(one, Stream) and "/SMask" in one
    }  # stay as they are: they are no colour
    for one in document.objects:
        if not isinstance(one, Stream) or one.get("/Subtype") != "/Image" or one.objgen in masks:
            continue
        if one.get("/ImageMask") or one.get("/ColorSpace") in {Name.DeviceGray, Name.DeviceCMYK}:
            continue
        _write_picture(one, inks.picture(pikepdf.PdfImage(one).as_pil_image()))


def _write_picture(stream: Stream, picture: Image.Image) -> None:
    """Put a CMYK picture in place: a photograph stays a JPEG, a drawing stays free of loss."""
    photograph = stream.get("/Filter") == Name.DCTDecode
    for key in ("/DecodeParms", "/Decode", "/Filter"):
        if key in stream:
            del stream[key]
    stream["/ColorSpace"], stream["/BitsPerComponent"] = Name.DeviceCMYK, 8
    if not photograph:
        stream.write(picture.tobytes())
        return
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    stream.write(out.getvalue(), filter=Name.DCTDecode)
    stream["/Decode"] = Array([1, 0] * 4)  # Pillow writes CMYK as Adobe does, inverted


def _declare(document: pikepdf.Pdf, order: Order, digest: bytes) -> None:
    """Say what the file is and for which inks."""
    profile = document.make_stream(order.inks.profile)
    profile["/N"] = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier="Custom",
        OutputCondition=order.inks.name,
        Info=order.inks.name,
        DestOutputProfile=profile,
    )
    document.Root.OutputIntents = Array([document.make_indirect(intent)])
    day = order.day.isoformat()
    xmp = _XMP.format(title=escape(order.title), day=day, identity=uuid.UUID(bytes=digest[:16], version=4))
    metadata = document.make_stream(xmp.encode("utf-8"))
    metadata.update({"/Type": Name.Metadata, "/Subtype": Name.XML})
    document.Root.Metadata = metadata
    stamp = f"D:{order.day:%Y%m%d}000000Z"
    document.trailer.Info = document.make_indirect(
        Dictionary(
            Title=order.title,
            Creator="zhendi",
            Producer="zhendi",
            CreationDate=stamp,
            ModDate=stamp,
            Trapped=Name("/False"),
        )
    )
