"""Cut the columns of a board out of a laid-out strip: copies of its boxes, moved to their place."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from zhendi.typeset.pack import Run
from zhendi.typeset.strip import Strip, is_a


class _Cut(Struct, frozen=True):
    """One column: `shift` and `bottom` give each atom's way down and new lower edge, px."""

    strip: Strip
    run: Run
    shift: dict[int, float]
    bottom: dict[int, float]
    top: float
    stretch: float
    begin: float  # y of the strip from which boxes without atoms belong to the column
    end: float

    def piece(self, box: Any) -> Any | None:
        """Copy what of a box stands in the column; None if nothing does."""
        span = self.strip.spans.get(id(box))
        if span is None:
            return self._loose(box)
        first, last = span
        if last < self.run.first or first > self.run.last:
            return None
        if is_a(box, "LineBox") or is_a(box, "TableRowBox") or not self.strip.opened(box):
            return self._rigid(box, first)
        return self._part(box, first, last)

    def _rigid(self, box: Any, atom: int) -> Any:
        copy = box.deepcopy()
        down = self.shift[atom]
        if is_a(box, "LineBox"):
            down += self.strip.atoms[atom].line * (self.stretch - 1) / 2
        copy.translate(0, down)
        return copy

    def _loose(self, box: Any) -> Any | None:
        """Take along what is out of the flow, or empty: floats, list markers."""
        y = box.position_y
        if not self.begin <= y < self.end:
            return None
        atoms = self.strip.atoms
        near = min(range(self.run.first, self.run.last + 1), key=lambda at: abs(atoms[at].top - y))
        copy = box.deepcopy() if hasattr(box, "deepcopy") else box.copy()
        copy.translate(0, self.shift[near] + atoms[near].line * (self.stretch - 1) / 2)
        return copy

    def _part(self, box: Any, first: int, last: int) -> Any:
        """Copy a box round its pieces: its edges go with its first and last atom, or end at the cut."""
        run, atoms = self.run, self.strip.atoms
        starts, ends = first >= run.first, last <= run.last
        pieces = [piece for child in box.children if (piece := self.piece(child)) is not None]
        copy = box.copy_with_children(pieces)
        upper = box.border_box_y()
        lower = upper + box.border_height()
        copy.remove_decoration_sides = set()
        copy.goes_on = not ends
        if not (is_a(box, "TableRowGroupBox") or is_a(box, "TableRowBox")):
            copy.remove_decoration(start=not starts, end=not ends)
        new_upper = upper + self.shift[first] if starts else self.top
        new_lower = lower + self.bottom[last] - atoms[last].bottom if ends else self.bottom[run.last]
        if is_a(box, "TableBox") and not starts:
            self._repeat_head(box, copy)
        copy.position_y = new_upper - copy.margin_top
        copy.height = new_lower - new_upper - (copy.border_height() - copy.height)
        return copy

    def _repeat_head(self, table: Any, copy: Any) -> None:
        """Set the table's head again above the rows of a further column."""
        first_row = next(row for group in copy.children for row in group.children)
        originals = [row for group in table.children for row in group.children]
        rows = [self.strip.spans[id(row)][0] for row in originals]
        copy.skipped_rows = rows.index(self.run.first)
        head = table.children[0]
        if not head.is_header:
            return
        again = head.deepcopy()
        again.translate(0, first_row.position_y - self.strip.atoms[self.run.first].head - head.children[0].position_y)
        copy.children = [again, *copy.children]


def cut_column(strip: Strip, run: Run, top: float, stretch: float) -> Any | None:
    """Copy the boxes of one column, its upper edge at `top` px, x as in the strip; None for an empty column."""
    if run.last < run.first:
        return None
    atoms = strip.atoms
    shift: dict[int, float] = {}
    bottom: dict[int, float] = {}
    down = top + atoms[run.first].head - atoms[run.first].top
    for at in range(run.first, run.last + 1):
        shift[at] = down
        down += atoms[at].line * (stretch - 1)
        bottom[at] = atoms[at].bottom + down
    begin = atoms[run.first].top if run.first else float("-inf")
    end = atoms[run.last + 1].top if run.last + 1 < len(atoms) else float("inf")
    cut = _Cut(strip, run, shift, bottom, top, stretch, begin, end)
    return cut.piece(strip.box)
