"""What a board asks of the typesetter: boxes in mm, texts in em, sizes in pt. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm from the board's top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Slot:
    """One text and the columns that it fills, in reading order.

    `html` is a fragment whose sizes are in em of the body size. `first` are the columns on the first page of the
    board, `rest` those on every further page (empty: the text may not be split over boards).
    """

    name: str
    html: str
    first: tuple[Box, ...]
    rest: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardSpec:
    """All slots of a board, to be set at one common body size.

    `line_height` is (smallest, preferred, largest) as a multiple of the body size. `comfort_pt` is the size for
    4 mm/m, `floor_pt` for 2.5 mm/m at the board's reading distance. `fixed_pt` is the size of a series.
    """

    width: float  # mm
    height: float  # mm
    css: str
    slots: tuple[Slot, ...]
    floor_pt: float
    comfort_pt: float
    ceiling_pt: float
    line_height: tuple[float, float, float] = (1.45, 1.7, 1.95)
    dense: bool = False
    fixed_pt: float | None = None
    max_pages: int = 60


@dataclass(frozen=True, slots=True)
class Solution:
    """What copyfitting found for a board; `fill` is used height over height of all columns but a split's last board."""

    body_pt: float
    line_height: float
    pages: int
    fill: float  # 0 to 1
    layouts: int  # layout passes, the final one counted
    surplus: int = 0  # characters too many; > 0 means: not to be printed
    at_ceiling: bool = False
