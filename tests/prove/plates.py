"""What ghostscript prints on each plate, with the texts of a page and without them, and what pdfium says of the texts.

Nothing here reads a file by the program's own code.
"""

from __future__ import annotations

import ctypes
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw

DPI = 24
Colour = tuple[int, int, int]
PLATES = ("Cyan", "Magenta", "Yellow", "Black")
_TINT = 10  # of 255: how far an edge may differ from the page without text
_GREY = 12  # of 255: the channels of black ink as pdfium shows it
_DARK = 160


@dataclass
class Separated:
    """What was seen of one file; `inks` counts its characters by the colour in which pdfium shows them."""

    said: str = ""  # by ghostscript
    pages: int = 0
    inks: Counter[Colour] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)  # pages where text shows on C, M or Y outside of coloured text
    missing: list[str] = field(default_factory=list)  # texts in black that the black plate does not have

    @property
    def black(self) -> int:
        """Count the characters in black ink or a tint of it alone."""
        return sum(count for ink, count in self.inks.items() if is_black(ink))


@dataclass(frozen=True)
class _Text:
    words: str
    box: tuple[float, float, float, float]
    ink: Colour


def is_black(ink: Colour) -> bool:
    """Say whether pdfium shows black ink, or a tint of it that can be read on paper."""
    return max(ink) - min(ink) <= _GREY and max(ink) < _DARK


def separated(file: Path, folder: Path) -> Separated:
    """Separate all pages of a file twice and compare the plates; the pictures go into `folder`, and are removed."""
    found = Separated()
    bare = folder / f"{file.stem}-bare.pdf"
    _without_fonts(file, bare)
    found.said = _separate(file, folder / f"{file.stem}-a")
    _separate(bare, folder / f"{file.stem}-b", "-dFILTERTEXT")
    with pypdfium2.PdfDocument(file) as document:
        found.pages = len(document)
        for number in range(len(document)):
            first, second = (_plates(folder / f"{file.stem}-{which}", number + 1) for which in "ab")
            _look(found, document[number], number + 1, first, second)
    bare.unlink()
    return found


def _separate(file: Path, stem: Path, *more: str) -> str:
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", f"-r{DPI}", *more, f"-sOutputFile={stem}-%d.tif"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}{done.returncode or ''}"


def _without_fonts(file: Path, to: Path) -> None:
    """Leave the fonts out: ghostscript reads each for more than a second, even where it leaves the texts out."""
    with pikepdf.open(file) as document:
        for page in document.pages:
            del page.Resources["/Font"]
        document.save(to)


def _plates(stem: Path, page: int) -> dict[str, Image.Image]:
    plates = {}
    for plate in PLATES:
        path = stem.with_name(f"{stem.name}-{page}({plate}).tif")
        with Image.open(path) as picture:
            plates[plate] = ImageChops.invert(picture.convert("L"))  # 255 is full ink
        path.unlink()
    stem.with_name(f"{stem.name}-{page}.tif").unlink()
    return plates


def _look(
    found: Separated,
    page: pypdfium2.PdfPage,
    number: int,
    first: dict[str, Image.Image],
    second: dict[str, Image.Image],
) -> None:
    """Compare the plates of one page: `first` with its texts, `second` without."""
    more = {plate: ImageChops.subtract(first[plate], second[plate]) for plate in PLATES}
    colours = ImageChops.lighter(ImageChops.lighter(more["Cyan"], more["Magenta"]), more["Yellow"])
    mask = ImageDraw.Draw(colours)
    high = page.get_height()
    for text in _texts(page):
        left, bottom, right, top = (edge * DPI / 72 for edge in text.box)
        box = (int(left) - 1, int(high * DPI / 72 - top) - 1, int(right) + 1, int(high * DPI / 72 - bottom) + 1)
        if not is_black(text.ink):
            mask.rectangle(box, fill=0)
        elif text.words and more["Black"].crop(box).getextrema()[1] <= _TINT:
            found.missing.append(f"{number}: {text.words}")
    astray = colours.point(lambda ink: 255 if ink > _TINT else 0).getbbox()
    if astray:
        found.astray.append(f"{number}: {astray}")
    found.inks.update(_inks(page))


def _inks(page: pypdfium2.PdfPage) -> Iterator[Colour]:
    """Give the colour of each character that is painted."""
    words, parts = page.get_textpage(), [ctypes.c_uint() for _ in range(4)]
    for at in range(words.count_chars()):
        if chr(pdfium.FPDFText_GetUnicode(words, at)).strip() and not pdfium.FPDFText_IsGenerated(words, at):
            pdfium.FPDFText_GetFillColor(words, at, *parts)
            yield (parts[0].value, parts[1].value, parts[2].value)


def _texts(page: pypdfium2.PdfPage) -> Iterator[_Text]:
    """Give the texts of a page as pdfium sees them, with their boxes in pt from the lower left."""
    words, parts = page.get_textpage(), [ctypes.c_uint() for _ in range(4)]
    buffer = ctypes.create_string_buffer(4000)
    for one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,)):
        length = pdfium.FPDFTextObj_GetText(one, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 2000)
        text = buffer.raw[: max(0, 2 * length - 2)].decode("utf-16-le").replace("\0", "").strip()
        pdfium.FPDFPageObj_GetFillColor(one, *parts)
        yield _Text(text, one.get_bounds(), (parts[0].value, parts[1].value, parts[2].value))
