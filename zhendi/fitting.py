"""What a text would be on boards of several sizes: a text of a site, or any Markdown or plain text file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from zhendi.config import Config
from zhendi.content.areas import LOOSE
from zhendi.content.discover import CONTENT, Draft, read_pictures, read_site
from zhendi.content.entries import Job, read_all
from zhendi.content.walk import File
from zhendi.model.arrange import Parts, arrange
from zhendi.model.audience import Audience
from zhendi.model.boards import own_boards
from zhendi.model.entities import Area, Board, Entry, Site, State
from zhendi.model.links import picture_references
from zhendi.model.sizes import PRESETS, Size
from zhendi.model.urls import is_outside, site_path
from zhendi.problems import CannotGoOnError, Problem
from zhendi.render.board import Fit, try_board
from zhendi.render.board_result import BoardResult
from zhendi.request import Request
from zhendi.work.steps import Steps
from zhendi.workshop import Workshop

FIRST = Size(600, 900)
_COMPARED = ("A3", "A2", "A1", "制度牌", "KT板", "展板", "公开栏", "易拉宝", "X展架", "门型", "横幅")
_SEVERAL = 3  # articles that make a text a rule


class Sample(Struct, frozen=True):
    """A text to try on boards, in a site that holds nothing else, and what was wrong with it."""

    root: Path
    site: Site
    entry: Entry
    config: Config
    problems: tuple[Problem, ...]

    def board(self, size: Size, distance: float | None = None) -> Board:
        """Give its board of a size; `distance` in m stands for what the entry says."""
        wish = replace(self.entry.wish, sizes=(size,), distance=distance or self.entry.wish.distance)
        return own_boards(replace(self.entry, wish=wish), self.config.wishes, self.site.info.theme)[0]

    @property
    def wished(self) -> Size:
        """Give the first size that the entry or its kind asks for, else 60×90 cm."""
        sizes = self.entry.wish.sizes or self.config.wish_of(self.entry.kind).sizes
        return sizes[0] if sizes else FIRST


def read_sample(file: Path) -> Sample:
    """Read a text in its site, or alone where it lies in none; CannotGoOnError if there is no text to try."""
    place = file.resolve()
    roots = (folder for folder in place.parents if place.is_relative_to(folder / CONTENT))
    root = next(roots, None)
    draft = read_site(root) if root else None
    return (root and draft and _in_site(root, draft, place.relative_to(root).as_posix())) or _alone(place)


def _in_site(root: Path, draft: Draft, source: str) -> Sample | None:
    problems = tuple(problem for problem in draft.problems if problem.path == source)
    for area in draft.parts.areas:
        for entry in area.entries:
            if entry.source == source:
                return _sample(root, draft.parts, replace(area, entries=(entry,)), draft.config, problems)
    return None


def _alone(file: Path) -> Sample:
    root, source = file.parent.parent, f"{file.parent.name or '.'}/{file.name}"
    config = Config()
    kind = config.kinds.named(file.parent.name) or LOOSE
    jobs = [Job(File(source, file), as_kind, as_kind) for as_kind in (kind, "rule")]
    (entry, problems), as_rule = read_all(jobs, config, Steps())
    if entry and kind == LOOSE and entry.body.articles >= _SEVERAL:
        entry, problems = as_rule
    if entry is None:
        raise CannotGoOnError(f"“{file.name}”读不出文字：{problems[0].message}", problems[0].hint)
    targets = (reference.target for reference in picture_references(entry) if not is_outside(reference.target))
    paths = (path for target in targets if (path := site_path(target, source)) and (root / path).is_file())
    pictures, found = read_pictures([entry], {path: File(path, root / path) for path in paths})
    area = Area(entry.area, "", entry.kind, source, entries=(entry,))
    return _sample(root, Parts(config.info, (), pictures=pictures), area, config, (*problems, *found))


def _sample(root: Path, parts: Parts, area: Area, config: Config, problems: tuple[Problem, ...]) -> Sample:
    """Arrange a site of the one text; that its links lead to others is no problem here."""
    today = dt.datetime.now(dt.timezone.utc).date()
    alone = replace(parts, areas=(area,), home=None, defaults={})
    site, found = arrange(alone, today, Audience.NAMED, lambda _entry: State.LIVE)
    missing = (problem for problem in found if problem.code.startswith("PC"))
    return Sample(root, site, site.entries()[0], config, (*problems, *missing))


class Fitter:
    """Tries one text on boards, with one warm engine."""

    def __init__(self, sample: Sample, theme: str | None = None) -> None:
        self._sample = sample
        request = Request(sample.root, sample.root, theme=theme)
        self._workshop = Workshop(request, sample.site, Steps())

    def fit(self, size: Size, distance: float | None = None) -> tuple[Fit, tuple[Problem, ...]]:
        """Fit the text on a board, and set it to see what its guards say."""
        board = self._sample.board(size, distance)
        problems = self.render(size, distance).problems
        return self._try(board), tuple(self._workshop.place(board, problem) for problem in problems)

    def render(self, size: Size, distance: float | None = None) -> BoardResult:
        """Make the board itself, with its preview."""
        return self._workshop.board(self._sample.site, self._sample.board(size, distance))

    def compare(self, size: Size) -> Iterator[Fit]:
        """Fit it on boards of other usual sizes."""
        others = dict.fromkeys(Size(*PRESETS[name]) for name in _COMPARED)
        yield from (self._try(self._sample.board(other)) for other in others if other != size)

    def _try(self, board: Board) -> Fit:
        shop = self._workshop
        return try_board(self._sample.site, board, shop.theme(board.theme), shop.templates(board.theme), shop.engine)
