"""Stills of the lobby screen, for players that only show pictures: each slide set as a board of the display's size."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence

from jinja2 import Environment
from msgspec import Struct
from msgspec.structs import replace

from zhendi.markup import plain
from zhendi.model.entities import Board, Entry, Site
from zhendi.model.sizes import MM_PER_PX, PRESETS, Size
from zhendi.model.texts import Texts
from zhendi.problems import Problem, Severity
from zhendi.render.board import pdf_of_board
from zhendi.render.facts import facts_of
from zhendi.render.screen import chosen
from zhendi.theme import Theme
from zhendi.typeset.engine import Engine
from zhendi.typeset.pdf import previews

_LEAST_TYPE = {"横屏": 1 / 22, "竖屏": 1 / 20}  # of the short side, as on the page of the loop
_MM_PER_METRE = 4.0  # of type that is comfortable to read
_READ, _LEAST, _MOST = 6, 8, 45  # characters a second; seconds a still: as the loop dwells
_SMALLER = (1.0, 0.75, 0.6)  # of the least type: a panel of few words, a wide table
_CELL = 5.5  # characters a column of a table
_BOARD = re.compile(r"^展板“.*?”（[^）]*）：?")
_LINK = re.compile(r'<a\b[^>]*class="footnote-backref".*?</a>|</?a\b[^>]*>')
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)


class Stills(Struct, frozen=True):
    """The pictures (JPEG) of one slide in the order of its text, and for how many seconds each is read."""

    pictures: tuple[bytes, ...]
    seconds: int
    problems: tuple[Problem, ...] = ()


def still_boards(site: Site, shape: str) -> tuple[Board, ...]:
    """Give a board for each slide of the loop, in its order; `shape` is 横屏 or 竖屏."""
    size = Size(*PRESETS[shape])
    distance = min(size.width, size.height) * _LEAST_TYPE[shape] / _MM_PER_METRE
    return tuple(
        Board(
            id=f"{shape}/{number:03}-{entry.slug}",
            title=entry.title,
            source=entry.source,
            size=size,
            layout="panel" if entry.kind == "integrity" else "slide",
            theme=site.info.theme,
            distance=distance,
            entries=(entry.id,),
            kind=entry.kind,
        )
        for number, entry in enumerate(chosen(site), 1)
    )


def make_stills(site: Site, board: Board, theme: Theme, templates: Environment, engine: Engine) -> Stills:
    """Set one slide of a site narrowed to it; a text that is too long for one still goes on on further ones."""
    entry = _spoken(next(entry for entry in site.entries() if entry.id in board.entries))
    areas = tuple(replace(area, entries=(entry,)) for area in site.areas)
    said = replace(site, areas=areas)
    for share in _shares(board, entry):
        nearer = replace(board, distance=board.distance * share)
        pdf, problems = pdf_of_board(said, nearer, theme, templates, engine)
        if pdf:
            break
    else:
        return Stills((), 0, tuple(_not_made(board, problem) for problem in problems[:1]))
    pictures = tuple(previews(pdf, round(board.size.width / MM_PER_PX), "JPEG"))
    words = entry.title + "".join(fact.name + fact.value for fact in facts_of(entry)) + plain(entry.body.poster)
    length = len("".join(words.split())) / len(pictures)
    return Stills(pictures, math.ceil(min(_MOST, max(_LEAST, length / _READ))))


def _shares(board: Board, entry: Entry) -> Sequence[float]:
    """Give what to try of the least type: a panel keeps to one still, and a table wants room for its columns."""
    columns = max((row.count("<t") - 1 for row in _ROW.findall(entry.body.poster)), default=0)
    line = board.size.width * 0.84 / (board.distance * _MM_PER_METRE)
    most = min(line / max(columns * _CELL, 1.0), 0.75 if board.layout == "panel" else 1.0)
    return [share for share in _SMALLER if share <= most] or _SMALLER[-1:]


def _spoken(entry: Entry) -> Entry:
    """Give an entry whose text for boards is that for the screen, without links: nobody can follow them."""
    said = entry.body
    texts = Texts(said.web, _LINK.sub("", said.screen), said.screen, said.text)
    return replace(entry, body=replace(entry.body, texts=texts))


def names_of(board: Board, count: int, until: dt.date | None) -> Sequence[str]:
    """Give the paths of the stills of one slide in the output, which name the last day on which it may be shown.

    Players show them in the order of their names, and know no day: whoever feeds them reads it there.
    """
    pages: Iterable[str] = ("",) if count == 1 else (f"-{page}" for page in range(1, count + 1))
    return [f"screen/{board.id}{page}{f'-至{until}' if until else ''}.jpg" for page in pages]


def _not_made(board: Board, problem: Problem) -> Problem:
    shape = board.id.partition("/")[0]
    reason = _BOARD.sub("", problem.message)
    message = f"大屏图片（{shape}）“{board.title}”没有做成：{reason}"
    hint = "缩短这一篇，或用 ::: 屏幕 另写一段短的；网页上的大屏不受影响。"
    return replace(problem, path=board.source, line=1, column=1, severity=Severity.WARNING, message=message, hint=hint)
