"""Open a workshop: read the site, arrange it, and have its themes and templates at hand, each read once."""

from __future__ import annotations

import datetime as dt
import functools
import mimetypes
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from zhendi.config import ScreenWish
from zhendi.content.areas import INDEX
from zhendi.content.discover import Draft, read_site
from zhendi.content.passages import find_passage
from zhendi.content.settings import SITE_FILE
from zhendi.model.approval import unapproved
from zhendi.model.arrange import arrange
from zhendi.model.composites import board_names
from zhendi.model.entities import Board, Picture, Site
from zhendi.model.lifecycle import state_of
from zhendi.model.urls import page_of
from zhendi.problems import Problem, Severity
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import design_folders
from zhendi.work.keys import code_digest, digest
from zhendi.work.memo import Memo
from zhendi.work.pool import Limits
from zhendi.work.steps import Steps

if TYPE_CHECKING:
    from jinja2 import Environment

    from zhendi.render.board_result import BoardResult
    from zhendi.render.series import Measure
    from zhendi.render.stills import Stills
    from zhendi.render.web_ground import Ground
    from zhendi.theme import Theme
    from zhendi.typeset.engine import Engine


def open_workshop(request: Request, memo: Memo, design: bytes, report: BuildReport) -> Workshop:
    """Read a site and arrange it; give the workshop in which it is rendered."""
    steps = Steps(memo, request.jobs, home=home_of(request), meanwhile=functools.partial(_load_renderers, request))
    with report.timed("read"):
        draft = read_site(request.root, steps, today=request.now)
    report.problems.extend(draft.problems)
    site = arrange_site(draft, request, report)
    report.timezone = site.info.timezone
    report.pages = [{"url": page_of(entry), "source": entry.source} for entry in site.entries()]
    return workshop_of(draft, site, request, memo, design)


def workshop_of(draft: Draft, site: Site, request: Request, memo: Memo, design: bytes) -> Workshop:
    """Give the workshop in which a site that was arranged is rendered; `design` hashes all themes and templates."""
    limits = Limits(draft.config.render_seconds, draft.config.memory_mb)
    base = digest(code_digest(), design, request.theme or "")
    parts = draft.parts
    names = board_names(parts.areas, parts.composites, parts.defaults)
    steps = Steps(memo, request.jobs, limits, base, home_of(request))
    return Workshop(request, site, steps, names, draft.config.screen)


def _load_renderers(request: Request) -> None:
    """Load what makes pages while workers read texts."""
    if "web" in request.only:
        from zhendi.render import screen, walls, web  # noqa: F401


def home_of(request: Request) -> str:
    """Name the site and output whose results are kept together."""
    return f"{request.root.resolve()}\0{request.out.resolve()}"


def arrange_site(draft: Draft, request: Request, report: BuildReport) -> Site:
    """Arrange what was read for the day and audience asked for; entries with errors are left out."""
    now = report.day = request.now or dt.datetime.now(ZoneInfo(draft.parts.info.timezone)).date()
    parts = draft.parts.without(_sources_with_errors(report.problems))
    while True:
        site, problems = arrange(parts, now, request.audience, lambda entry: state_of(entry, now, draft.calendar))
        problems += unapproved(site.entries(), now) if request.release else []
        report.problems.extend(problems)
        bad = _sources_with_errors(problems)
        if not bad:
            return site
        parts = parts.without(bad)


