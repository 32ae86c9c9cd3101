"""Draw walls to scale: an elevation with its dimensions, and the plan by which they are hung; all in cm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from zhendi.model.entities import Board, Entry, Site
from zhendi.model.hanging import hang
from zhendi.model.walls import Hung, Obstacle, Wall, WallWish
from zhendi.problems import Problem

INDEX = "walls/index.html"
_LEFT, _TOP = 105.0, 14.0  # cm of paper beside and over the wall; the person stands at the left
_RIGHT, _SHARE = 48.0, 0.065  # cm at the right, for the heights; of the wall's length at least
_LETTER = 0.011  # of the drawing's width: the size of its figures
_NARROW = 3.2  # letters: a part shorter than this has its figure in the second row
Facts = Mapping[str, Mapping[str, Any]]


class Shown(Struct, frozen=True):
    """A board on the drawing: cm from the drawing's top left corner."""

    number: int
    title: str
    x: float
    y: float
    width: float
    height: float
    picture: str  # path in the output, empty if the board was not made
    pdf: str
    left: float  # cm, as it is hung
    bottom: float


class Tick(Struct, frozen=True):
    """A figure of the chain of dimensions under the wall; `row` 1 stands lower, where there is little room."""

    x: float
    length: float
    figure: str
    row: int
    of_thing: bool


class Elevation(Struct, frozen=True):
    """A wall as it is drawn; the drawing's unit is 1 cm."""

    wish: WallWish
    page: str
    width: float
    height: float
    left: float
    top: float
    floor: float
    eye: float  # y of the centre line
    letter: float
    boards: tuple[Shown, ...]
    obstacles: tuple[tuple[Obstacle, float, float, float, float], ...]
    ticks: tuple[Tick, ...]
    length: float
    tall: float


def hang_all(site: Site, facts: Facts, known: frozenset[str] = frozenset()) -> tuple[tuple[Wall, ...], list[Problem]]:
    """Hang every wall with the boards that this audience may see; a wall on which nothing hangs is left out.

    `known` are the names of all boards that there are, whoever may see them.
    """
    chapter_of = _chapters({entry.id: entry for entry in site.entries()})
    pages = {name: int(row.get("pages", 1)) for name, row in facts.items()}
    hung: list[Wall] = []
    problems: list[Problem] = []
    for wish in site.walls:
        wall, found = hang(wish, site.boards, chapter_of, pages, known)
        problems += found
        hung += [wall] if wall.hung else []
    return tuple(hung), problems


def _chapters(entries: Mapping[str, Entry]) -> Callable[[Board], str]:
    def chapter_of(board: Board) -> str:
        entry = entries.get(board.entries[0]) if board.entries and not board.slots else None
        return getattr(entry.fields, "chapter", None) or "" if entry else ""

    return chapter_of


def page_of_wall(wish: WallWish) -> str:
    """Give the path of a wall's page in the output."""
    return f"walls/{wish.slug}.html"


def draw(wall: Wall, facts: Facts) -> Elevation:
    """Draw a wall; boards that were made show their previews."""
    wish = wall.wish
    length, tall = wish.length / 10, wish.height / 10
    width = _LEFT + length + max(_RIGHT, length * _SHARE)
    letter = max(width * _LETTER, 5.0)
    floor = _TOP + tall
    return Elevation(
        wish=wish,
        page=page_of_wall(wish),
        width=width,
        height=floor + letter * 8.4,
        left=_LEFT,
        top=_TOP,
        floor=floor,
        eye=floor - wish.centre / 10,
        letter=letter,
        boards=tuple(_shown(number, hung, facts, floor) for number, hung in enumerate(wall.hung, 1)),
        obstacles=tuple(
            (thing, _LEFT + thing.x / 10, floor - (thing.y + thing.height) / 10, thing.width / 10, thing.height / 10)
            for thing in wish.obstacles
        ),
        ticks=tuple(_ticks(wall, letter)),
        length=length,
        tall=tall,
    )


def _ticks(wall: Wall, letter: float) -> list[Tick]:
    ticks: list[Tick] = []
    for part in wall.segments:
        length = part.length / 10
        short = length < letter * _NARROW * 0.62
        row = 1 if short and not (ticks and ticks[-1].row) else 0
        ticks.append(Tick(_LEFT + part.x / 10, length, f"{length:g}", row, bool(part.name)))
    return ticks


def _shown(number: int, hung: Hung, facts: Facts, floor: float) -> Shown:
    piece = hung.piece
    row = facts.get(piece.board.id)
    previews: Sequence[str] = row["previews"] if row else ()
    title = piece.board.title if piece.pages == 1 else f"{piece.board.title}（{piece.page}／{piece.pages}）"
    width, height = piece.width / 10, piece.height / 10
    return Shown(
        number,
        title,
        _LEFT + hung.x / 10,
        floor - hung.y / 10 - height,
        width,
        height,
        previews[piece.page - 1] if len(previews) >= piece.page else "",
        row["pdf"] if row else "",
        hung.x / 10,
        hung.y / 10,
    )
