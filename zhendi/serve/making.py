"""A save seen through in three steps: pages with the boards as they were, then new boards, then what check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from zhendi.content.read import decode
from zhendi.problems import Problem
from zhendi.progress import silence
from zhendi.render.artifact import Artifact
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import protected
from zhendi.stock import design_digest, memo_of
from zhendi.work.pool import Pulse
from zhendi.workshop import open_workshop, render, render_pages
from zhendi.write.publish import Publication

_TEXTS = (".md", ".markdown", ".txt", ".yml", ".csv")
_BEFORE, _AFTER = 24, 48  # characters of a line that are shown
NOWHERE = Path("没有输出")  # where check looks for an output: the preview's own is made anew all the time


@dataclass(frozen=True, slots=True)
class Made:
    """What one step gave: `published` says whether a folder was filled, the rest is what is known after it."""

    published: bool
    problems: tuple[Problem, ...] = ()  # of the build
    proof: tuple[Problem, ...] = ()  # what check finds besides; of the last save until `checked`
    boards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)  # the address of each source
    lines: Mapping[tuple[str, int, int], tuple[str, str, str]] = field(default_factory=dict)  # see lines_of
    making: bool = False  # boards are still being made
    checked: bool = False


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

    def make(self, next_folder: Callable[[], Path], shown: Callable[[], Path], pulse: Pulse) -> Iterator[Made]:
        """Make the site, step by step; `pulse` is called while boards are made, and may raise to end it."""
        request = self._request
        with memo_of(request.root, request.audience.label) as memo:
            design = design_digest(request.root)
            report = BuildReport()
            workshop = open_workshop(request, memo, design, report)
            read = frozenset(report.problems)
            pages = {page["source"]: page["url"] for page in report.pages}
            boards = {board.id: self._boards[board.id] for board in workshop.site.boards if board.id in self._boards}
            sketch = BuildReport(boards=dict(boards))
            kept = _files_of(boards.values(), shown())
            _publish(next_folder(), request, chain(kept, render_pages(workshop, sketch)))
            lines = lines_of(request.root, (*read, *self._proof))
            now = Made(True, _sorted(read | self._of_boards), self._proof, boards, pages, lines)
            yield replace(now, making=True)
            _warm_up()
            workshop.steps = replace(workshop.steps, pulse=pulse)
            _publish(next_folder(), request, render(workshop, report, silence))
        self._boards = dict(report.boards)
        self._of_boards = frozenset(report.problems) - read
        lines = lines_of(request.root, (*report.problems, *self._proof))
        now = replace(now, problems=tuple(report.problems), boards=self._boards, lines=lines)
        yield now
        pulse()
        found = self._prove(replace(request, out=request.root / NOWHERE, only=frozenset({"web"})))
        self._proof = _sorted(set(found) - set(report.problems))
        lines = lines_of(request.root, (*report.problems, *self._proof))
        yield replace(now, published=False, proof=self._proof, lines=lines, checked=True)


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


def _warm_up() -> None:
    """Load now what a worker needs to make a board, for each is forked from here."""
    from zhendi.render import board, composite, series  # noqa: F401, PLC0415 - pages are shown before
    from zhendi.typeset.engine import warm_up  # noqa: PLC0415

    warm_up()


def _sorted(problems: frozenset[Problem] | set[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.place))


def _files_of(boards: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[Artifact]:
    """Give the files of boards from the folder on show, one by one."""
    for path in (path for facts in boards for path in (facts["pdf"], *facts["previews"])):
        with suppress(FileNotFoundError):
            yield Artifact(path, (folder / path).read_bytes())


def _publish(out: Path, request: Request, artifacts: Iterable[Artifact]) -> None:
    with Publication(out, protected(request.root), request.audience.label) as publication:
        for artifact in artifacts:
            publication.add(artifact.path, artifact.data)
        publication.commit()
