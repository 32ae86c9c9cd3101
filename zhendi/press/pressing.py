"""Press one board: its file for the shop, what preflight says of it, and the papers that the office prints."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import pikepdf
from msgspec import Struct
from msgspec.structs import replace

from zhendi.config import PressWish
from zhendi.model.entities import Board
from zhendi.model.narrow import for_board
from zhendi.press.declare import STANDARDS
from zhendi.press.finish import NO_DAY, Order, press_pdf
from zhendi.press.ghostscript import outlined, pictures
from zhendi.press.inks import Cmyk, Inks
from zhendi.press.paper import A4, Stationery, middle, whole, with_boards
from zhendi.press.preflight import Preflight, preflight
from zhendi.press.process import Process, process_of
from zhendi.press.tiles import tiles
from zhendi.problems import Problem
from zhendi.render.board_key import board_key
from zhendi.theme import Theme
from zhendi.work.keys import digest
from zhendi.workshop import Workshop


class Wanted(Struct, frozen=True):
    """What is to be made of each board beside the file for the shop."""

    papers: tuple[str, ...] = ()  # a4, a3
    proof: bool = False


class Pressed(Struct, frozen=True):
    """A board's files: that of the shop, tiles by paper, the sheet to sign; without a file the problems say why."""

    problems: tuple[Problem, ...]
    process: Process
    pdf: bytes = b""
    pages: int = 0
    scale: float = 1.0
    report: Preflight | None = None
    tiles: Mapping[str, bytes] | None = None
    proof: bytes = b""
    pictures: tuple[bytes, ...] = ()  # a page each
    dpi: int = 0  # of the pictures, at the size of the board


def process_for(board: Board, wish: PressWish) -> Process:
    """Give the process for a board's material, with the bleed that the site wants."""
    process = process_of(board.material, wish.process or "写真")
    return replace(process, bleed=float(wish.bleed)) if wish.bleed is not None and process.bleed else process


class Shop(Struct, frozen=True):
    """What every board of a package is pressed with."""

    workshop: Workshop
    inks: Inks
    wanted: Wanted
    wish: PressWish

    def key(self, board: Board) -> bytes:
        """Hash all that the files of a board depend on besides the program and its design."""
        about = repr((self.wanted, self.wish, process_for(board, self.wish), self.inks.name))
        return digest("press", board_key(for_board(self.workshop.site, board), board), about, self.inks.profile)

    def press(self, board: Board) -> Pressed:
        """Set a board in ink, finish its file, look through it, and make the papers that are wanted."""
        process = process_for(board, self.wish)
        result = self.workshop.board(for_board(self.workshop.site, board), board, ink=True)
        source = next((file.data for file in result.artifacts if file.path == board.pdf), b"")
        if not source:
            return Pressed(result.problems, process)
        theme = self.workshop.theme(board.theme)
        stationery = Stationery(self.workshop.engine, theme, self.workshop.templates(board.theme))
        standard = STANDARDS[self.wish.standard]
        order = Order(board.size, process, self.inks, board.title, _day(self.workshop, board), standard)
        pdf = press_pdf(source, order)
        report = preflight(pdf, order, _tokens(theme))
        if self.wish.outlines:
            pdf = press_pdf(outlined(source), order, source)
            report = preflight(pdf, order).with_texts_of(report)
        drawn: list[bytes] = []
        dpi = 0
        if self.wish.picture:
            dpi, drawn = pictures(pdf, order, self.wish.picture, self.wish.dpi or process.draw_dpi)
        with pikepdf.open(io.BytesIO(pdf)) as document:
            pages = len(document.pages)
        sheets = {paper: tiles(pdf, order, paper, stationery) for paper in self.wanted.papers}
        proof = _proof(pdf, order, board, result.facts, stationery) if self.wanted.proof else b""
        return Pressed(
            problems=(*result.problems, *stationery.problems(board.source, f"“{board.title}”的拼贴页或审签样稿")),
            process=process,
            pdf=pdf,
            pages=pages,
            scale=order.scale,
            report=report,
            tiles=sheets,
            proof=proof,
            pictures=tuple(drawn),
            dpi=dpi,
        )


def _proof(pdf: bytes, order: Order, board: Board, facts: Mapping[str, Any], stationery: Stationery) -> bytes:
    """Make a sheet to sign for each page of a board."""
    place = middle(order, 18, 36, 174, 168)
    words = {
        "title": board.title,
        "size": board.size.name,
        "process": order.process.name,
        "material": board.material or "由印制单位定",
        "count": f"{board.copies} 份",
        "body_pt": facts["body_pt"],
        "distance": f"{board.distance:g}",
        "source": board.source,
        "place": place,
    }
    pages = range(facts["pages"])
    sheets = stationery.sheets("proof", A4, [{**words, "page": page + 1, "pages": len(pages)} for page in pages])
    return with_boards(sheets, pdf, order, [whole(page, place) for page in pages])


def _day(workshop: Workshop, board: Board) -> dt.date:
    """Give the day of the newest entry that a board shows: no file bears the time of a run."""
    shown = frozenset(board.entries)
    days = [entry.date for entry in workshop.site.entries() if entry.id in shown and entry.date]
    return max(days, default=NO_DAY)


def _tokens(theme: Theme) -> Mapping[str, Cmyk]:
    found: dict[str, Cmyk] = {}
    for name, token in theme.tokens.items():
        cyan, magenta, yellow, black = (part / 100 for part in token.ink)
        found[name] = (cyan, magenta, yellow, black)
    return found
