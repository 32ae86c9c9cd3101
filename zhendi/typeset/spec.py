"""What a board asks of the typesetter: boxes in mm, texts in em, sizes in pt. Pure data."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from zhendi.problems import Severity


class Box(Struct, frozen=True):
    """A rectangle in mm from the board's top left corner."""

    x: float
    y: float
    width: float
    height: float


class Slot(Struct, frozen=True):
    """One text and the columns that it fills, in reading order.

    `html` is a fragment whose sizes are in em of the body size. `first` are the columns on the first page of the
    board, `rest` those on every further page (empty: the text may not be split over boards).
    """

    name: str
    html: str
    first: tuple[Box, ...]
    rest: tuple[Box, ...] = ()


class BoardSpec(Struct, frozen=True):
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
    title: str = ""  # of the PDF


class Solution(Struct, frozen=True):
    """What copyfitting found for a board; `fill` is used height over height of all columns but a split's last board."""

    body_pt: float
    line_height: float
    pages: int
    fill: float  # 0 to 1
    layouts: int  # layout passes, the final one counted
    surplus: int = 0  # characters too many; > 0 means: not to be printed
    at_ceiling: bool = False


class Finding(Struct, frozen=True):
    """What is wrong with a board; the renderer adds the entry's path. `text` is the passage meant."""

    code: str
    message: str
    hint: str
    severity: Severity
    text: str = ""


class SetBoard(Struct, frozen=True):
    """A board as it will be printed, the findings of its guards, and the fonts that it embeds."""

    pdf: bytes
    findings: tuple[Finding, ...]
    fonts: tuple[str, ...]


def failed(findings: Sequence[Finding]) -> bool:
    """Say whether a board must not be printed."""
    return any(finding.severity is Severity.ERROR for finding in findings)
