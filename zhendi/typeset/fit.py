"""Fit a board: solve its size, then cut its columns, place them on its frames, write it and guard it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from zhendi.model.sizes import MM_PER_PT, MM_PER_PX
from zhendi.typeset.cut import cut_column
from zhendi.typeset.engine import Engine, Placed
from zhendi.typeset.pack import balance, pack
from zhendi.typeset.solve import FULL, MOST_PASSES, Search, fill_of, heights, pack_slot, search_for
from zhendi.typeset.spec import BoardSpec, Box, SetBoard, Slot, Solution
from zhendi.typeset.strip import Strip

_SHORT, _SHORTEST, _LONG = 12, 9, 42  # characters a line
_FEWEST = 3  # passes without which no other alternative is begun
_WORTH = 1.04  # how much larger another alternative must promise to be, to be measured too


def _readable(spec: BoardSpec, size: float) -> bool:
    """Say whether lines are neither so short nor so long that reading tires; texts beside the first may be shorter."""
    lines = [slot.first[0].width / MM_PER_PT / size for slot in spec.slots]
    return lines[0] >= _SHORT and all(_SHORTEST <= line <= _LONG for line in lines)


def _promise(search: Search) -> tuple[int, bool, float]:
    """Foresee how good an alternative is: fewest boards, then readable lines, then largest type."""
    pages = search.needed()
    size = search.choose(pages, 1.0) or search.sizes[-1]
    return -pages, _readable(search.spec, size), size


def fit_board(specs: Sequence[BoardSpec], engine: Engine) -> tuple[int, Solution]:
    """Solve a board and give the number of the best alternative; only those that promise most are laid out."""
    searches = [search_for(spec, engine) for spec in specs]
    promises = [_promise(search) for search in searches]
    best: tuple[tuple[int, bool, float], int, Solution] | None = None
    left, trust = MOST_PASSES, 1.0  # trust: how much of what was promised the first alternative kept
    for number in sorted(range(len(specs)), key=promises.__getitem__, reverse=True):
        if best:
            pages, readable, size = best[0]
            promised = (*promises[number][:2], promises[number][2] * trust)
            if left < _FEWEST or promised <= (pages, readable, size * _WORTH):
                continue
        searches[number].allowed = left
        solution = searches[number].solve()
        left -= searches[number].passes
        trust = min(trust, solution.body_pt / promises[number][2])
        boards = -solution.pages if not solution.surplus else -specs[number].max_pages - 1
        rank = boards, _readable(specs[number], solution.body_pt), solution.body_pt
        if best is None or rank > best[0]:
            best = rank, number, solution
    if best is None:
        raise ValueError("fit_board needs at least one alternative")
    passes = sum(search.passes for search in searches)
    return best[1], replace(best[2], layouts=passes + 1)


def set_board(spec: BoardSpec, solution: Solution, frames: Sequence[str], engine: Engine) -> SetBoard:
    """Set a board at its solved size on its frames, one HTML fragment a page; findings with errors forbid its use."""
    if len(frames) != solution.pages:
        raise ValueError(f"{solution.pages} frames wanted, {len(frames)} given")
    laid_out, _ = engine.lay_out(spec, solution.body_pt)
    stretch = solution.line_height / spec.line_height[1]
    columns = [
        placed
        for slot, strip in zip(spec.slots, laid_out.strips, strict=True)
        for placed in _columns(spec, slot, strip, stretch, solution.pages)
    ]
    board = engine.compose(spec, solution.body_pt, frames, columns)
    return replace(board, findings=tuple(dict.fromkeys((*laid_out.findings, *board.findings))))


def _columns(spec: BoardSpec, slot: Slot, strip: Strip, stretch: float, pages: int) -> Iterator[Placed]:
    """Cut a slot's columns; those of a board that is not full end level."""
    packing = pack_slot(slot, strip, stretch, pages)
    if pages == 1 and len(slot.first) > 1 and fill_of(spec, (strip,) * len(spec.slots), stretch, 1) < FULL:
        packing = pack(strip, balance(strip, heights(slot, 1), stretch), stretch)
    for (page, box), run in zip(_boxes(slot, pages), packing.runs, strict=True):
        column = cut_column(strip, run, box.y / MM_PER_PX, stretch)
        if column is not None:
            column.translate(box.x / MM_PER_PX, 0)
            yield Placed(page, box, column)


def _boxes(slot: Slot, pages: int) -> Iterator[tuple[int, Box]]:
    yield from ((0, box) for box in slot.first)
    for page in range(1, pages):
        yield from ((page, box) for box in slot.rest)
