"""Render a board of several entries: its slots are boxes in mm, fitted together to one common body size."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.entities import Board, Entry, Picture, Site
from zhendi.model.sizes import MM_PER_PT
from zhendi.render.board_result import BoardResult, failure_of, finished
from zhendi.render.board_words import picture_at, words_of
from zhendi.render.facts import day, facts_of
from zhendi.render.layouts.cells import Cell, Figure, Filled, Room
from zhendi.render.layouts.composite import arrange_composite, settled
from zhendi.render.layouts.frame import arrange_frame
from zhendi.render.layouts.plan import Plan
from zhendi.render.layouts.sheet import FLOOR, AnyFields, Sheet, Title
from zhendi.render.series import Measure
from zhendi.templating import rendered
from zhendi.theme import Theme
from zhendi.typeset.engine import Engine
from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.spec import BoardSpec, Slot, Solution, failed

_CAUTIONS = (1.0, 1.12, 1.25, 1.4, 1.6, 1.85, 2.2, 2.8, 3.6, 5.0)
_TITLE = 0.073  # of the width: a board of many texts has a calmer title
_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)
_FIRST = re.compile(r".*?[。！？]")
_GIST = 60  # characters of a text without a summary
Divided = tuple[tuple[Cell, ...], tuple[Figure, ...]]
_NARROW = 9.0  # characters that a line of the narrowest cell holds at the largest size
_BODY, _LARGEST = 0.42, 4.0  # of the title's em, of the comfortable size: the ceiling of the body


def render_composite(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> BoardResult:
    """Render a board of several entries; what finds no room is counted on the board, never cut."""
    desk = _Desk(site, board, theme, templates)
    result = BoardResult((), {}, ())
    for divided, solution in desk.tries(engine):
        result = desk.made(divided, solution, engine)
        if result.artifacts:
            break
    return result


def measure_composite(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> Measure:
    """Say what a board of several entries could have alone, as a member of a series."""
    if board.common is None:
        one, several = (_Desk(site, board, theme, templates, lines).title for lines in (1, 99))
        return Measure(one.em, several.em, len(several.lines))
    desk = _Desk(site, board, theme, templates)
    for _, found in desk.tries(engine):
        if not found.surplus:
            break
    common = board.common
    return Measure(common.title_em, common.title_em, common.title_lines, 99, found.body_pt, found.line_height)


class _Desk:
    """All that is at hand while one board is made."""

    def __init__(self, site: Site, board: Board, theme: Theme, templates: Environment, most_lines: int = 99) -> None:
        self._site = site
        self._board = board
        self._theme = theme
        self._templates = templates
        known = {entry.id: entry for entry in site.entries()}
        self._slots = tuple(Filled(slot, tuple(known[name] for name in slot.entries)) for slot in board.slots)
        self._entries = tuple(known[name] for name in board.entries)
        self._has_faces = any(self._face(entry) for entry in self._entries)
        page = Entry("boards", board.id.partition("/")[2], "page", board.source, board.title)
        self._words = {**words_of(site, board, page, theme), "updated": self._updated()}
        self._sheet = Sheet(
            size=board.size,
            distance=board.distance,
            entry=page,
            body="",
            facts=(),
            characters=1,
            ranges=theme.ranges,
            picture=lambda _: None,
            unit=site.info.unit or site.info.title,
            motto=site.info.motto,
            common=board.common,
            most_lines=most_lines,
            code=code.modules if (code := self._words["code"]) else 0,
        )
        self._frame = arrange_frame(self._sheet, band=False, largest=_TITLE)

    def _updated(self) -> str:
        """Say when what the board shows was last changed; an empty board is as of the day of the build."""
        dates = [date for entry in self._entries for date in _dates(entry) if date <= self._site.now]
        return day(self._board.date or max(dates, default=self._site.now))

    def arrange(self, caution: float) -> Divided:
        """Divide the board; more caution says less of each entry."""
        room = Room(
            frame=self._frame,
            body=self._frame.body,
            slots=self._slots,
            write=self._write,
            comfort=self._sheet.comfort,
            ceiling=self._ceiling,
            caution=caution,
            picture=lambda entry: picture_at(entry.cover, entry.source, self._site.pictures),
            intro=_FIGURE.sub("", self._board.text),
        )
        return arrange_composite(self._board.layout, room)

    @property
    def _ceiling(self) -> float:
        return min(self._frame.title.em * _BODY, self._sheet.comfort * _LARGEST)

    def _write(self, entries: Sequence[Entry], level: int, style: str) -> str:
        template = self._templates.get_template("board/_items.html")
        faces = {entry.id: picture.path for entry in entries if (picture := self._face(entry))}
        items = [
            {
                "face": faces.get(entry.id, ""),
                "entry": entry,
                "fields": AnyFields(entry.fields),
                "facts": facts_of(entry),
                "body": _FIGURE.sub("", entry.body.poster),
                "gist": _gist(entry),
            }
            for entry in entries
        ]
        return rendered(template, items=items, level=level, style=style, site=self._site, faces=self._has_faces)

    def _face(self, entry: Entry) -> Picture | None:
        person = getattr(entry.fields, "person", None)
        return picture_at(person.photo, entry.source, self._site.pictures) if person else None

    @property
    def title(self) -> Title:
        """Give the title as it is set."""
        return self._frame.title

    def tries(self, engine: Engine) -> Iterator[tuple[Divided, Solution]]:
        """Divide and fit the board, again and again with more caution."""
        before: Any = None
        for caution in _CAUTIONS:
            divided = self.arrange(caution)
            asked = [(cell.html, cell.columns) for cell in divided[0]]
            if asked != before:
                yield divided, fit_board([self._spec(divided[0])], engine)[1]
            before = asked

    def made(self, divided: Divided, solution: Solution, engine: Engine) -> BoardResult:
        """Set and check the board as it was divided and fitted."""
        cells, figures = divided
        if solution.surplus:
            return BoardResult((), {}, (failure_of(self._board, solution.surplus),))
        cells = settled(cells, solution.fill)
        spec = self._spec(cells)
        plan = Plan(self._frame, ()).full()
        words = {**self._words, "plan": plan, "frame": self._frame, "cells": cells, "figures": figures}
        words |= {"body_em": solution.body_pt * MM_PER_PT, "comfort": self._sheet.comfort}
        template = self._templates.get_template("board/composite.html")
        frame = rendered(template, **words, layout="composite", part="frame", page=1, pages=1)
        done = set_board(spec, solution, [frame], engine)
        shown = [entry.id for cell in cells for entry in cell.entries]
        matched = sum(len(slot.entries) + slot.surplus for slot in self._board.slots)
        facts = {"entries": shown, "surplus": max(0, matched - len(shown))}
        result = finished(self._board, self._frame.title, solution, done, self._theme, facts)
        return result if not failed(done.findings) else replace(result, artifacts=())

    def _spec(self, cells: Sequence[Cell]) -> BoardSpec:
        narrowest = min((box.width for cell in cells for box in cell.columns), default=self._ceiling * _NARROW)
        ceiling = min(self._ceiling, max(narrowest / _NARROW, self._sheet.comfort)) / MM_PER_PT
        floor = min(FLOOR * self._board.distance / MM_PER_PT, ceiling)
        comfort = min(self._sheet.comfort / MM_PER_PT, ceiling)
        common = self._board.common
        heights = self._theme.ranges["line_height"]
        held = common.line_height if common and common.line_height else 0.0
        return BoardSpec(
            width=self._board.size.width,
            height=self._board.size.height,
            css=self._theme.css("board"),
            slots=tuple(_slots(cells)),
            floor_pt=floor,
            comfort_pt=comfort,
            ceiling_pt=ceiling,
            line_height=(held, held, held) if held else (heights[0], heights[1], heights[2]),
            dense=self._board.dense,
            fixed_pt=common.body_pt if common else None,
            title=self._board.title,
        )


def _slots(cells: Sequence[Cell]) -> Iterator[Slot]:
    for number, cell in enumerate(cells):
        if cell.columns:
            kinds = f"flow composite style-{cell.style} level-{cell.level}"
            yield Slot(f"cell-{number}", f'<div class="{kinds}">{cell.html}</div>', cell.columns)


def _dates(entry: Entry) -> Iterator[dt.date]:
    items = getattr(entry.fields, "items", ())
    dates = [entry.date, getattr(entry.fields, "closed", None), *(getattr(item, "updated", None) for item in items)]
    yield from (date for date in dates if date)


def _gist(entry: Entry) -> str:
    """Say an entry in a sentence: its summary, else the first sentences of its text, with a mark where more follows."""
    if entry.summary:
        return entry.summary
    text = " ".join(plain(entry.body.poster).split())
    first = _FIRST.match(text)
    if len(text) <= _GIST:
        return text
    return f"{first.group()}……" if first and len(first.group()) <= _GIST else f"{text[:_GIST]}……"
