"""The story on one page: read, arrange, render, write."""

from __future__ import annotations

import datetime as dt
import functools
import mimetypes
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment

from zhendi.content.discover import Draft, read_site
from zhendi.model.arrange import arrange
from zhendi.model.entities import Audience, Board, Picture, Site
from zhendi.model.lifecycle import state_of
from zhendi.model.urls import page_of
from zhendi.problems import Problem, Severity
from zhendi.progress import Progress
from zhendi.render.artifact import Artifact
from zhendi.render.board import BoardResult, measure_board, render_board
from zhendi.render.composite import measure_composite, render_composite
from zhendi.render.facts import FILTERS
from zhendi.render.series import Measure, matched, unlike
from zhendi.render.web import render_web
from zhendi.report import BuildReport
from zhendi.theme import Theme, environment, load_theme, theme_folders
from zhendi.typeset.engine import Engine
from zhendi.work.pool import Failure, Limits, run_all
from zhendi.write.publish import Publication

PARTS = ("web", "posters")


@dataclass(frozen=True, slots=True)
class Request:
    """What to build; None means: as the site says."""

    root: Path
    out: Path
    now: dt.date | None = None
    theme: str | None = None
    audience: Audience = Audience.UNIT
    only: frozenset[str] = field(default_factory=lambda: frozenset(PARTS))
    jobs: int = 1
    strict: bool = False


def build(request: Request, progress: Progress) -> BuildReport:
    """Build a site into its output folder; what has an error is left out and named, the rest is published.

    With `strict` an error leaves the old output as it was. CannotGoOnError when the build itself cannot go on.
    """
    report = BuildReport()
    with Publication(request.out, protected(request.root), request.audience.label) as publication:
        with _timed(report, "read"):
            draft = read_site(request.root)
        report.problems.extend(draft.problems)
        site = arrange_site(draft, request, report)
        report.pages = [{"url": page_of(entry), "source": entry.source} for entry in site.entries()]
        workshop = Workshop(request, site, Limits(draft.config.render_seconds, draft.config.memory_mb))
        for artifact in render(workshop, report, progress):
            publication.add(artifact.path, artifact.data)
        if not (request.strict and report.problems.failed):
            with _timed(report, "write"):
                report.foreign = publication.commit().foreign
            report.published = True
    return report


def protected(root: Path) -> tuple[Path, ...]:
    """Give the folders of a site that no output may be, hold or lie in; so neither may it be the site itself."""
    return tuple(root / name for name in ("content", "templates", "themes", "data", "assets"))


def arrange_site(draft: Draft, request: Request, report: BuildReport) -> Site:
    """Arrange what was read for the day and audience asked for; entries with errors are left out."""
    now = request.now or dt.datetime.now(ZoneInfo(draft.parts.info.timezone)).date()
    parts = draft.parts.without(_sources_with_errors(report.problems))
    while True:
        site, problems = arrange(parts, now, request.audience, lambda entry: state_of(entry, now, draft.calendar))
        report.problems.extend(problems)
        bad = _sources_with_errors(problems)
        if not bad:
            return site
        parts = parts.without(bad)


def _sources_with_errors(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(problem.path for problem in problems if problem.severity is Severity.ERROR)


class Workshop:
    """The themes, templates and limits of one build, each read once."""

    def __init__(self, request: Request, site: Site, limits: Limits) -> None:
        self.request = request
        self.site = site
        self.limits = limits
        self._folders = theme_folders(request.root)

    @functools.cache  # noqa: B019 - lives as long as the build
    def theme(self, name: str) -> Theme:
        """Read a theme; the one chosen on the command line stands for the site's own."""
        chosen = self.request.theme
        return load_theme(chosen if chosen and name == self.site.info.theme else name, self._folders)

    @functools.cache  # noqa: B019
    def templates(self, name: str) -> Environment:
        """Give the Jinja environment of a theme."""
        return environment(self.theme(name), self.request.root / "templates", FILTERS)

    def board(self, board: Board, engine: Engine) -> BoardResult:
        """Render one board in its theme."""
        draw = render_composite if board.slots else render_board
        return draw(self.site, board, self.theme(board.theme), self.templates(board.theme), engine)

    def measure(self, board: Board, engine: Engine) -> Measure:
        """Say what a member of a series could have alone."""
        measure = measure_composite if board.slots else measure_board
        return measure(self.site, board, self.theme(board.theme), self.templates(board.theme), engine)

    def open_asset(self, path: str) -> tuple[bytes, str]:
        """Give the bytes and type of a picture that a board shows; FileNotFoundError if it is none of the site's."""
        picture = self._pictures.get(path)
        if picture is None:
            raise FileNotFoundError(path)
        return picture.data, mimetypes.guess_type(path)[0] or "application/octet-stream"

    def read_file(self, path: str) -> bytes:
        """Give the bytes of an attached file by its path in the site."""
        return (self.request.root / path).read_bytes()

    @functools.cached_property
    def _pictures(self) -> Mapping[str, Picture]:
        return {picture.path: picture for picture in self.site.pictures.values()}


def render(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Give every file of the output, boards first: the pages show which boards were made."""
    if "posters" in workshop.request.only:
        with _timed(report, "posters"):
            yield from render_boards(workshop, report, progress)
    if "web" in workshop.request.only:
        with _timed(report, "web"):
            theme = workshop.site.info.theme
            templates = workshop.templates(theme)
            yield from render_web(workshop.site, workshop.theme(theme), templates, report.boards, workshop.read_file)


def render_boards(workshop: Workshop, report: BuildReport, progress: Progress) -> Iterator[Artifact]:
    """Render all boards in warm workers; one that fails is a problem that names it, the others are finished."""
    engine = functools.cache(lambda: Engine(workshop.open_asset))
    report.problems.extend(unlike(workshop.site.boards))
    boards = matched(workshop.site.boards, lambda members: _measured(workshop, members, engine))
    results = run_all(
        len(boards), lambda task: workshop.board(boards[task], engine()), workshop.request.jobs, workshop.limits
    )
    for done, (task, result) in enumerate(results, 1):
        progress("展板", done, len(boards))
        board = boards[task]
        if isinstance(result, Failure):
            report.problems.add(_board_failed(board, result))
            continue
        report.problems.extend(result.problems)
        if result.artifacts:
            report.boards[board.id] = result.facts
        yield from result.artifacts


def _measured(workshop: Workshop, boards: Sequence[Board], engine: Callable[[], Engine]) -> Mapping[str, Measure]:
    """Measure members of series in warm workers; one that fails is left out, and named when it is rendered."""
    results = run_all(
        len(boards),
        lambda task: workshop.measure(boards[task], engine()),
        workshop.request.jobs,
        workshop.limits,
    )
    return {boards[task].id: result for task, result in results if isinstance(result, Measure)}


def _board_failed(board: Board, failure: Failure) -> Problem:
    message = f"展板“{board.id}”（{board.size.name}）没有做成：{failure.reason}。"
    hint = "简化这一篇里的表格、嵌套或图片后再试；其他展板不受影响。"
    return Problem(board.source, 1, 1, "BD09", Severity.ERROR, message, hint)


@contextmanager
def _timed(report: BuildReport, step: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        report.timings[step] = report.timings.get(step, 0.0) + time.perf_counter() - started
