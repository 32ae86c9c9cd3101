"""Render a board: a layout divides it, the theme's templates write it, typeset/ fits and sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.entities import Board, Site
from zhendi.model.sizes import MM_PER_PT, Size
from zhendi.problems import Problem
from zhendi.render.board_result import BoardResult, failure_of, finished, problem_of
from zhendi.render.board_words import picture_at, words_of
from zhendi.render.layouts import LAYOUTS, Plan, Sheet, layout_of
from zhendi.render.layouts.plan import SlotPlan
from zhendi.render.layouts.sheet import FLOOR
from zhendi.render.series import Measure
from zhendi.render.tables import settle_tables
from zhendi.templating import rendered
from zhendi.theme import Theme
from zhendi.typeset.collector import collector_paused
from zhendi.typeset.engine import Engine
from zhendi.typeset.fit import fit_board, set_board
from zhendi.typeset.spec import BoardSpec, SetBoard, Slot, Solution, failed

_LARGER = ((800, 1200), (900, 1200), (1000, 1500), (1200, 1800), (1200, 2400))  # mm, offered when a text is too long


class _Fitted(Struct, frozen=True):
    """A plan whose texts were fitted, with what was asked of the typesetter."""

    plan: Plan
    spec: BoardSpec
    solution: Solution


class Fit(Struct, frozen=True):
    """What copyfitting gives for a board."""

    board: Board
    solution: Solution
    columns: int
    column_mm: float  # width of the first column
    title_mm: float  # of the title's em
    characters: int


@collector_paused()
def render_board(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> BoardResult:
    """Render one board of a site narrowed to it; its type is as large as fits, and it is split only if it must be."""
    desk = _Desk(site, board, theme, templates, engine)
    fitted = desk.fit(board.size)
    if fitted.solution.surplus:
        return BoardResult((), {}, (desk.too_long(fitted.solution),))
    fitted, plan, done = desk.finish(fitted)
    return finished(board, plan.frame.title, fitted.solution, done, theme, {"columns": fitted.plan.columns})


@collector_paused()
def pdf_of_board(
    site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine
) -> tuple[bytes, tuple[Problem, ...]]:
    """Give a board that hangs nowhere as PDF; empty, and what is wrong with it, where it cannot be made."""
    desk = _Desk(site, board, theme, templates, engine)
    fitted = desk.fit(board.size)
    if fitted.solution.surplus:
        return b"", (failure_of(board, fitted.solution.surplus, ("删减文字",)),)
    _, _, done = desk.finish(fitted)
    problems = tuple(problem_of(board, finding) for finding in done.findings)
    return b"" if failed(done.findings) else done.pdf, problems


@collector_paused()
def measure_board(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> Measure:
    """Say what a member of a series could have alone: its title's size, then, once that is common, its body's."""
    desk = _Desk(site, board, theme, templates, engine)
    return desk.measure_body() if board.common else desk.measure_title()


@collector_paused()
def try_board(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> Fit:
    """Fit a board without setting it, and so without its guards."""
    fitted = _Desk(site, board, theme, templates, engine).fit(board.size)
    return Fit(
        board,
        fitted.solution,
        fitted.plan.columns,
        fitted.plan.slots[0].columns[0].width,
        fitted.plan.frame.title.em,
        sum(len("".join(plain(slot.html).split())) for slot in fitted.spec.slots),
    )


class _Desk:
    """All that is at hand while one board is made."""

    def __init__(self, site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> None:
        self._board = board
        self._theme = theme
        self._engine = engine
        self._entry = next(entry for entry in site.entries() if entry.id == board.entries[0])
        area = next(area for area in site.areas if self._entry in area.entries)
        self._words = words_of(site, board, self._entry, theme, area)
        self._pictures = site.pictures
        self._layout = layout_of(board)
        self._templates = templates

    def fit(self, size: Size, most: int = 99) -> _Fitted:
        """Fit the board by its own layout, by the plainest way of it, then by prose, where those have no room.

        `most` is the number of columns allowed.
        """
        for layout, is_plain in ((self._layout, False), (self._layout, True), ("prose", True)):
            fitted = self._fit(layout, size, most, is_plain=is_plain)
            if not fitted.solution.surplus:
                break
        return fitted

    def _fit(self, layout: str, size: Size, most: int, *, is_plain: bool = False) -> _Fitted:
        plans = LAYOUTS[layout](replace(self._sheet(layout, size, most), plain=is_plain))
        specs = [self._spec(layout, plan, size) for plan in plans]
        chosen, solution = fit_board(specs, self._engine)
        plan = replace(plans[chosen], words={**plans[chosen].words, "layout": layout})
        return _Fitted(plan, specs[chosen], solution)

    def _sheet(self, layout: str, size: Size, most: int, most_lines: int = 99) -> Sheet:
        text = self._render(layout, "slot", {"slot": "body"})
        return Sheet(
            size=size,
            distance=self._board.distance,
            entry=self._entry,
            body=self._words["body"],
            facts=self._words["facts"],
            characters=len(plain(text)),
            ranges=self._theme.ranges,
            picture=lambda target: picture_at(target, self._entry.source, self._pictures),
            most_columns=min(most, self._board.common.columns) if self._board.common else most,
            common=self._board.common,
            most_lines=most_lines,
            unit=self._words["site"].info.unit or self._words["site"].info.title,
            motto=self._words["site"].info.motto,
            emblem=emblem.width / emblem.height if (emblem := self._words["site"].emblem) else 0.0,
            pictures=tuple(self._pictures.values()),
            code=code.modules if (code := self._words["code"]) else 0,
        )

    def _render(self, layout: str, part: str, words: Mapping[str, Any]) -> str:
        template = self._templates.get_template(f"board/{layout}.html")
        return rendered(template, **{**self._words, **words, "layout": layout, "part": part})

    def _spec(self, layout: str, plan: Plan, size: Size) -> BoardSpec:
        ceiling = plan.frame.title.em * plan.largest / MM_PER_PT
        comfort = min(4.0 * self._board.distance / MM_PER_PT, ceiling)
        tight, usual, loose = self._theme.ranges["line_height"]
        common = self._board.common
        if plan.line_height:
            tight, usual, loose = plan.line_height
        if common and common.line_height:
            usual = loose = common.line_height
        return BoardSpec(
            width=size.width,
            height=size.height,
            css=self._theme.css("board"),
            slots=tuple(self._slot(layout, plan, slot) for slot in plan.slots),
            floor_pt=min(FLOOR * self._board.distance / MM_PER_PT, ceiling),
            comfort_pt=comfort,
            ceiling_pt=ceiling,
            line_height=(tight, usual, loose),
            dense=self._board.dense,
            fixed_pt=common.body_pt if common else plan.body_pt,
            title=self._board.title,
        )

    def measure_title(self) -> Measure:
        """Give the sizes that the title could have alone."""
        one, several = (
            LAYOUTS[self._layout](self._sheet(self._layout, self._board.size, 99, most))[0].frame.title
            for most in (1, 99)
        )
        return Measure(one.em, several.em, len(several.lines))

    def measure_body(self) -> Measure:
        """Give the columns, body size and line spacing that the text could have alone, under the common title."""
        fitted = self.fit(self._board.size)
        found, title = fitted.solution, fitted.plan.frame.title
        return Measure(title.em, title.em, title.room, fitted.plan.columns, found.body_pt, found.line_height)

    def _slot(self, layout: str, plan: Plan, slot: SlotPlan) -> Slot:
        text = settle_tables(self._render(layout, "slot", {**plan.words, **slot.words, "slot": slot.name}))
        kinds = f"flow layout-{layout} kind-{self._board.kind} slot-{slot.name} form-{plan.words.get('form', '')}"
        style = f"--hang:{slot.words.get('hang', 0.0):.2f}em"
        kinds += " hanging" if slot.words.get("hang") else ""
        kinds += " one-column" if len(slot.columns) == 1 else ""
        flow = f'<div class="{kinds}" style="{style}">{text}</div>'
        return Slot(slot.name, flow, slot.columns, (slot.rest or slot.columns) if slot.split else ())

    def set(self, fitted: _Fitted) -> tuple[Plan, SetBoard]:
        """Set the fitted texts on the frames of their boards, lowered into the middle where they leave room."""
        settle = fitted.plan.held if self._board.common and not fitted.plan.middles else fitted.plan.settled
        plan = settle(fitted.solution)
        done = self._set(plan, fitted)
        if failed(done.findings) and plan.slots != fitted.plan.slots:  # columns of unlike height had no room
            plan = fitted.plan.full()
            done = self._set(plan, fitted)
        return plan, done

    def finish(self, fitted: _Fitted) -> tuple[_Fitted, Plan, SetBoard]:
        """Set a board with as many columns as hold all of it: what is too wide for one may fit a wider one."""
        plan, done = self.set(fitted)
        while failed(done.findings) and fitted.plan.columns > 1:
            fitted = self.fit(self._board.size, fitted.plan.columns - 1)
            plan, done = self.set(fitted)
        return fitted, plan, done

    def _set(self, plan: Plan, fitted: _Fitted) -> SetBoard:
        slots = tuple(
            replace(slot, first=moved.columns, rest=(moved.rest or moved.columns) if slot.rest else ())
            for slot, moved in zip(fitted.spec.slots, plan.slots, strict=True)
        )
        spec = replace(fitted.spec, slots=slots)
        layout = str(plan.words["layout"])
        words = {**plan.words, "plan": plan, "frame": plan.frame, "solution": fitted.solution}
        words["body_em"] = fitted.solution.body_pt * MM_PER_PT
        frames = [
            self._render(layout, "frame", {**words, "page": page, "pages": fitted.solution.pages})
            for page in range(1, fitted.solution.pages + 1)
        ]
        return set_board(spec, fitted.solution, frames, self._engine)

    def too_long(self, solution: Solution) -> Problem:
        """Say how much is too much, and which larger board would hold it."""
        board = self._board
        lies = board.size.width > board.size.height
        sizes = (Size(*(reversed(pair) if lies else pair)) for pair in _LARGER)
        larger = (size for size in sizes if size.width > board.size.width and size.height > board.size.height)
        offer = next((size.name for size in larger if not self.fit(size).solution.surplus), "")
        ways = [f"换成 {offer}" if offer else "换更大的尺寸", "删减文字"]
        ways += [] if board.dense else ["写“密排: 是”允许更小的字"]
        return failure_of(board, solution.surplus, ways)
