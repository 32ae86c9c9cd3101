"""Boards for the tests of typesetting, and glyph positions read back from their PDF."""

from __future__ import annotations

import ctypes
import html as markup
import io
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from msgspec.structs import replace
from PIL import Image

from zhendi.typeset.engine import Engine
from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.spec import BoardSpec, Box, SetBoard, Slot, Solution

PT_PER_MM = 72 / 25.4
ROLES = {"宋": "Noto Serif CJK SC", "黑": "Noto Sans CJK SC", "楷": "LXGW WenKai"}
CSS = """
@page frame {background: #fffaf0}
.slot, .frame {font-family: "Noto Serif CJK SC"}
p {text-indent: 2em}
h2, h3, h4 {font-family: "Noto Sans CJK SC"; font-size: 1.3em; text-align: center; margin: .6em 0 .3em}
table {width: 100%; border-collapse: collapse}
td, th {border: .05em solid #333; padding: .3em}
ul {padding-left: 1.5em}
aside {border: .1em solid #900; padding: .5em; margin: .5em 0; background: #eee}
figure {text-align: center; break-inside: avoid}
img {max-height: 100mm}
"""


def picture(width: int, height: int) -> bytes:
    """Make a PNG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (160, 30, 30)).save(out, "PNG")
    return out.getvalue()


SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="M0 0H100V100H0Z" fill="#c8102e"/></svg>'
)


def open_asset(path: str) -> tuple[bytes, str]:
    """Give pictures by name, as `pictures/800x600.png`, and a neutral square for the emblem; nothing else is there."""
    if path == "assets/emblem.svg":
        return SQUARE, "image/svg+xml"
    found = re.fullmatch(r"pictures/(\d+)x(\d+)\.png", path)
    if not found:
        raise FileNotFoundError(path)
    return picture(int(found.group(1)), int(found.group(2))), "image/png"


def engine() -> Engine:
    """Give a new engine."""
    return Engine(open_asset)


def board(  # noqa: PLR0913 - wishes of tests, each with a default
    html: str,
    size: tuple[float, float] = (600, 900),
    columns: int = 1,
    *,
    css: str = "",
    distance: float = 2.0,
    ceiling_pt: float = 80.0,
    split: bool = True,
) -> BoardSpec:
    """Make a board with one slot of equal columns under a title band."""
    width, height = size
    margin, gap = min(width, height) / 12, min(width, height) / 24
    column = (width - 2 * margin - gap * (columns - 1)) / columns
    places = [margin + number * (column + gap) for number in range(columns)]
    first = tuple(Box(x, height * 0.18, column, height * 0.82 - margin) for x in places)
    rest = tuple(Box(x, height * 0.1, column, height * 0.9 - margin) for x in places) if split else ()
    comfort = distance * 4 * PT_PER_MM
    return BoardSpec(
        width, height, CSS + css, (Slot("body", html, first, rest),), comfort * 0.625, comfort, ceiling_pt, title="样张"
    )


def alternatives(html: str, size: tuple[float, float], **wishes: float) -> list[BoardSpec]:
    """Give the same board with one, two and three columns."""
    return [board(html, size, columns, **wishes) for columns in (1, 2, 3)]  # type: ignore[arg-type]


def set_one(
    spec: BoardSpec, frame: str = "<div></div>", with_engine: Engine | None = None
) -> tuple[Solution, SetBoard]:
    """Fit and set one board."""
    used = with_engine or engine()
    _, solution = fit_board([spec], used)
    return solution, set_board(spec, solution, [frame] * solution.pages, used)


def at_size(spec: BoardSpec, body_pt: float) -> BoardSpec:
    """Fix the size of a board."""
    return replace(spec, fixed_pt=body_pt)


def paragraphs(texts: Sequence[str]) -> str:
    """Make HTML paragraphs."""
    return "".join(f"<p>{markup.escape(text, quote=False)}</p>" for text in texts)


def regulation(text: str) -> tuple[str, list[str]]:
    """Read a regulation's Markdown: its HTML and its paragraphs."""
    html, plain = [], []
    for line in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).splitlines():
        words = line.replace("**", "").strip()
        kind = "h2" if words.startswith("#") else "p"
        words = words.lstrip("#").strip()
        if words:
            html.append(f"<{kind}>{markup.escape(words, quote=False)}</{kind}>")
            plain.append(words)
    return "".join(html), plain


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph as it stands on the page: origin and advance edge in pt, font size in pt."""

    character: str
    x: float
    y: float
    right: float
    size: float


def without_actual_text(pdf: bytes) -> bytes:
    """Take the ActualText out of a PDF, so that a reader reports the glyphs themselves."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            kept = [
                (operands, operator)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) not in {"BDC", "EMC"}
            ]
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def lines(pdf: bytes, page: int = 0) -> list[list[Glyph]]:
    """Read the lines of a page, each from left to right."""
    document = pypdfium2.PdfDocument(without_actual_text(pdf))
    text = document[page].get_textpage()
    glyphs = []
    for number in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, number))
        if character.isspace() or pdfium.FPDFText_IsGenerated(text.raw, number):
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text.raw, number, x, y)
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(text.raw, number, box)
        size = pdfium.FPDFText_GetFontSize(text.raw, number) * 0.75  # WeasyPrint writes px under a matrix of 0.75
        glyphs.append(Glyph(character, x.value, y.value, box.right, size))
    glyphs.sort(key=lambda glyph: (-round(glyph.y, 1), glyph.x))
    found = [list(line) for _, line in groupby(glyphs, key=lambda glyph: round(glyph.y, 1))]
    document.close()
    return found


def read_by_pdfium(pdf: bytes) -> str:
    """Give the text that pdfium extracts, without spaces and line breaks."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return bare(text.replace("\ufffe", "-"))


def read_by_poppler(pdf: bytes) -> str:
    """Give the text that poppler extracts in the order of drawing, without spaces and line breaks."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return bare(done.stdout.decode())


def bare(text: str) -> str:
    """Leave out white space and what has no width."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})


def words_of(html: str) -> str:
    """Give the text of HTML, without white space."""
    return bare(markup.unescape(re.sub(r"<[^>]*>", " ", html)))
