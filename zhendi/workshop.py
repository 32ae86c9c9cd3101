"""Do the work of a build: read the site, arrange it, render every file of the output; import only what it needs."""

from __future__ import annotations

import datetime as dt
import functools
import mimetypes
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment

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
from zhendi.model.narrow import for_board
from zhendi.model.urls import SCREEN, page_of
from zhendi.model.videos import is_video
from zhendi.problems import Problem, Severity
from zhendi.progress import Progress
from zhendi.render.artifact import Artifact
from zhendi.render.compiled import Compiled
from zhendi.render.facts import FILTERS
from zhendi.render.walls import hang_all
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.resources import design_folders
from zhendi.theme import Theme, environment, load_theme, theme_folders
from zhendi.work.keys import code_digest, digest
from zhendi.work.memo import Memo
from zhendi.work.pool import Failure, Limits
from zhendi.work.steps import Steps

if TYPE_CHECKING:
    from zhendi.render.board import BoardResult
    from zhendi.render.series import Measure
    from zhendi.render.stills import Stills
    from zhendi.typeset.engine import Engine


def work(request: Request, memo: Memo, design: bytes, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give every file of the output; `report` is filled on the way. `design` hashes all themes and templates."""
    workshop = open_workshop(request, memo, design, report)
    yield from render(workshop, report, progress)
    if "screen" in request.only and workshop.screen.stills:
        with report.timed("stills"):
            yield from render_stills(workshop, report, progress)


def open_workshop(request: Request, memo: Memo, design: bytes, report: BuildReport) -> Workshop:
    """Read a site and arrange it; give the workshop in which it is rendered."""
    steps = Steps(memo, request.jobs)
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
    return Workshop(request, site, Steps(memo, request.jobs, limits, base), names, draft.config.screen)


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
        self._folders = theme_folders(request.root)

    @functools.cache  # noqa: B019 - lives as long as the build
    def theme(self, name: str) -> Theme:
        """Read a theme; the one chosen on the command line stands for the site's own."""
        chosen = self.request.theme
        return load_theme(chosen if chosen and name == self.site.info.theme else name, self._folders)

    @functools.cache  # noqa: B019
    def templates(self, name: str) -> Environment:
        """Give the Jinja environment of a theme."""
        made = environment(self.theme(name), design_folders(self.request.root, "templates"), FILTERS)
        made.bytecode_cache = Compiled(self.steps.memo)
        return made

    def board(self, site: Site, board: Board, engine: Engine, *, ink: bool = False) -> BoardResult:
        """Render one board in its theme, for the screen or in the inks of the print shop; `site` is narrowed to it."""
        from zhendi.render.board import render_board
        from zhendi.render.composite import render_composite

        draw = render_composite if board.slots else render_board
        theme = self.theme(board.theme)
        return draw(site, board, theme.inked() if ink else theme, self.templates(board.theme), engine)

    def measure(self, site: Site, board: Board, engine: Engine) -> Measure:
        """Say what a member of a series could have alone; `site` is narrowed to it."""
        from zhendi.render.board import measure_board
        from zhendi.render.composite import measure_composite

        measure = measure_composite if board.slots else measure_board
        return measure(site, board, self.theme(board.theme), self.templates(board.theme), engine)

    def stills(self, site: Site, board: Board, engine: Engine) -> Stills:
        """Set one slide of the lobby screen as pictures; `site` is narrowed to it."""
        from zhendi.render.stills import make_stills

        return make_stills(site, board, self.theme(board.theme), self.templates(board.theme), engine)

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


def render(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give every file of the output, boards first: the pages show which boards were made."""
    if "posters" in workshop.request.only:
        with report.timed("posters"):
            yield from render_boards(workshop, report, progress)
    yield from render_pages(workshop, report)


def render_pages(workshop: Workshop, report: BuildReport) -> Iterator[Artifact]:
    """Give the pages and the screen, with the boards that stand in the report."""
    walls, found = hang_all(workshop.site, report.boards, workshop.names)
    report.walls = [wall.as_json() for wall in walls]
    report.problems.extend(found)
    if "web" in workshop.request.only:
        from zhendi.render.web import render_web

        with report.timed("web"):
            theme = workshop.site.info.theme
            look = workshop.theme(theme), workshop.templates(theme)
            yield from render_web(
                workshop.site,
                *look,
                report.boards,
                read_file=workshop.read_file,
                steps=workshop.steps,
                walls=walls,
                screen=SCREEN if "screen" in workshop.request.only else "",
            )
    if "screen" in workshop.request.only:
        from zhendi.render.screen import render_screen

        with report.timed("screen"):
            theme = workshop.site.info.theme
            if "web" not in workshop.request.only:
                yield from (Artifact(picture.path, picture.data) for picture in workshop.site.pictures.values())
                videos = ((path, place) for path, place in workshop.site.files.items() if is_video(path))
                yield from (Artifact(place, workshop.read_file(path)) for path, place in videos)
            yield from render_screen(workshop.site, workshop.theme(theme), workshop.templates(theme))


def render_boards(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Render all boards in warm workers; one that fails is a problem that names it, the others are finished."""
    from zhendi.typeset.engine import Engine

    engine = functools.cache(lambda: Engine(workshop.open_asset))
    pale = {name: found for name in workshop.names_of_themes() if (found := faint(workshop.theme(name)))}
    report.problems.extend(problem for found in pale.values() for problem in found)
    legible = tuple(board for board in workshop.site.boards if board.theme not in pale)
    boards = matched_boards(workshop, legible, engine, report)
    for done, (at, packed) in enumerate(_each(workshop, boards, "render", workshop.board, engine), 1):
        progress("展板", done, len(boards))
        board = boards[at]
        if isinstance(packed, Failure):
            report.problems.add(_board_failed(board, packed))
            continue
        result: BoardResult = pickle.loads(packed)  # noqa: S301 - our own, by way of a worker or the memo
        report.problems.extend(workshop.place(board, problem) for problem in result.problems)
        if result.artifacts:
            report.boards[board.id] = result.facts
        yield from result.artifacts


def render_stills(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give the stills of the lobby screen in the shapes that the site asks for, and a film of each."""
    from zhendi.render.lobby import render_lobby
    from zhendi.render.stills import still_boards
    from zhendi.typeset.engine import Engine

    engine = functools.cache(lambda: Engine(workshop.open_asset))
    boards = [board for shape in workshop.screen.stills for board in still_boards(workshop.site, shape)]
    results: dict[str, Stills] = {}
    for done, (at, packed) in enumerate(_each(workshop, boards, "stills", workshop.stills, engine), 1):
        progress("大屏图片", done, len(boards))
        if isinstance(packed, Failure):
            report.problems.add(_board_failed(boards[at], packed))
        else:
            results[boards[at].id] = pickle.loads(packed)  # noqa: S301 - our own, by way of a worker or the memo
    slides = [(board, results[board.id]) for board in boards if board.id in results]
    yield from render_lobby(slides, report, workshop.steps if workshop.screen.video else None)


def matched_boards(
    workshop: Workshop, boards: Sequence[Board], engine: Callable[[], Engine], report: BuildReport
) -> Sequence[Board]:
    """Give each board of a series the sizes that all its members can have; members of unlike size are named."""
    from zhendi.render.series import matched, unlike

    report.problems.extend(unlike(boards))
    return matched(boards, lambda members: _measured(workshop, members, engine))


def _measured(workshop: Workshop, boards: Sequence[Board], engine: Callable[[], Engine]) -> Mapping[str, Measure]:
    """Measure members of series; one that fails is left out, and named when it is rendered."""
    results = _each(workshop, boards, "measure", workshop.measure, engine)
    return {boards[at].id: pickle.loads(found) for at, found in results if isinstance(found, bytes)}  # noqa: S301


def _each(
    workshop: Workshop,
    boards: Sequence[Board],
    step: str,
    make: Callable[[Site, Board, Engine], Any],
    engine: Callable[[], Engine],
) -> Iterator[tuple[int, bytes | Failure]]:
    """Do one step for each board, in warm workers, and give the pickled results by place."""
    from zhendi.render.board import board_key

    sites = [for_board(workshop.site, board) for board in boards]
    keys = [digest(step, board_key(site, board)) for site, board in zip(sites, boards, strict=True)]
    return workshop.steps.run(keys, lambda at: pickle.dumps(make(sites[at], boards[at], engine())), prepare=warm_up)


def warm_up() -> None:
    """Load now what a worker needs to make a board, for each is forked from here."""
    from zhendi.render import board, composite, series  # noqa: F401
    from zhendi.typeset import engine

    engine.warm_up()


def faint(theme: Theme) -> list[Problem]:
    """Name the pairs of colours that cannot be read on each other; no board is made in such a theme."""
    path, hint = f"themes/{theme.name}/theme.yml", "把其中一个颜色改深或改浅，再运行 zhendi themes 看对比度。"
    return [
        Problem(
            *(path, 1, 1, "BD07", Severity.ERROR),
            f"{pair.ink} 在 {pair.ground} 上看不清：对比度 {pair.found:.2f}，应不小于 {pair.wanted:g}；展板没有生成。",
            hint,
        )
        for pair in theme.contrast()
        if not pair.enough
    ]


def _board_failed(board: Board, failure: Failure) -> Problem:
    message = f"展板“{board.id}”（{board.size.name}）没有做成：{failure.reason}。"
    hint = "简化这一篇里的表格、嵌套或图片后再试；其他展板不受影响。"
    return Problem(board.source, 1, 1, "BD09", Severity.ERROR, message, hint)
