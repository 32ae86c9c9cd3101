"""A plan: the boxes of one board, ready for copyfitting and for its template."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from zhendi.model.sizes import MM_PER_PT
from zhendi.render.layouts.frame import Frame
from zhendi.typeset.spec import Box, Solution

_FULL = 0.92
_SINK = 0.38  # of the room left over that stands above the text: the optical middle


class SlotPlan(Struct, frozen=True):
    """One text of a board and its columns; `words` are for the template that writes it."""

    name: str
    columns: tuple[Box, ...]
    words: Mapping[str, Any] = field(default_factory=dict)
    split: bool = True  # may go on on further boards
    rest: tuple[Box, ...] = ()  # its columns there, of the same width, where they are others


class Plan(Struct, frozen=True):
    """One way to divide a board. `words` are boxes and the like for the frame's template.

    `hole` is the height in mm that stays empty under a text that has reached its largest size, `reach` where it ends.
    """

    frame: Frame
    slots: tuple[SlotPlan, ...]
    words: Mapping[str, Any] = field(default_factory=dict)
    largest: float = 0.5  # of the title's em: the ceiling of the body
    sink: float = 0.1  # of the board's height: how far a short text may move down
    middles: bool = False  # each slot is one box, and its text stands in the middle of it
    fixed: bool = False  # its texts stay where they were planned, beside what stands on the frame
    hole: float = 0.0
    reach: float = 0.0
    body_pt: float | None = None  # where a standard fixes the size of the text
    line_height: tuple[float, float, float] | None = None  # and its lines: smallest, preferred, largest

    @property
    def columns(self) -> int:
        """Give the number of columns of its first text."""
        return len(self.slots[0].columns)

    def full(self) -> Plan:
        """Give the plan with its texts where they were planned."""
        return replace(self, reach=self.frame.body.y + self.frame.body.height)

    def held(self, solution: Solution) -> Plan:
        """Give the plan of a member of a series: its text begins where those of the others begin."""
        if self.fixed:
            return self.settled(solution)
        body = self.frame.body
        free = (1 - solution.fill) * body.height if solution.pages == 1 else 0.0
        return replace(self, hole=free, reach=body.y + body.height - free)

    def settled(self, solution: Solution) -> Plan:
        """Give the plan with its texts in the optical middle when the board is not full."""
        if self.fixed:  # but those that say how long they are
            slots = tuple(_middled(slot, solution) if "ems" in slot.words else slot for slot in self.slots)
            return replace(self.full(), slots=slots)
        if solution.pages > 1:
            return self.full()
        if self.middles:
            slots = tuple(_middled(slot, solution) for slot in self.slots)
            return replace(self, slots=slots)
        body = self.frame.body
        free = (1 - solution.fill) * body.height if solution.fill < _FULL else 0.0
        down = min(free * _SINK, self.frame.size.height * self.sink)
        slots = tuple(replace(slot, columns=tuple(_lower(box, down) for box in slot.columns)) for slot in self.slots)
        return replace(self, slots=slots, hole=free - down, reach=body.y + body.height - free + down)


def _middled(slot: SlotPlan, solution: Solution) -> SlotPlan:
    """Lower a short text into the middle of its one box, as far as its length tells."""
    (box,) = slot.columns
    em = solution.body_pt * MM_PER_PT
    lines = math.ceil(slot.words["ems"] / max(1, math.floor(box.width / em)))
    free = box.height - lines * em * solution.line_height
    return replace(slot, columns=(_lower(box, max(0.0, free / 2)),))


def _lower(box: Box, down: float) -> Box:
    return Box(box.x, box.y + down, box.width, box.height - down)
