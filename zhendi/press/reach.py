"""Whether what reaches the trim also reaches the bleed, seen on the rendered page."""

from __future__ import annotations

import pikepdf
import pypdfium2
from PIL import Image

from zhendi.press.finish import PT

_PX_PER_MM = 1.5
_LONGEST = 4000  # px
_COLOURED, _BARE = 248, 252  # of 255, the darkest channel: what is printed, what is bare paper
_SHARE = 0.01  # of a side that may be bare where the board is not


def short_sides(data: bytes, pdf: pikepdf.Pdf) -> list[str]:
    """Name the sides of each page where a colour ends between trim and bleed."""
    document = pypdfium2.PdfDocument(data)
    try:
        found = []
        for number, page in enumerate(pdf.pages):
            name = f"第{number + 1}页" if len(pdf.pages) > 1 else ""
            found += [name + side for side in _short(document[number], page)]
        return found
    finally:
        document.close()


def _short(drawn: pypdfium2.PdfPage, page: pikepdf.Page) -> list[str]:
    width, height = drawn.get_size()
    scale = min(_PX_PER_MM / PT, _LONGEST / max(width, height))
    picture = drawn.render(scale=scale).to_pil().convert("RGB")
    media, trim, bleed = (
        [float(one) for one in page.get(key, page.MediaBox)] for key in ("/MediaBox", "/TrimBox", "/BleedBox")
    )
    left, top = (trim[0] - media[0]) * scale, (media[3] - trim[3]) * scale
    right, bottom = (trim[2] - media[0]) * scale, (media[3] - trim[1]) * scale
    half = max(1.0, (trim[0] - bleed[0]) * scale / 2)
    across, down = (round(left), round(right)), (round(top), round(bottom))
    sides = {
        "左": (_column(picture, left + half, down), _column(picture, left - half, down)),
        "右": (_column(picture, right - half, down), _column(picture, right + half, down)),
        "上": (_row(picture, top + half, across), _row(picture, top - half, across)),
        "下": (_row(picture, bottom - half, across), _row(picture, bottom + half, across)),
    }
    return [f"{side}边" for side, (inside, outside) in sides.items() if _ends(inside, outside)]


def _column(picture: Image.Image, x: float, span: tuple[int, int]) -> Image.Image:
    at = min(max(0, int(x)), picture.width - 1)
    return picture.crop((at, span[0], at + 1, span[1]))


def _row(picture: Image.Image, y: float, span: tuple[int, int]) -> Image.Image:
    at = min(max(0, int(y)), picture.height - 1)
    return picture.crop((span[0], at, span[1], at + 1))


def _ends(inside: Image.Image, outside: Image.Image) -> bool:
    """Say whether colour inside the trim has bare paper beside it outside."""
    pairs = list(zip(_darkest(inside), _darkest(outside), strict=True))
    bare = sum(within <= _COLOURED and beyond >= _BARE for within, beyond in pairs)
    return bare > len(pairs) * _SHARE


def _darkest(strip: Image.Image) -> list[int]:
    data = strip.tobytes()
    return [min(data[at : at + 3]) for at in range(0, len(data), 3)]
