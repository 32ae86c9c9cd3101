"""A save seen through: pages with the boards as they were while new ones are made, then all, then what check finds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.content.read import decode
from zhendi.problems import Problem
from zhendi.produce import render_boards, render_pages
from zhendi.progress import silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import protected
from zhendi.stock import design_digest, memo_of
from zhendi.work.artifact import Artifact, Content
from zhendi.work.keys import tree_stamps
from zhendi.work.pool import Pulse
from zhendi.workshop import Workshop, open_workshop
from zhendi.write.manifest import read_manifest
from zhendi.write.publish import Publication

_TEXTS = (".md", ".markdown", ".txt", ".yml", ".csv")
_BEFORE, _AFTER = 24, 48  # characters of a line that are shown
_STAND_BACK = 10  # niceness of the workers on boards, while the pages are made that are shown first
NOWHERE = Path("没有输出")  # where check looks for an output: the preview's own is made anew all the time


class Made(Struct, frozen=True):
    """What is known of a site after a step of its making."""

    problems: tuple[Problem, ...] = ()  # of the build
    proof: tuple[Problem, ...] = ()  # what check finds besides; of the last save until `checked`
    boards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)  # the address of each source
    lines: Mapping[tuple[str, int, int], tuple[str, str, str]] = field(default_factory=dict)  # see lines_of
    making: bool = False  # boards are still being made
    checked: bool = False


class Stage(Protocol):
    """Where a site is shown."""

    def root(self) -> Path:
        """Give the folder on show."""

    def spare(self) -> Path:
        """Give a folder to fill, neither on show nor given before in this making."""

    def show(self, made: Made, folder: Path | None = None) -> None:
        """Show a folder that was filled, or the one on show still, and tell what is known."""


class Preview:
    """Makes a site again after each save; remembers the boards of the last time, to show them until there are new.

    `prove` gives every problem of a site, as `check` does.
    """

    def __init__(self, request: Request, prove: Callable[[Request], Iterable[Problem]]) -> None:
        self._request = request
        self._prove = prove
        self._boards: Mapping[str, Mapping[str, Any]] = {}
        self._of_boards: frozenset[Problem] = frozenset()  # what was wrong with them
        self._proof: tuple[Problem, ...] = ()
        self._stamps: dict[Path, Mapping[str, str]] = {}  # of the files in each folder, as we left them

    def make(self, stage: Stage, pulse: Pulse) -> None:
        """Make the site and show it; `pulse` is called while boards are made, and may raise to end it.

        As long as workers make boards, the pages are shown with the boards as they were.
        """
        request = self._request
        with memo_of(request.root, request.audience.label) as memo:
            report = BuildReport()
            workshop = open_workshop(request, memo, design_digest(request.root), report)
            read, pages = frozenset(report.problems), {page["source"]: page["url"] for page in report.pages}
            sketched = False

            def meanwhile() -> None:
                nonlocal sketched
                if not sketched:
                    sketched = True
                    self._sketch(workshop, stage, read, pages)
                pulse()

            of_boards = copy(workshop)
            gives_way = dataclasses.replace(workshop.steps.limits, nice=_STAND_BACK)
            of_boards.steps = dataclasses.replace(workshop.steps, pulse=meanwhile, limits=gives_way)
            folder = stage.spare()
            with self._published(folder) as publication:
                _add(publication, render_boards(of_boards, report, silence))
                _add(publication, render_pages(workshop, report))
        self._boards, self._of_boards = dict(report.boards), frozenset(report.problems) - read
        now = Made(tuple(report.problems), self._proof, self._boards, pages, self._lines(report.problems))
        stage.show(now, folder)
        pulse()
        found = self._prove(replace(request, out=request.root / NOWHERE, only=frozenset({"web"})))
        self._proof = _sorted(set(found) - set(report.problems))
        stage.show(replace(now, proof=self._proof, lines=self._lines(report.problems), checked=True))

    def _sketch(self, workshop: Workshop, stage: Stage, problems: frozenset[Problem], pages: Mapping[str, str]) -> None:
        """Show the pages with the boards of the last time."""
        boards = {board.id: self._boards[board.id] for board in workshop.site.boards if board.id in self._boards}
        folder = stage.spare()
        with self._published(folder) as publication:
            _add(publication, _files_of(boards.values(), stage.root()))
            _add(publication, render_pages(workshop, BuildReport(boards=dict(boards))))
        known = _sorted(problems | self._of_boards)
        stage.show(Made(known, self._proof, boards, pages, self._lines(known), making=True), folder)

    @contextmanager
    def _published(self, folder: Path) -> Iterator[Publication]:
        """Publish into a folder of the stage: only we write there, so files are taken unread that nobody touched."""
        request = self._request
        with Publication(folder, protected(request.root), request.audience.label) as publication:
            publication.trust(self._stamps.get(folder, {}))
            yield publication
            publication.commit()
        self._stamps[folder] = tree_stamps(folder)

    def _lines(self, problems: Iterable[Problem]) -> Mapping[tuple[str, int, int], tuple[str, str, str]]:
        return lines_of(self._request.root, (*problems, *self._proof))


def lines_of(root: Path, problems: Iterable[Problem]) -> Mapping[tuple[str, int, int], tuple[str, str, str]]:
    """Give the line that each problem speaks of, by its path, line and column: what stands before, at and after it."""
    found: dict[tuple[str, int, int], tuple[str, str, str]] = {}
    texts: dict[str, list[str]] = {}
    for problem in problems:
        path, line, column = problem.path, problem.line, problem.column
        if line and path not in texts:
            texts[path] = _lines_in(root / path) if path.endswith(_TEXTS) else []
        if line and line <= len(texts[path]):
            words, at = texts[path][line - 1], max(0, column - 1)
            start = max(0, at - _BEFORE)
            before = f"{'…' if start else ''}{words[start:at]}".lstrip()
            found[path, line, column] = before, words[at : at + 1], words[at + 1 : at + _AFTER].rstrip()
    return found


def _lines_in(path: Path) -> list[str]:
    with suppress(OSError):
        return decode(path.name, path.read_bytes())[0].splitlines()
    return []


def _sorted(problems: frozenset[Problem] | set[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.place))


def _files_of(boards: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[Artifact]:
    """Give the files of boards from the folder on show, one by one."""
    shown = read_manifest(folder)
    for path in (path for facts in boards for path in (facts["pdf"], *facts["previews"])):
        if shown and (file := shown.files.get(path)):
            yield Artifact(path, Content(file.size, file.sha256, (folder / path).read_bytes))


def _add(publication: Publication, artifacts: Iterable[Artifact]) -> None:
    for artifact in artifacts:
        publication.add(artifact.path, artifact.content)
