"""What is said of a wall on which not all can hang as wished: WL01 to WL07."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from zhendi.model.walls import HIGHEST, LEAST_GAP, WALLS_FILE, Hung, HungWish, Piece, WallWish, room_for
from zhendi.problems import Problem, Severity

if TYPE_CHECKING:
    from zhendi.model.entities import Board


def _cm(length: int) -> str:
    return f"{length / 10:g} 厘米"


def _problem(place: tuple[int, int], code: str, severity: Severity, message: str, hint: str) -> Problem:
    return Problem(WALLS_FILE, *place, code, severity, message, hint)


def unknown(wish: WallWish, hung: HungWish, boards: Sequence[Board]) -> Problem:
    """Say that a name is no board, series or chapter."""
    series = "、".join(dict.fromkeys(board.series for board in boards if board.series)) or "（无）"
    message = f"墙面“{wish.name}”要挂的“{hung.name}”不是展板、系列或篇章，没有挂。"
    hint = f"写展板的标题或编号（如 boards/党务公开栏），或者写系列的名字：{series}。"
    return _problem(hung.place, "WL01", Severity.ERROR, message, hint)


def too_high(wish: WallWish, piece: Piece) -> Problem:
    """Say that a board is higher than the wall."""
    message = f"展板“{piece.board.title}”高 {_cm(piece.height)}，墙面“{wish.name}”只有 {_cm(wish.height)}，没有挂。"
    return _problem(piece.wish.place, "WL02", Severity.ERROR, message, "换一个矮一些的尺寸，或者挂到别的墙上。")


def too_wide(
    wish: WallWish, left: Sequence[Piece], rows: Sequence[Sequence[Piece]], spans: Sequence[tuple[int, int]]
) -> Problem:
    """Say which boards found no room, and how much is lacking."""
    room = sum(end - start for start, end in spans) - sum(room_for(row, LEAST_GAP) for row in rows if row)
    wanted = room_for(left, wish.gap if wish.gap is not None else LEAST_GAP)
    names = "、".join(f"“{piece.board.title}”" for piece in left)
    message = f"墙面“{wish.name}”挂不下：{names}没有挂，还要约 {_cm(max(wanted - max(room, 0), left[0].width))}。"
    hint = "减少展板、缩小间距或尺寸，或者把它们挂到别的墙上。"
    return _problem(left[0].wish.place, "WL03", Severity.ERROR, message, hint)


def overlap(wish: WallWish, one: Hung, hit: str | None) -> Problem:
    """Say that a board with a fixed place meets another, or the wall's end."""
    what = f"与“{hit}”重叠" if hit else f"超出了墙面“{wish.name}”的右端"
    message = f"展板“{one.piece.board.title}”从 {_cm(one.x)} 处挂起，{what}，没有挂。"
    hint = "改它的“位置”，或者不写位置，由程序按间距排。"
    return _problem(one.piece.wish.place, "WL04", Severity.ERROR, message, hint)


def out_of_reach(wish: WallWish, one: Hung) -> Problem:
    """Say that a board hangs too high or too low."""
    top, name = one.y + one.piece.height, one.piece.board.title
    where = f"上沿离地 {_cm(top)}，高过 {_cm(HIGHEST)}" if top > HIGHEST else f"下沿离地只有 {_cm(one.y)}"
    message = f"墙面“{wish.name}”上“{name}”的{where}，看不清也够不着。"
    return _problem(one.piece.wish.place, "WL06", Severity.WARNING, message, "调整“中心高”，或者换一个矮一些的尺寸。")


def broken(wish: WallWish, chapter: str, piece: Piece) -> Problem:
    """Say that a chapter is parted by a door or window."""
    message = f"墙面“{wish.name}”上的“{chapter}”被门窗隔开了，“{piece.board.title}”起在另一段。"
    hint = "调整顺序或尺寸，让一个篇章挂在同一段墙上。"
    return _problem(piece.wish.place, "WL07", Severity.WARNING, message, hint)


def mixed(wish: WallWish, themes: Collection[str]) -> Problem:
    """Say that boards of several themes hang on one wall."""
    message = f"墙面“{wish.name}”上混用了 {len(themes)} 种主题：{'、'.join(themes)}。"
    return _problem(wish.place, "WL05", Severity.WARNING, message, "一面墙用一种主题；另一种的展板挂到别的墙上。")
