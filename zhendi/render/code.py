"""Draw the QR code that leads from a board to its page: vector modules, black on white, in ink K on bare paper."""

from __future__ import annotations

import re
from functools import lru_cache

import segno
from msgspec import Struct

from zhendi.model.entities import Audience, Board, Entry, Site
from zhendi.model.urls import address_of, index_of, page_of
from zhendi.theme import Theme

MODULE = 1.2  # mm a metre of reading distance, for who comes to half of it: a telephone wants about 2.5 mm a metre
CAPTION = 0.13  # em of the words under a code, of its side
_QUIET = 4  # modules of white on each side (ISO/IEC 18004)
_ORIGIN = re.compile(r"[A-Za-z]+://[A-Za-z0-9.:-]+")
_SHORT_MODE = re.compile(r"[0-9A-Z $%*+\-./:]{9,}")  # these take 5.5 bits each, where others take 8
_STROKE = 'stroke="#000"'  # as segno writes it
_SCREEN, _INK = ("#000", "#fff"), ("device-cmyk(0% 0% 0% 100%)", "device-cmyk(0% 0% 0% 0%)")


class Code(Struct, frozen=True):
    """A code: where it leads, its modules a side with the quiet zone, the drawing, and the colour of its ground."""

    url: str
    modules: int
    svg: str
    paper: str
    words: str

    def beside_video(self, distance: float) -> str:
        """Give the code as it stands on the corner of a video's still; `distance` is the reading distance in m."""
        side = f"{self.modules * MODULE * distance:.3f}mm"
        ground = f'<rect width="{self.modules}" height="{self.modules}" fill="{self.paper}"/>'
        place = f'class="video-code" width="{side}" height="{side}" style="margin-left:-{side}"'
        return self.svg.replace("<svg ", f"<svg {place} ", 1).replace("><path", f">{ground}<path", 1)


def code_of(site: Site, board: Board, entry: Entry, theme: Theme) -> Code | None:
    """Give the code of a board; None where the site has no address, or the entry has no page.

    A board of several entries leads to their area, or to the site's first page.
    """
    if not site.info.url or entry.scope is Audience.NAMED:
        return None
    path, words = page_of(entry), "扫码看全文"
    if board.slots:
        areas = [area for area in site.areas if any(one.id in board.entries for one in area.entries)]
        path, words = (index_of(areas[0]) if len(areas) == 1 else "index.html"), "扫码看网站"
    url = address_of(site.info.url, path)
    modules, svg = drawn(url)
    dark, light = _INK if theme.ink else _SCREEN
    return Code(url, modules, svg.replace(_STROKE, f'fill="none" stroke="{dark}"'), light, words)


@lru_cache(maxsize=64)
def drawn(url: str) -> tuple[int, str]:
    """Draw a code as small as can be: an address in two writings, so that its percent signs and digits take less."""
    symbol = segno.make(_segments(url), error="m", micro=False)  # type: ignore[arg-type]  # segno reads segments too
    svg = symbol.svg_inline(border=_QUIET, omitsize=True, svgclass=None, lineclass=None)
    return int(symbol.symbol_size(border=_QUIET)[0]), svg


def _segments(url: str) -> list[str]:
    """Part an address into runs that QR codes write shortly and others; scheme and host may stand in capitals."""
    origin = _ORIGIN.match(url)
    if origin:
        url = origin[0].upper() + url[origin.end() :]
    parts, at = [], 0
    for run in _SHORT_MODE.finditer(url):
        parts += [url[at : run.start()], run[0]]
        at = run.end()
    return [part for part in (*parts, url[at:]) if part]