def _sources_with_errors(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(problem.path for problem in problems if problem.severity is Severity.ERROR)


class Workshop:
    """The themes and templates of one build, each read once, and how its steps are done."""

    def __init__(
        self,
        request: Request,
        site: Site,
        steps: Steps,
        names: frozenset[str] = frozenset(),
        screen: ScreenWish | None = None,
    ) -> None:
        self.request = request
        self.site = site
        self.steps = steps
        self.names = names  # by which a wall may call a board, whoever may see it
        self.screen = screen or ScreenWish()
        self._themes: dict[str, Theme] = {}  # kept here: a cache round a method would keep each workshop of a preview
        self._templates: dict[str, Environment] = {}

    def theme(self, name: str) -> Theme:
        """Read a theme, once; the one chosen on the command line stands for the site's own."""
        if name not in self._themes:
            from zhendi.theme import load_theme, theme_folders

            chosen = self.request.theme
            folders = theme_folders(self.request.root)
            self._themes[name] = load_theme(chosen if chosen and name == self.site.info.theme else name, folders)
        return self._themes[name]

    def templates(self, name: str) -> Environment:
        """Give the Jinja environment of a theme, made once."""
        if name not in self._templates:
            from zhendi.render.compiled import Compiled
            from zhendi.render.facts import FILTERS
            from zhendi.templating import environment

            made = environment(self.theme(name), design_folders(self.request.root, "templates"), FILTERS)
            made.bytecode_cache = Compiled(self.steps.memo)
            self._templates[name] = made
        return self._templates[name]

    def board(self, site: Site, board: Board, *, ink: bool = False) -> BoardResult:
        """Render one board in its theme, for the screen or in the inks of the print shop; `site` is narrowed to it."""
        from zhendi.render.board import render_board
        from zhendi.render.composite import render_composite

        draw = render_composite if board.slots else render_board
        theme = self.theme(board.theme)
        return draw(site, board, theme.inked() if ink else theme, self.templates(board.theme), self.engine)

    def measure(self, site: Site, board: Board) -> Measure:
        """Say what a member of a series could have alone; `site` is narrowed to it."""
        from zhendi.render.board import measure_board
        from zhendi.render.composite import measure_composite

        measure = measure_composite if board.slots else measure_board
        return measure(site, board, self.theme(board.theme), self.templates(board.theme), self.engine)

    def stills(self, site: Site, board: Board) -> Stills:
        """Set one slide of the lobby screen as pictures; `site` is narrowed to it."""
        from zhendi.render.stills import make_stills

        return make_stills(site, board, self.theme(board.theme), self.templates(board.theme), self.engine)

    def place(self, board: Board, problem: Problem) -> Problem:
        """Find the line of a problem's passage: in the board's own file, its entries', its area's, or in site.yml."""
        if not problem.passage:
            return problem
        entries = (entry.source for entry in self.site.entries() if entry.id in board.entries)
        sources = (board.source, *entries, f"{board.source.rpartition('/')[0]}/{INDEX}", SITE_FILE)
        path, line, column = find_passage(self.request.root, sources, problem.passage)
        return replace(problem, path=path, line=line, column=column)

    def open_asset(self, path: str) -> tuple[bytes, str]:
        """Give the bytes and type of a picture that a board shows; FileNotFoundError if it is none of the site's."""
        picture = self._pictures.get(path)
        if picture is None:
            raise FileNotFoundError(path)
        return picture.data, mimetypes.guess_type(path)[0] or "application/octet-stream"

    @functools.cached_property
    def engine(self) -> Engine:
        """Give the engine that sets the boards of this build, loaded when it is asked for."""
        from zhendi.typeset.engine import Engine

        return Engine(self.open_asset)

    @functools.cached_property
    def ground(self) -> Ground:
        """Give what the pages rest on, found when it is asked for."""
        from zhendi.render.web_ground import ground_of

        return ground_of(self.site, self.theme(self.site.info.theme), self.steps)

    def names_of_themes(self) -> tuple[str, ...]:
        """Give the themes in which boards are made."""
        return tuple(dict.fromkeys(board.theme for board in self.site.boards))

    def read_file(self, path: str) -> bytes:
        """Give the bytes of an attached file by its path in the site."""
        return (self.request.root / path).read_bytes()

    @functools.cached_property
    def _pictures(self) -> Mapping[str, Picture]:
        own = (self.site.emblem,) if self.site.emblem else ()
        return {picture.path: picture for picture in (*self.site.pictures.values(), *own)}
