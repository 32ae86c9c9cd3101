"""Hang boards on a stretch of wall with doors and windows in the way; pure geometry in whole millimetres.

`x` counts from the wall's left end, `y` from the floor to a thing's lower edge, as whoever hangs it measures.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from zhendi.problems import Problem, Severity

if TYPE_CHECKING:  # a site has walls, and walls have boards
    from zhendi.model.entities import Board

WALLS_FILE = "data/walls.yml"
_EYE = 1500  # mm: the middle of what is read standing
_HEIGHT = 2800
_LEAST, _MOST = 50, 300  # mm between boards where no gap is asked for
_CLEAR = 50  # mm from an end of the wall, a door or a window
_HIGHEST, _LOWEST = 2400, 400  # mm: what lies beyond is neither read nor reached


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A door, a window or a box on the wall."""

    name: str
    x: int
    y: int
    width: int
    height: int
    kind: str = "door"


@dataclass(frozen=True, slots=True)
class HungWish:
    """A board, a series or a chapter to hang, by its name; `at` is its left edge where that is fixed."""

    name: str
    at: int | None = None
    place: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class WallWish:
    """A wall as its file describes it."""

    name: str
    slug: str
    length: int
    height: int = _HEIGHT
    centre: int = _EYE
    gap: int | None = None
    hung: tuple[HungWish, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    place: tuple[int, int] = (1, 1)  # line and column in data/walls.yml


@dataclass(frozen=True, slots=True)
class Piece:
    """One physical board to hang, and what it belongs with."""

    board: Board
    page: int
    pages: int
    chapter: str
    wish: HungWish

    @property
    def width(self) -> int:
        """Give its width in mm."""
        return round(self.board.size.width)

    @property
    def height(self) -> int:
        """Give its height in mm."""
        return round(self.board.size.height)


@dataclass(frozen=True, slots=True)
class Hung:
    """A board in its place."""

    piece: Piece
    x: int
    y: int

    @property
    def right(self) -> int:
        """Give its right edge."""
        return self.x + self.piece.width


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the wall from left to right: a board, an obstacle, or what is free between them."""

    x: int
    length: int
    name: str = ""  # of the board or obstacle


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall with its boards, from left to right."""

    wish: WallWish
    hung: tuple[Hung, ...] = ()
    segments: tuple[Segment, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Give the wall's row in the build report (design.md): cm from the left and the floor."""
        boards = [
            {
                "id": hung.piece.board.id,
                "x": hung.x / 10,
                "y": hung.y / 10,
                "width": hung.piece.width / 10,
                "height": hung.piece.height / 10,
            }
            for hung in self.hung
        ]
        wish = self.wish
        return {"name": wish.name, "length_cm": wish.length / 10, "height_cm": wish.height / 10, "boards": boards}


def hang(
    wish: WallWish,
    boards: Sequence[Board],
    chapter_of: Callable[[Board], str],
    pages: Mapping[str, int],
    known: frozenset[str] = frozenset(),
) -> tuple[Wall, list[Problem]]:
    """Hang a wall; what is unknown, too high or too wide is left out and named.

    `pages` counts the boards of a split. `known` are names of boards that exist but are not of this audience or day:
    they are passed over in silence.
    """
    pieces, problems = _pieces(wish, boards, chapter_of, pages, known)
    low = [piece for piece in pieces if piece.height <= wish.height]
    problems += [_too_high(wish, piece) for piece in pieces if piece.height > wish.height]
    fixed, found = _fixed(wish, [piece for piece in low if piece.wish.at is not None])
    problems += found
    free = [piece for piece in low if piece.wish.at is None]
    spans = tuple(_spans(wish, fixed, free))
    rows, left = _share_out(wish, free, spans)
    gap = _gap(wish, rows, spans)
    hung = (*fixed, *(one for row, span in zip(rows, spans, strict=True) for one in _centred(wish, row, span, gap)))
    hung = tuple(sorted(hung, key=lambda one: one.x))
    problems += [_too_wide(wish, left, rows, spans)] if left else []
    problems += _remarks(wish, hung, rows)
    return Wall(wish, hung, tuple(_segments(wish, hung))), problems


def _pieces(
    wish: WallWish,
    boards: Sequence[Board],
    chapter_of: Callable[[Board], str],
    pages: Mapping[str, int],
    known: frozenset[str],
) -> tuple[list[Piece], list[Problem]]:
    """Find the boards that are meant: by the name of a series or chapter, or by a board's id or title."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for hung in wish.hung:
        name = hung.name.removeprefix("系列").strip(" ：:“”")
        found = [board for board in boards if board.series == name]
        found = found or [board for board in boards if chapter_of(board) == name]
        found = found or [board for board in boards if name in {board.id, board.id.partition("/")[2]}][:1]
        found = found or [board for board in boards if board.title == name][:1]
        if not found and name not in known:
            problems.append(_unknown(wish, hung, boards))
        for board in found:
            count = pages.get(board.id, 1)
            pieces += [
                Piece(board, page, count, chapter_of(board) or board.series or board.id, hung)
                for page in range(1, count + 1)
            ]
    return pieces, problems


def _fixed(wish: WallWish, pieces: Iterable[Piece]) -> tuple[tuple[Hung, ...], list[Problem]]:
    """Hang what has a place of its own; what would overlap something or leave the wall is left out and named."""
    hung: list[Hung] = []
    problems: list[Problem] = []
    for piece in pieces:
        one = Hung(piece, piece.wish.at or 0, _bottom(wish, piece))
        others = [(other.x, other.y, other.piece.width, other.piece.height, other.piece.board.title) for other in hung]
        others += [(thing.x, thing.y, thing.width, thing.height, thing.name) for thing in wish.obstacles]
        hit = next((name for x, y, width, height, name in others if _meet(one, x, y, width, height)), None)
        if hit or one.right > wish.length:
            problems.append(_overlap(wish, one, hit))
        else:
            hung.append(one)
    return tuple(hung), problems


def _meet(one: Hung, x: int, y: int, width: int, height: int) -> bool:
    across = min(one.right, x + width) > max(one.x, x)
    return across and min(one.y + one.piece.height, y + height) > max(one.y, y)


def _bottom(wish: WallWish, piece: Piece) -> int:
    """Centre a board at the wall's centre height, moved only where floor or ceiling is in the way."""
    return max(0, min(wish.centre - piece.height // 2, wish.height - piece.height))


def _spans(wish: WallWish, fixed: Sequence[Hung], pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Give the stretches that are free at the height of the boards: left and right end."""
    low = min((_bottom(wish, piece) for piece in pieces), default=wish.centre)
    high = max((_bottom(wish, piece) + piece.height for piece in pieces), default=wish.centre)
    beside = (thing for thing in wish.obstacles if thing.y < high and thing.y + thing.height > low)
    blocked = [(thing.x, thing.x + thing.width) for thing in beside]
    blocked += [(one.x, one.right) for one in fixed]
    at = 0
    for left, right in sorted(blocked):
        end = min(left, wish.length)
        if end - at > 2 * _CLEAR:
            yield at, end
        at = max(at, right)
    if wish.length - at > 2 * _CLEAR:
        yield at, wish.length


def _needed(row: Sequence[Piece], gap: int) -> int:
    return sum(piece.width for piece in row) + gap * max(0, len(row) - 1) + 2 * _CLEAR


def _share_out(
    wish: WallWish, pieces: Sequence[Piece], spans: Sequence[tuple[int, int]]
) -> tuple[list[list[Piece]], list[Piece]]:
    """Share the boards out over the stretches, in order: chapters whole and evenly if that can be, else one by one."""
    gap = _LEAST if wish.gap is None else wish.gap
    chapters = [list(members) for _, members in groupby(pieces, key=lambda piece: piece.chapter)]
    whole = _evenly(chapters, spans, gap)
    if whole is not None:
        return whole, []
    rows: list[list[Piece]] = [[] for _ in spans]
    left: list[Piece] = []
    at = 0
    for piece in pieces:
        fitting = (n for n in range(at, len(spans)) if _needed([*rows[n], piece], gap) <= spans[n][1] - spans[n][0])
        place = next(fitting, None)
        if place is None:
            left.append(piece)
        else:
            at = place
            rows[at].append(piece)
    return rows, left


def _evenly(
    chapters: Sequence[Sequence[Piece]], spans: Sequence[tuple[int, int]], gap: int
) -> list[list[Piece]] | None:
    """Hang whole chapters so that the fullest stretch is as little full as can be; None where one must be broken."""

    @functools.cache
    def best(chapter: int, span: int) -> tuple[float, int]:
        """Give how full the fullest stretch from here on is, and the chapter that begins the next stretch."""
        if chapter == len(chapters):
            return 0.0, chapter
        if span == len(spans):
            return math.inf, chapter
        length = spans[span][1] - spans[span][0]
        tries = []
        for end in range(chapter, len(chapters) + 1):
            row = [piece for members in chapters[chapter:end] for piece in members]
            if row and _needed(row, gap) > length:
                break
            tries.append((max(sum(piece.width for piece in row) / length, best(end, span + 1)[0]), -end))
        fullest, end = min(tries)
        return fullest, -end

    if math.isinf(best(0, 0)[0]):
        return None
    rows, at = [], 0
    for span in range(len(spans)):
        end = best(at, span)[1]
        rows.append([piece for members in chapters[at:end] for piece in members])
        at = end
    return rows


def _gap(wish: WallWish, rows: Sequence[Sequence[Piece]], spans: Sequence[tuple[int, int]]) -> int:
    """Give the one gap of the whole wall: as asked, or as wide as the fullest stretch allows, like its margins."""
    if wish.gap is not None:
        return wish.gap
    even = [
        (right - left - sum(piece.width for piece in row)) // (len(row) + 1)
        for row, (left, right) in zip(rows, spans, strict=True)
        if len(row) > 1
    ]
    return max(_LEAST, min([_MOST, *even]))


def _centred(wish: WallWish, row: Sequence[Piece], span: tuple[int, int], gap: int) -> Iterator[Hung]:
    width = sum(piece.width for piece in row) + gap * max(0, len(row) - 1)
    x = span[0] + (span[1] - span[0] - width) // 2
    for piece in row:
        yield Hung(piece, x, _bottom(wish, piece))
        x += piece.width + gap


def _segments(wish: WallWish, hung: Sequence[Hung]) -> Iterator[Segment]:
    """Part the whole length at every edge of a board or of an obstacle beside them; the parts add up to it."""
    things = [(one.x, one.right, one.piece.board.title) for one in hung]
    free = [
        thing
        for thing in wish.obstacles
        if not any(one.x < thing.x + thing.width and thing.x < one.right for one in hung)
    ]
    things += [(thing.x, thing.x + thing.width, thing.name) for thing in free]
    at = 0
    for left, right, name in sorted(things):
        start, end = min(max(left, at), wish.length), min(right, wish.length)
        if start > at:
            yield Segment(at, start - at)
            at = start
        if end > start:
            yield Segment(start, end - start, name)
            at = end
    if wish.length > at:
        yield Segment(at, wish.length - at)


def _remarks(wish: WallWish, hung: Sequence[Hung], rows: Sequence[Sequence[Piece]]) -> Iterator[Problem]:
    for one in hung:
        if one.y + one.piece.height > _HIGHEST or one.y < _LOWEST:
            yield _out_of_reach(wish, one)
    for left, right in pairwise([row for row in rows if row]):
        for chapter in dict.fromkeys(piece.chapter for piece in left):
            if chapter in {piece.chapter for piece in right}:
                yield _broken(wish, chapter, right[0])
    themes = dict.fromkeys(one.piece.board.theme for one in hung)
    if len(themes) > 1:
        message = f"墙面“{wish.name}”上混用了 {len(themes)} 种主题：{'、'.join(themes)}。"
        yield _problem(wish.place, "WL05", Severity.WARNING, message, "一面墙用一种主题；另一种的展板挂到别的墙上。")


def _cm(length: int) -> str:
    return f"{length / 10:g} 厘米"


def _problem(place: tuple[int, int], code: str, severity: Severity, message: str, hint: str) -> Problem:
    return Problem(WALLS_FILE, *place, code, severity, message, hint)


def _unknown(wish: WallWish, hung: HungWish, boards: Sequence[Board]) -> Problem:
    series = "、".join(dict.fromkeys(board.series for board in boards if board.series)) or "（无）"
    message = f"墙面“{wish.name}”要挂的“{hung.name}”不是展板、系列或篇章，没有挂。"
    hint = f"写展板的标题或编号（如 boards/党务公开栏），或者写系列的名字：{series}。"
    return _problem(hung.place, "WL01", Severity.ERROR, message, hint)


def _too_high(wish: WallWish, piece: Piece) -> Problem:
    message = f"展板“{piece.board.title}”高 {_cm(piece.height)}，墙面“{wish.name}”只有 {_cm(wish.height)}，没有挂。"
    return _problem(piece.wish.place, "WL02", Severity.ERROR, message, "换一个矮一些的尺寸，或者挂到别的墙上。")


def _too_wide(
    wish: WallWish, left: Sequence[Piece], rows: Sequence[Sequence[Piece]], spans: Sequence[tuple[int, int]]
) -> Problem:
    room = sum(end - start for start, end in spans) - sum(_needed(row, _LEAST) for row in rows if row)
    wanted = _needed(left, wish.gap if wish.gap is not None else _LEAST)
    names = "、".join(f"“{piece.board.title}”" for piece in left)
    message = f"墙面“{wish.name}”挂不下：{names}没有挂，还要约 {_cm(max(wanted - max(room, 0), left[0].width))}。"
    hint = "减少展板、缩小间距或尺寸，或者把它们挂到别的墙上。"
    return _problem(left[0].wish.place, "WL03", Severity.ERROR, message, hint)


def _overlap(wish: WallWish, one: Hung, hit: str | None) -> Problem:
    what = f"与“{hit}”重叠" if hit else f"超出了墙面“{wish.name}”的右端"
    message = f"展板“{one.piece.board.title}”从 {_cm(one.x)} 处挂起，{what}，没有挂。"
    hint = "改它的“位置”，或者不写位置，由程序按间距排。"
    return _problem(one.piece.wish.place, "WL04", Severity.ERROR, message, hint)


def _out_of_reach(wish: WallWish, one: Hung) -> Problem:
    top, name = one.y + one.piece.height, one.piece.board.title
    where = f"上沿离地 {_cm(top)}，高过 {_cm(_HIGHEST)}" if top > _HIGHEST else f"下沿离地只有 {_cm(one.y)}"
    message = f"墙面“{wish.name}”上“{name}”的{where}，看不清也够不着。"
    return _problem(one.piece.wish.place, "WL06", Severity.WARNING, message, "调整“中心高”，或者换一个矮一些的尺寸。")


def _broken(wish: WallWish, chapter: str, piece: Piece) -> Problem:
    message = f"墙面“{wish.name}”上的“{chapter}”被门窗隔开了，“{piece.board.title}”起在另一段。"
    hint = "调整顺序或尺寸，让一个篇章挂在同一段墙上。"
    return _problem(piece.wish.place, "WL07", Severity.WARNING, message, hint)
