"""Find what the boards of a series share: one title size, one grid, one body size, so that they match as they hang."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from zhendi.model.entities import Board, Common
from zhendi.model.sizes import Size
from zhendi.problems import Problem, Severity

_ONE_LINE = 0.62  # of the size that titles on several lines may have: worth keeping all on one


class Measure(Struct, frozen=True):
    """What one member could have alone: title sizes (mm) on one line and on up to three, its columns, its body."""

    one_line: float
    several: float
    lines: int  # of the title at the size `several`
    columns: int = 0
    body_pt: float = 0.0
    line_height: float = 0.0


Key = tuple[str, Size, str]


def rows_of(boards: Iterable[Board]) -> Mapping[Key, tuple[Board, ...]]:
    """Give the boards that must match: of one series, one size and one theme; a board alone needs no other."""
    rows: dict[Key, list[Board]] = {}
    for board in boards:
        if board.series:
            rows.setdefault((board.series, board.size, board.theme), []).append(board)
    return {key: tuple(row) for key, row in rows.items() if len(row) > 1}


def _common_title(measures: Sequence[Measure]) -> Common:
    """Give the title that all can have: on one line if that does not make it much smaller."""
    one, several = min(m.one_line for m in measures), min(m.several for m in measures)
    if one >= several * _ONE_LINE:
        return Common(one, 1)
    return Common(several, max(m.lines for m in measures))


def _common_body(title: Common, measures: Sequence[Measure]) -> Common:
    """Give the body that all can have: the smallest member's."""
    return Common(
        title.title_em,
        title.title_lines,
        min(m.columns for m in measures),
        min(m.body_pt for m in measures),
        min(m.line_height for m in measures),
    )


def matched(boards: Sequence[Board], measure: Callable[[Sequence[Board]], Mapping[str, Measure]]) -> tuple[Board, ...]:
    """Give the boards with what those of a series share; `measure` says, by id, what each could have alone.

    The title comes first, for the room that it leaves decides the body.
    """
    rows = rows_of(boards).values()
    titles = measure([board for row in rows for board in row])
    found = {board.id: board for board in boards}
    for row in rows:
        alone = [titles[board.id] for board in row if board.id in titles]
        found |= {board.id: replace(board, common=_common_title(alone)) for board in row if alone}
    bodies = measure([found[board.id] for row in rows for board in row])
    for row in rows:
        alone = [bodies[board.id] for board in row if board.id in bodies]
        common = found[row[0].id].common
        if alone and common:
            found |= {board.id: replace(board, common=_common_body(common, alone)) for board in row}
    return tuple(found[board.id] for board in boards)


def unlike(boards: Sequence[Board]) -> list[Problem]:
    """Name the members of a series that hang apart because their size or theme is not that of the others."""
    rows = rows_of(boards)
    problems = []
    for board in boards:
        mates = [other for other in boards if other.series == board.series and other is not board]
        alone = board.series and (board.series, board.size, board.theme) not in rows
        if alone and mates and not any(board.source == other.source for other in mates):
            mate = mates[0]
            what = f"主题是 {board.theme}" if board.size == mate.size else f"尺寸是 {board.size.name}"
            message = f"展板“{board.title}”的{what}，与系列“{board.series}”的其他展板不同，没有统一字号。"
            hint = f"改成与“{mate.title}”一样（{mate.size.name}，{mate.theme}），或者删去“系列”。"
            problems.append(Problem(board.source, 1, 1, "BD06", Severity.WARNING, message, hint))
    return problems
