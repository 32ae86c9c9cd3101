"""Papers that the office prints for itself: their frames are templates of press/, a board may stand in them small."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pikepdf
from jinja2 import Environment
from msgspec import Struct, field

from zhendi.press.finish import PT, Order
from zhendi.problems import Problem, Severity
from zhendi.resources import shipped
from zhendi.templating import rendered
from zhendi.theme import Theme
from zhendi.typeset.engine import Engine
from zhendi.typeset.spec import BoardSpec, Finding

A4, A3 = (210.0, 297.0), (297.0, 420.0)  # mm
_BODY_PT = 9.0


class Place(Struct, frozen=True):
    """Where a board stands on a sheet: mm from its top left corner, and how much it is enlarged."""

    x: float
    y: float
    width: float
    height: float
    scale: float


class Window(Struct, frozen=True):
    """A part of a board's page on one sheet: the board at `place`, cut off at `x`, `y`, `width`, `height` (mm)."""

    page: int
    place: Place
    x: float
    y: float
    width: float
    height: float


class Stationery(Struct, frozen=True):
    """What papers are made with; `seen` gathers what was found wrong with them."""

    engine: Engine
    theme: Theme
    templates: Environment
    seen: list[Finding] = field(default_factory=list)

    def sheets(self, name: str, size: tuple[float, float], pages: Sequence[Mapping[str, Any]]) -> bytes:
        """Set sheets of one size (mm) from a template of press/, a page for each set of words."""
        template = self.templates.get_template(f"press/{name}.html")
        style = (shipped("templates") / "press" / "paper.css").read_text(encoding="utf-8")
        spec = BoardSpec(*size, self.theme.root_css() + style, (), _BODY_PT, _BODY_PT, _BODY_PT)
        done = self.engine.compose(spec, _BODY_PT, [rendered(template, **words) for words in pages], ())
        self.seen.extend(done.findings)
        return done.pdf

    def problems(self, source: str, name: str) -> tuple[Problem, ...]:
        """Say what was wrong with the papers; no board is held back for it."""
        found = dict.fromkeys((one.code, one.message, one.hint, one.text) for one in self.seen)
        return tuple(
            Problem(source, 1, 1, code, Severity.WARNING, f"{name}：{message}", hint, text)
            for code, message, hint, text in found
        )


def middle(order: Order, left: float, top: float, width: float, height: float) -> Place:
    """Make a board as large as fits into a rectangle (mm), in the middle of it."""
    scale = min(width / order.size.width, height / order.size.height)
    wide, high = order.size.width * scale, order.size.height * scale
    return Place(left + (width - wide) / 2, top + (height - high) / 2, wide, high, scale)


def whole(page: int, place: Place) -> Window:
    """Give the window that shows all of a board."""
    return Window(page, place, place.x, place.y, place.width, place.height)


def with_boards(sheets: bytes, board: bytes, order: Order, windows: Sequence[Window]) -> bytes:
    """Lay the board under each sheet as it is in the shop's file, in outlines and type, not as a picture."""
    with pikepdf.open(io.BytesIO(sheets)) as paper, pikepdf.open(io.BytesIO(board)) as press:
        forms = [paper.copy_foreign(page.as_form_xobject()) for page in press.pages]
        for page, window in zip(paper.pages, windows, strict=True):
            page.resources["/XObject"] = pikepdf.Dictionary(Board=forms[window.page])
            painting = _under(window, float(page.MediaBox[3]), order)
            page.contents_add(painting.encode(), prepend=True)
            if "/Annots" in page:
                del page["/Annots"]
        for key in ("/Names", "/Dests"):
            if key in paper.Root:
                del paper.Root[key]
        out = io.BytesIO()
        paper.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _under(window: Window, top: float, order: Order) -> str:
    """Write how a board is painted through a window; PDF counts from the lower left corner, we from the upper."""
    place = window.place
    scale = place.scale / order.scale
    left = place.x * PT - order.slug * order.scale * PT * scale
    bottom = top - (place.y + place.height) * PT - order.slug * order.scale * PT * scale
    low = top - (window.y + window.height) * PT
    return (
        f"q {window.x * PT:.4f} {low:.4f} {window.width * PT:.4f} {window.height * PT:.4f} re W n "
        f"{scale:.6f} 0 0 {scale:.6f} {left:.4f} {bottom:.4f} cm /Board Do Q\n"
    )
