"""Hang boards on a wall: fixed ones first, the others between doors and windows with even gaps; pure geometry in mm."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from zhendi.model import wall_problems as say
from zhendi.model.walls import (
    CLEAR,
    HIGHEST,
    LEAST_GAP,
    LOWEST,
    MOST_GAP,
    Hung,
    Piece,
    Segment,
    Wall,
    WallWish,
    room_for,
)
from zhendi.problems import Problem

if TYPE_CHECKING:
    from zhendi.model.entities import Board


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
    problems += [say.too_high(wish, piece) for piece in pieces if piece.height > wish.height]
    fixed, found = _fixed(wish, [piece for piece in low if piece.wish.at is not None])
    problems += found
    free = [piece for piece in low if piece.wish.at is None]
    spans = tuple(_spans(wish, fixed, free))
    rows, left = _share_out(wish, free, spans)
    gap = _gap(wish, rows, spans)
    hung = (*fixed, *(one for row, span in zip(rows, spans, strict=True) for one in _centred(wish, row, span, gap)))
    hung = tuple(sorted(hung, key=lambda one: one.x))
    problems += [say.too_wide(wish, left, rows, spans)] if left else []
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
            problems.append(say.unknown(wish, hung, boards))
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
            problems.append(say.overlap(wish, one, hit))
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
        if end - at > 2 * CLEAR:
            yield at, end
        at = max(at, right)
    if wish.length - at > 2 * CLEAR:
        yield at, wish.length


def _share_out(
    wish: WallWish, pieces: Sequence[Piece], spans: Sequence[tuple[int, int]]
) -> tuple[list[list[Piece]], list[Piece]]:
    """Share the boards out over the stretches, in order: chapters whole and evenly if that can be, else one by one."""
    gap = LEAST_GAP if wish.gap is None else wish.gap
    chapters = [list(members) for _, members in groupby(pieces, key=lambda piece: piece.chapter)]
    whole = _evenly(chapters, spans, gap)
    if whole is not None:
        return whole, []
    rows: list[list[Piece]] = [[] for _ in spans]
    left: list[Piece] = []
    at = 0
    for piece in pieces:
        fitting = (n for n in range(at, len(spans)) if room_for([*rows[n], piece], gap) <= spans[n][1] - spans[n][0])
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
            if row and room_for(row, gap) > length:
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
    return max(LEAST_GAP, min([MOST_GAP, *even]))


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
        if one.y + one.piece.height > HIGHEST or one.y < LOWEST:
            yield say.out_of_reach(wish, one)
    for left, right in pairwise([row for row in rows if row]):
        for chapter in dict.fromkeys(piece.chapter for piece in left):
            if chapter in {piece.chapter for piece in right}:
                yield say.broken(wish, chapter, right[0])
    themes = dict.fromkeys(one.piece.board.theme for one in hung)
    if len(themes) > 1:
        yield say.mixed(wish, themes)
