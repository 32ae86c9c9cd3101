"""A plan: the boxes of one board, ready for copyfitting and for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zhendi.render.layouts.frame import Frame
from zhendi.typeset.spec import Box

_FULL = 0.92
_SINK = 0.38  # of the room left over that stands above the text: the optical middle


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """One text of a board and its columns; `words` are for the template that writes it."""

    name: str
    columns: tuple[Box, ...]
    words: Mapping[str, Any] = field(default_factory=dict)
    split: bool = True  # may go on on further boards


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to divide a board. `words` are boxes and the like for the frame's template.

    `hole` is the height in mm that stays empty under a text that has reached its largest size, `reach` where it ends.
    """

    frame: Frame
    slots: tuple[SlotPlan, ...]
    words: Mapping[str, Any] = field(default_factory=dict)
    sinks: bool = True  # a short text moves down a little
    hole: float = 0.0
    reach: float = 0.0

    def settled(self, fill: float, pages: int) -> Plan:
        """Give the plan with its text in the optical middle when the board is not full."""
        body = self.frame.body
        free = (1 - fill) * body.height if pages == 1 and fill < _FULL else 0.0
        down = min(free * _SINK, self.frame.size.height * 0.1) if self.sinks else 0.0
        used = body.height - free if pages == 1 else body.height
        if not down:
            return replace(self, hole=free, reach=body.y + used)
        slots = tuple(replace(slot, columns=tuple(_lower(box, down) for box in slot.columns)) for slot in self.slots)
        return replace(self, slots=slots, hole=free - down, reach=body.y + down + used)


def _lower(box: Box, down: float) -> Box:
    return Box(box.x, box.y + down, box.width, box.height - down)
