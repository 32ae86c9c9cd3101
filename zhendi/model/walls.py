"""A stretch of wall with doors and windows, and the boards on it: what a file wishes, and what hangs; in whole mm.

`x` counts from the wall's left end, `y` from the floor to a thing's lower edge, as whoever hangs it measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:  # a site has walls, and walls have boards
    from zhendi.model.entities import Board

WALLS_FILE = "data/walls.yml"
HIGHEST, LOWEST = 2400, 400  # mm: what lies beyond is neither read nor reached
LEAST_GAP, MOST_GAP = 50, 300  # mm between boards where no gap is asked for
CLEAR = 50  # mm from an end of the wall, a door or a window
_EYE = 1500  # mm: the middle of what is read standing
_HEIGHT = 2800


class Obstacle(Struct, frozen=True):
    """A door, a window or a box on the wall."""

    name: str
    x: int
    y: int
    width: int
    height: int
    kind: str = "door"


class HungWish(Struct, frozen=True):
    """A board, a series or a chapter to hang, by its name; `at` is its left edge where that is fixed."""

    name: str
    at: int | None = None
    place: tuple[int, int] = (1, 1)


class WallWish(Struct, frozen=True):
    """A wall as its file describes it."""

    name: str
    slug: str
    length: int
    height: int = _HEIGHT
    centre: int = _EYE
    gap: int | None = None
    hung: tuple[HungWish, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    place: tuple[int, int] = (1, 1)  # line and column in data/walls.yml


class Piece(Struct, frozen=True):
    """One physical board to hang, and what it belongs with."""

    board: Board
    page: int
    pages: int
    chapter: str
    wish: HungWish

    @property
    def width(self) -> int:
        """Give its width in mm."""
        return round(self.board.size.width)

    @property
    def height(self) -> int:
        """Give its height in mm."""
        return round(self.board.size.height)


class Hung(Struct, frozen=True):
    """A board in its place."""

    piece: Piece
    x: int
    y: int

    @property
    def right(self) -> int:
        """Give its right edge."""
        return self.x + self.piece.width


class Segment(Struct, frozen=True):
    """A part of the wall from left to right: a board, an obstacle, or what is free between them."""

    x: int
    length: int
    name: str = ""  # of the board or obstacle


class Wall(Struct, frozen=True):
    """A wall with its boards, from left to right."""

    wish: WallWish
    hung: tuple[Hung, ...] = ()
    segments: tuple[Segment, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Give the wall's row in the build report (design.md): cm from the left and the floor."""
        boards = [
            {
                "id": hung.piece.board.id,
                "x": hung.x / 10,
                "y": hung.y / 10,
                "width": hung.piece.width / 10,
                "height": hung.piece.height / 10,
            }
            for hung in self.hung
        ]
        wish = self.wish
        return {"name": wish.name, "length_cm": wish.length / 10, "height_cm": wish.height / 10, "boards": boards}


def room_for(row: Sequence[Piece], gap: int) -> int:
    """Give the width that boards side by side need of a wall, clear of what stands beside them, in mm."""
    return sum(piece.width for piece in row) + gap * max(0, len(row) - 1) + 2 * CLEAR
