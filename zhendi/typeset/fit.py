"""Fit a board: solve its size, then cut its columns, place them on its frames, write it and guard it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhendi.model.sizes import MM_PER_PX
from zhendi.typeset.cut import cut_column
from zhendi.typeset.engine import Engine, Placed
from zhendi.typeset.pack import balance, pack
from zhendi.typeset.solve import FULL, fill_of, heights, pack_slot, search_for
from zhendi.typeset.spec import BoardSpec, Box, SetBoard, Slot, Solution
from zhendi.typeset.strip import Strip

_WORTH = 1.04  # how much larger another alternative must promise to be, to be measured too


def _rank(solution: Solution) -> tuple[bool, int, float, float]:
    return (solution.surplus == 0, -solution.pages, solution.body_pt, solution.fill)


def fit_board(specs: Sequence[BoardSpec], engine: Engine) -> tuple[int, Solution]:
    """Solve a board and give the number of the best alternative: fewest boards, then largest type, then fullest."""
    searches = [search_for(spec, engine) for spec in specs]
    promising = sorted(range(len(specs)), key=lambda number: searches[number].choose(1, 1.0) or 0.0, reverse=True)
    best: tuple[int, Solution] | None = None
    passes = 0
    for number in promising:
        search = searches[number]
        if best and best[1].surplus == 0 and (search.choose(best[1].pages, 1.0) or 0.0) < best[1].body_pt * _WORTH:
            continue
        solution = search.solve()
        passes += search.passes
        if best is None or _rank(solution) > _rank(best[1]):
            best = number, solution
    if best is None:
        raise ValueError("fit_board needs at least one alternative")
    number, solution = best
    return number, replace(solution, layouts=passes + 1)


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
