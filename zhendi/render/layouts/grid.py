"""Divide a rectangle into cells."""

from __future__ import annotations

from zhendi.typeset.spec import Box


def grid(zone: Box, count: int, gap: float, ratio: float = 1.5) -> tuple[Box, ...]:
    """Divide a zone into a grid of `count` cells that come nearest to a ratio of sides; a last row is widened."""

    def fault(rows: int) -> float:
        across = -(-count // rows)
        width = (zone.width - gap * (across - 1)) / across
        height = (zone.height - gap * (rows - 1)) / rows
        shape = width / height / ratio
        return max(shape, 1 / shape) + 0.3 * (across * rows - count)

    rows = min((rows for rows in range(1, count + 1) if -(-count // -(-count // rows)) == rows), key=fault)
    across = -(-count // rows)
    height = (zone.height - gap * (rows - 1)) / rows
    cells = []
    for row in range(rows):
        own = min(across, count - row * across)
        width = (zone.width - gap * (own - 1)) / max(own, 1)
        cells += [Box(zone.x + at * (width + gap), zone.y + row * (height + gap), width, height) for at in range(own)]
    return tuple(cells)
